package io.orderflow.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orderflow.consumer.MockTopic;
import io.orderflow.kafka.DeadLetterHeaders;
import io.orderflow.kafka.WholeRecord;
import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.Order;
import io.orderflow.order.OrderGenerator;
import io.orderflow.order.OrderJson;
import io.orderflow.step.OrderSimple;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each route does, without a broker: in place of the topics there are mocks, before them a direct endpoint. */
abstract class OrderRoutes extends CamelTestSupport {

    private static final byte[] ORDER =
            "{\"order_id\": \"o-1\", \"user\": \"david\", \"item\": \"chicken burger\", \"quantity\": 5}"
                    .getBytes(UTF_8);
    private static final String ORDERS = "mock:kafka:orders";
    private static final String DEAD_LETTERS = "mock:kafka:orders-dead-letter";

    @TempDir
    Path inbox;

    private final Dsl dsl;
    private final MockTopic topic = new MockTopic(new TopicPartition("orders", 2), "orders-dead-letter", 41);
    private final List<Message> sent = new CopyOnWriteArrayList<>();

    OrderRoutes(Dsl dsl) {
        this.dsl = dsl;
    }

    @Override
    public void configureTest(TestExecutionConfiguration configuration) {
        super.configureTest(configuration);
        configuration.withUseAdviceWith(true).withUseRouteBuilder(false);
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        Properties settings = new Properties();
        settings.setProperty("orders.inbox.directory", inbox.toString());
        settings.setProperty("orders.generator.count", "1");
        settings.setProperty("orders.generator.seed", "42");
        settings.setProperty("orders.generator.users", "lucy, zoe");
        settings.setProperty("orders.generator.items", "tea");
        settings.setProperty("orders.retry.delay", "1");
        OrderSimple.install(context);
        context.getPropertiesComponent().setOverrideProperties(settings);
        Dsl.prepare(context);
        KafkaComponent kafka = context.getComponent("kafka", KafkaComponent.class);
        kafka.getConfiguration().setBrokers("localhost:1");
        kafka.setKafkaClientFactory(topic);
        dsl.load(context);
        return context;
    }

    /** Starts the named routes and what they call; the others stay away. */
    private void start(String... ids) throws Exception {
        for (String id : List.of("generate-orders", "receive-orders", "track-orders", "replay-orders")) {
            if (context.getRouteDefinition(id) == null) {
                continue;
            }
            boolean wanted = List.of(ids).contains(id);
            AdviceWith.adviceWith(context, id, route -> {
                route.mockEndpointsAndSkip("kafka:*");
                route.getOriginalRoute().autoStartup(wanted);
            });
        }
        for (String id : List.of("publish-order", "dead-letter")) {
            AdviceWith.adviceWith(context, id, route -> route.mockEndpointsAndSkip("kafka:*"));
        }
        context.start();
        getMockEndpoint(ORDERS).whenAnyExchangeReceived(this::acknowledge);
    }

