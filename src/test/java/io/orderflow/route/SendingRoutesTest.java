package io.orderflow.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderflow.kafka.DeadLetterHeaders;
import io.orderflow.order.Order;
import io.orderflow.order.OrderGenerator;
import io.orderflow.order.OrderJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the routes do that send orders: of the generator, and of files. */
@ParameterizedClass
@EnumSource(Dsl.class)
class SendingRoutesTest extends OrderRoutes {

    SendingRoutesTest(Dsl dsl) {
        super(dsl);
    }

    @Test
    void a_tick_of_the_timer_publishes_an_order_under_its_users_key() throws Exception {
        NotifyBuilder done = new NotifyBuilder(context).whenDone(1).create();
        start("generate-orders");

        assertThat(done.matches(10, TimeUnit.SECONDS)).isTrue();
        Message message = only(getMockEndpoint(ORDERS)).getMessage();
        Order order = OrderJson.read(message.getBody(byte[].class));
        assertThat(order)
                .isEqualTo(new OrderGenerator(new Random(42), List.of("lucy", "zoe"), List.of("tea"), () -> {}).next());
        assertThat(message.getHeader(KafkaConstants.KEY)).isEqualTo(order.user());
    }

    @Test
    void an_order_that_kafka_did_not_take_yet_is_sent_again() throws Exception {
        start();
        MockEndpoint orders = getMockEndpoint(ORDERS);
        orders.whenExchangeReceived(1, exchange -> exchange.setException(new TimeoutException("no broker")));
        orders.whenExchangeReceived(2, exchange -> exchange.setException(new TimeoutException("no broker")));
        orders.whenExchangeReceived(3, exchange -> exchange.setException(new TimeoutException("no broker")));
        orders.whenExchangeReceived(4, this::acknowledge);
        orders.expectedMessageCount(4);

        Exchange published = template.send("direct:publish-order", exchange -> exchange.getMessage()
                .setBody(new Order("o-1", "david", "chicken burger", 5)));

        orders.assertIsSatisfied();
        assertThat(published.getException()).isNull();
        assertThat(orders.getExchanges().get(3).getMessage().getBody(byte[].class))
                .isEqualTo(ORDER);
    }

    @Test
    void a_file_of_orders_is_sent_in_one_pass_and_ends_in_done() throws Exception {
        Files.writeString(inbox.resolve("lunch.ndjson"), new String(ORDER, UTF_8) + "\n" + new String(ORDER, UTF_8));
        NotifyBuilder done = new NotifyBuilder(context).whenDone(1).create();
        start("receive-orders");

        assertThat(done.matches(10, TimeUnit.SECONDS)).isTrue();
        assertThat(sent).hasSize(2).allSatisfy(message -> {
            assertThat(message.getBody()).isEqualTo(ORDER);
            assertThat(message.getHeaders()).containsOnlyKeys("order.source");
            assertThat(message.getHeader(KafkaConstants.KEY)).isEqualTo("david".getBytes(UTF_8));
        });
        assertThat(filesIn(inbox)).containsExactly("done/lunch.ndjson");
    }

    @Test
    void a_file_with_a_bad_record_sends_the_good_ones_and_ends_in_failed_with_the_reason() throws Exception {
        String bad = "{\"user\":\"lucy\",\"item\":\"tea\",\"quantity\":\"2\"}";
        Files.writeString(inbox.resolve("lunch.ndjson"), bad + "\n" + new String(ORDER, UTF_8) + "\n");
        NotifyBuilder done = new NotifyBuilder(context).whenDone(1).create();
        start("receive-orders");

        assertThat(done.matches(10, TimeUnit.SECONDS)).isTrue();
        assertThat(sent).extracting(Message::getBody).containsExactly(bad.getBytes(UTF_8), ORDER);
        Message letter = sent.get(0);
        assertThat(letter.getHeader(KafkaConstants.OVERRIDE_TOPIC)).isEqualTo("orders-dead-letter");
        assertThat(text(letter, DeadLetterHeaders.FILE)).isEqualTo("lunch.ndjson");
        assertThat(text(letter, DeadLetterHeaders.PLACE)).isEqualTo("line 1");
        assertThat(text(letter, DeadLetterHeaders.REASON)).startsWith("quantity is the text \"2\"");
        assertThat(filesIn(inbox)).containsExactly("failed/lunch.ndjson", "failed/lunch.ndjson.errors.txt");
        assertThat(inbox.resolve("failed/lunch.ndjson.errors.txt"))
                .hasContent("line 1: quantity is the text \"2\"; a whole number from 1 to 1,000,000 is wanted");
    }

    @Test
    void files_are_sent_by_name_one_after_the_other() throws Exception {
        for (String name : List.of("c.json", "a.ndjson", "b.jsonl")) {
            Files.writeString(inbox.resolve(name), new String(ORDER, UTF_8).replace("o-1", name));
        }
        NotifyBuilder done = new NotifyBuilder(context).whenDone(3).create();
        start("receive-orders");

        assertThat(done.matches(10, TimeUnit.SECONDS)).isTrue();
        assertThat(sent)
                .extracting(
                        message -> OrderJson.read((byte[]) message.getBody()).orderId())
                .containsExactly("a.ndjson", "b.jsonl", "c.json");
        assertThat(filesIn(inbox)).containsExactly("done/a.ndjson", "done/b.jsonl", "done/c.json");
    }

    @Test
    void a_file_of_a_name_that_is_archived_already_gets_a_name_of_its_own() throws Exception {
        Files.createDirectories(inbox.resolve("done"));
        Files.writeString(inbox.resolve("done/lunch.ndjson"), "yesterday's");
        Files.write(inbox.resolve("lunch.ndjson"), ORDER);
        NotifyBuilder done = new NotifyBuilder(context).whenDone(1).create();
        start("receive-orders");

        assertThat(done.matches(10, TimeUnit.SECONDS)).isTrue();
        assertThat(filesIn(inbox)).containsExactly("done/lunch-2.ndjson", "done/lunch.ndjson");
        assertThat(inbox.resolve("done/lunch.ndjson")).hasContent("yesterday's");
    }

    @Test
    void a_file_that_kafka_did_not_take_whole_is_sent_again_from_its_first_order() throws Exception {
        Files.writeString(inbox.resolve("lunch.ndjson"), new String(ORDER, UTF_8) + "\n" + new String(ORDER, UTF_8));
        NotifyBuilder done = new NotifyBuilder(context).whenDone(1).create();
        start("receive-orders");
        getMockEndpoint(ORDERS).whenExchangeReceived(1, exchange -> {
            sent.add((Message)
                    ((Iterable<?>) exchange.getMessage().getBody()).iterator().next());
            exchange.setException(new TimeoutException("no broker"));
        });

        assertThat(done.matches(10, TimeUnit.SECONDS)).isTrue();
        assertThat(sent).hasSize(3);
        assertThat(filesIn(inbox)).containsExactly("done/lunch.ndjson");
    }

    private static List<String> filesIn(Path folder) throws Exception {
        List<String> names = new ArrayList<>();
        try (var files = Files.walk(folder)) {
            files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .forEach(names::add);
        }
        return names;
    }
}