    /** What Kafka does: takes every message of a walk, or the one that is there, and reports where it went. */
    private void acknowledge(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof Iterable<?> messages) {
            messages.forEach(message -> sent.add((Message) message));
        }
        RecordMetadata report = new RecordMetadata(new TopicPartition("orders", 2), 7, 0, 0, 0, 0);
        exchange.getMessage().setHeader(KafkaConstants.KAFKA_RECORD_META, List.of(report));
    }

    /** The one exchange that came, which it has when this is asked. */
    private static Exchange only(MockEndpoint endpoint) {
        assertThat(endpoint.getExchanges()).hasSize(1);
        return endpoint.getExchanges().get(0);
    }

    @Test
    void a_tick_of_the_timer_publishes_an_order_under_its_users_key() throws Exception {
        NotifyBuilder done = new NotifyBuilder(context).whenDone(1).create();
        start("generate-orders");

        assertThat(done.matches(10, TimeUnit.SECONDS)).isTrue();
        Message message = only(getMockEndpoint(ORDERS)).getMessage();
        Order order = OrderJson.read(message.getBody(byte[].class));
        assertThat(order).isEqualTo(new OrderGenerator(new Random(42), List.of("lucy", "zoe"), List.of("tea")).next());
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

    @Test
    void a_valid_order_is_handed_to_process_order() throws Exception {
        AdviceWith.adviceWith(
                context, "process-order", route -> route.weaveAddLast().to("mock:processed"));
        start("track-orders");

        read(ORDER);

        assertThat(only(getMockEndpoint("mock:processed")).getMessage().getBody())
                .isEqualTo(new Order("o-1", "david", "chicken burger", 5));
    }

    @Test
    void what_is_no_order_is_dead_lettered_at_once_with_its_bytes_and_where_it_was_read() throws Exception {
        AdviceWith.adviceWith(
                context, "process-order", route -> route.weaveAddLast().to("mock:processed"));
        start("track-orders");
        int offset = 41;
        for (byte[] value : new byte[][] {
            "no JSON".getBytes(UTF_8), "{\"user\": \"david\"}".getBytes(UTF_8), {(byte) 0xE9}, {}, null
        }) {
            getMockEndpoint(DEAD_LETTERS).reset();
            read(value);

            WholeRecord letter = letter();
            assertThat(letter.value()).isEqualTo(value);
            assertThat(letter.key()).isEqualTo("david".getBytes(UTF_8));
            assertThat(text(letter, DeadLetterHeaders.TOPIC)).isEqualTo("orders");
            assertThat(text(letter, DeadLetterHeaders.PARTITION)).isEqualTo("2");
            assertThat(text(letter, DeadLetterHeaders.OFFSET)).isEqualTo(Integer.toString(offset++));
            assertThat(text(letter, DeadLetterHeaders.TIMESTAMP)).isEqualTo("1700000000000");
            assertThat(text(letter, DeadLetterHeaders.GROUP)).isEqualTo("order-tracker");
            assertThat(text(letter, DeadLetterHeaders.REASON)).isNotBlank();
            assertThat(text(letter, DeadLetterHeaders.EXCEPTION)).isEqualTo(InvalidOrderException.class.getName());
        }
        assertThat(getMockEndpoint("mock:processed").getExchanges()).isEmpty();
    }

    @Test
    void a_step_that_fails_is_retried_and_then_the_order_as_it_was_read_dead_lettered() throws Exception {
        MockEndpoint step = step();
        step.whenAnyExchangeReceived(exchange -> {
            exchange.getMessage().setBody("spoilt");
            exchange.setException(new IllegalStateException("out of service"));
        });

        read(ORDER);

        assertThat(step.getExchanges()).hasSize(6);
        WholeRecord letter = letter();
        assertThat(letter.value()).isEqualTo(ORDER);
        assertThat(text(letter, DeadLetterHeaders.REASON)).isEqualTo("out of service");
        assertThat(text(letter, DeadLetterHeaders.EXCEPTION)).isEqualTo(IllegalStateException.class.getName());
    }

    @Test
    void an_error_is_a_failure_like_any_other() throws Exception {
        step().whenAnyExchangeReceived(exchange -> {
            throw new StackOverflowError();
        });

        read(ORDER);

        assertThat(text(letter(), DeadLetterHeaders.EXCEPTION)).isEqualTo(StackOverflowError.class.getName());
    }

    /** As a jar that is missing makes one. */
    public static final class Incomplete {
        public int tax() {
            throw new NoClassDefFoundError("tax/Rates");
        }
    }

    @Test
    void an_error_in_the_bean_of_an_expression_is_named_in_the_dead_letter() throws Exception {
        AdviceWith.adviceWith(context, "process-order", route -> route.weaveAddFirst()
                .setHeader("tax")
                .method(new Incomplete(), "tax"));
        start("track-orders");

        read(ORDER);

        assertThat(text(letter(), DeadLetterHeaders.EXCEPTION)).isEqualTo(NoClassDefFoundError.class.getName());
        assertThat(text(letter(), DeadLetterHeaders.REASON)).isEqualTo("tax/Rates");
    }

    @Test
    void a_failure_without_a_message_has_a_reason_all_the_same_and_a_long_one_is_cut() throws Exception {
        MockEndpoint step = step();
        step.whenAnyExchangeReceived(exchange -> exchange.setException(new NullPointerException()));
        read(ORDER);
        assertThat(text(letter(), DeadLetterHeaders.REASON)).isEqualTo("java.lang.NullPointerException");

        getMockEndpoint(DEAD_LETTERS).reset();
        step.whenAnyExchangeReceived(exchange -> exchange.setException(new IllegalStateException("x".repeat(9_000))));
        read(ORDER);
        assertThat(text(letter(), DeadLetterHeaders.REASON)).hasSize(501);
    }

    @Test
    void an_order_that_a_route_sends_to_the_dead_letters_itself_goes_there_as_it_was_read() throws Exception {
        AdviceWith.adviceWith(
                context, "process-order", route -> route.weaveAddLast().to("direct:dead-letter"));
        start("track-orders");

        read(ORDER);
        assertThat(letter().value()).isEqualTo(ORDER);
        assertThat(text(letter(), DeadLetterHeaders.REASON)).isEqualTo("a route sent it here");
    }

    @Test
    void a_repeated_order_is_not_processed_again_and_a_failed_one_is() throws Exception {
        MockEndpoint step = step();
        step.whenExchangeReceived(1, exchange -> exchange.setException(new IllegalStateException("out of service")));

        read(ORDER);
        read(ORDER);

        assertThat(step.getExchanges()).hasSize(2);
        assertThat(getMockEndpoint(DEAD_LETTERS).getExchanges()).isEmpty();
    }

    @Test
    void a_dead_letter_has_the_records_headers_as_they_were_whatever_they_are_called() throws Exception {
        start("track-orders");
        Headers headers = new RecordHeaders()
                .add("CamelKafkaOverrideTopic", "elsewhere".getBytes(UTF_8))
                .add("kafka.PARTITION_KEY", "7".getBytes(UTF_8))
                .add("trace", "1".getBytes(UTF_8))
                .add("trace", "2".getBytes(UTF_8))
                .add("dead-letter.reason", "mine".getBytes(UTF_8));

        read("no JSON".getBytes(UTF_8), headers);

        assertThat(Arrays.stream(letter().headers().toArray()).limit(5))
                .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
                .containsExactly(
                        "CamelKafkaOverrideTopic=elsewhere",
                        "kafka.PARTITION_KEY=7",
                        "trace=1",
                        "trace=2",
                        "dead-letter.reason=mine");
        assertThat(text(letter(), DeadLetterHeaders.REASON)).startsWith("not JSON");
    }

    @Test
    void a_dead_letter_kafka_does_not_take_is_retried_and_nothing_committed_before() throws Exception {
        start("track-orders");
        MockEndpoint letters = getMockEndpoint(DEAD_LETTERS);
        letters.whenAnyExchangeReceived(exchange -> exchange.setException(new RecordTooLargeException("too large")));
        topic.send(null, "no JSON".getBytes(UTF_8), 0, new RecordHeaders());

        await().until(() -> letters.getExchanges().size() > 2);
        assertThat(topic.committed().offset()).isEqualTo(41);
        letters.whenAnyExchangeReceived(exchange -> {});
        topic.awaitDone();
    }

    private MockEndpoint step() throws Exception {
        AdviceWith.adviceWith(
                context, "process-order", route -> route.weaveAddLast().to("mock:step"));
        start("track-orders");
        return getMockEndpoint("mock:step");
    }

    /** The one dead letter that was sent. */
    private WholeRecord letter() {
        return (WholeRecord) only(getMockEndpoint(DEAD_LETTERS)).getMessage().getBody();
    }

    private void read(byte[] value) {
        read(value, new RecordHeaders());
    }

    /** Puts a record into the topic, and waits until track-orders is done with it. */
    private void read(byte[] value, Headers headers) {
        topic.send("david".getBytes(UTF_8), value, 1_700_000_000_000L, headers);
        topic.awaitDone();
    }

    /** The last header of this name. */
    private static String text(Message message, String name) {
        return message.getHeaders().entrySet().stream()
                .filter(header -> header.getKey().equals(name))
                .map(header -> new String((byte[]) header.getValue(), UTF_8))
                .reduce((before, last) -> last)
                .orElseThrow();
    }

    private static String text(WholeRecord record, String name) {
        return DeadLetterHeaders.text(record.headers(), name);
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
