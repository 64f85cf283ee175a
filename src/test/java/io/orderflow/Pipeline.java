package io.orderflow;

import static io.orderflow.Orders.order;
import static io.orderflow.Steps.RECEIVED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orderflow.kafka.DeadLetterHeaders;
import io.orderflow.order.OrderJson;
import io.orderflow.route.ShippedRoutes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The whole path on a real broker: the same stories whichever broker that is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Pipeline {

    @TempDir
    static Path home;

    @TempDir
    Path folder;

    OwnTopics topics;
    private OrderflowProcess program;

    /** Where the program finds its broker, and whether it starts one. */
    abstract List<String> brokerSettings() throws Exception;

    abstract String brokers();

    @BeforeAll
    void startProgram() throws Exception {
        topics = OwnTopics.on(brokers());
        program = start(home, topics).awaitLines(1, "🟢");
    }

    @AfterAll
    void stopProgram() {
        program.close();
    }

    /** The program without a generator. */
    OrderflowProcess start(Path folder, OwnTopics topics, String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of("orders.inbox.enabled=true", "orders.broker.embedded=true"));
        settings.addAll(brokerSettings());
        settings.addAll(List.of(more));
        return topics.start(folder, settings.toArray(String[]::new));
    }

    @Test
    void files_of_the_three_shapes_are_sent_and_processed_and_end_in_done() throws Exception {
        assertThreeShapes(program, Inbox.of(home), topics);
    }

    @Test
    void the_compiled_routes_do_the_same_and_say_that_saves_have_no_effect() throws Exception {
        ShippedRoutes.assumeJavaStep();
        OwnTopics others = OwnTopics.on(brokers());
        try (OrderflowProcess compiled = start(folder, others, "orders.dsl=java")) {
            assertThreeShapes(compiled, Inbox.of(folder), others);
            assertThat(compiled.linesWith("changes in routes have no effect")).hasSize(1);
        }
    }

    private static void assertThreeShapes(OrderflowProcess program, Inbox inbox, OwnTopics topics) throws Exception {
        inbox.drop("one.json", "{\n  \"user\": \"anna\",\n  \"item\": \"tea\",\n  \"quantity\": 1\n}\n");
        inbox.drop(
                "array.json",
                "[{\"user\":\"david\",\"item\":\"soup\",\"quantity\":2,\"price\":1.10},"
                        + "{\"user\":\"david\",\"item\":\"pie\",\"quantity\":3}]");
        inbox.drop(
                "lines.ndjson",
                Orders.json("a", "zoë", "crêpe 🥞", 4) + "\n" + Orders.json("b", "zoë", "tea", 5) + "\n");
        program.awaitLines(1, "1 order from one.json");
        program.awaitLines(1, "2 orders from lines.ndjson");
        program.awaitLines(1, "📦 Received order: 3 x pie from david");
        program.awaitLines(1, "📦 Received order: 4 x crêpe 🥞 from zoë");

        assertThat(program.linesWith("🟢 Consumer is running and subscribed to " + topics.name() + " topic"))
                .hasSize(1);
        assertThat(program.lines())
                .anyMatch(line -> line.endsWith("✅ Delivered 2 orders from array.json to " + topics.name()));
        assertThat(inbox.file("done")).isDirectoryContaining("glob:**/{one,array}.json");
        assertThat(inbox.done("lines.ndjson")).exists();
        assertThat(topics.orders().values())
                .contains(Orders.json("a", "zoë", "crêpe 🥞", 4))
                .anyMatch(value -> value.startsWith("{\"order_id\": \"")
                        && value.endsWith("\", \"user\":\"david\",\"item\":\"soup\",\"quantity\":2,\"price\":1.10}"));
    }

    @Test
    void orders_of_one_user_stay_in_one_partition_and_in_order() throws Exception {
        StringBuilder file = new StringBuilder();
        for (int i = 1; i <= 3_000; i++) {
            file.append(Orders.line("of seven " + i % 7, "tea", i));
        }
        Inbox.of(home).drop("many.ndjson", file.toString());
        program.awaitLines(3_000, " from of seven ");

        List<ConsumerRecord<byte[], byte[]>> all = topics.orders().records();
        for (int user = 0; user < 7; user++) {
            String name = "of seven " + user;
            List<ConsumerRecord<byte[], byte[]>> records = all.stream()
                    .filter(record -> new String(record.key(), UTF_8).equals(name))
                    .toList();
            assertThat(records)
                    .extracting(ConsumerRecord::partition)
                    .containsOnly(records.get(0).partition());
            assertThat(records)
                    .extracting(record -> OrderJson.read(record.value()).quantity())
                    .isSorted();
        }
    }

    @Test
    void what_is_no_order_is_dead_lettered_and_the_orders_around_it_are_processed() throws Exception {
        byte[] noise = {'{', (byte) 0xFF, 0, '"'};
        topics.orders().send("lucy", order("o-1", "lucy", "tea", 11));
        topics.orders().send("lucy", noise);
        topics.orders().send("lucy", null);
        topics.orders().send("lucy", order("o-2", "lucy", "tea", 12));
        program.awaitLines(1, RECEIVED + "11 x tea from lucy").awaitLines(1, RECEIVED + "12 x tea from lucy");

        await().atMost(Duration.ofSeconds(20))
                .until(() -> topics.letters().records().size() == 2);
        topics.awaitAllCommitted();
        assertThat(topics.letters().records()).extracting(ConsumerRecord::value).containsExactly(noise, null);
        assertThat(topics.letters().records()).allSatisfy(letter -> {
            assertThat(letter.key()).isEqualTo("lucy".getBytes(UTF_8));
            assertThat(header(letter, DeadLetterHeaders.TOPIC)).isEqualTo(topics.name());
            assertThat(header(letter, DeadLetterHeaders.OFFSET)).matches("\\d+");
            assertThat(header(letter, DeadLetterHeaders.REASON)).isNotBlank();
        });
    }

    @Test
    void a_second_start_goes_on_where_the_first_stopped_and_repeats_nothing() throws Exception {
        OwnTopics own = ownBroker();
        Inbox inbox = Inbox.of(folder);
        inbox.dropOrders("first.ndjson", 500);
        try (OrderflowProcess first = start(folder, own)) {
            first.awaitLines(500, RECEIVED);
            first.stop();
            assertThat(first.lines().get(first.lines().size() - 1)).contains("shutdown");
            assertThat(first.linesWith("ERROR")).isEmpty();
        }
        inbox.dropOrders("second.ndjson", 20);
        try (OrderflowProcess second = start(folder, own)) {
            second.awaitLines(20, RECEIVED);
            own.awaitAllCommitted();

            assertThat(second.linesWith(RECEIVED)).hasSize(20);
            assertThat(own.orders().records()).hasSize(520);
        }
    }

    /** Topics on a broker that starts and stops with the program, where there is such a broker. */
    OwnTopics ownBroker() throws Exception {
        return OwnTopics.on(brokers());
    }

    @Test
    void a_one_shot_producer_sends_its_order_prints_two_lines_and_exits_with_0() throws Exception {
        OwnTopics others = OwnTopics.on(brokers());
        try (OrderflowProcess producer = start(
                folder,
                others,
                "orders.generator.enabled=true",
                "orders.generator.count=1",
                "orders.generator.seed=7",
                "orders.inbox.enabled=false",
                "orders.tracker.enabled=false")) {
            assertThat(producer.awaitEnd()).isZero();

            assertThat(producer.linesWith("✅ Delivered")).hasSize(2);
            assertThat(producer.linesWith("✅ Delivered {\"order_id\": \"")).hasSize(1);
            assertThat(producer.linesWith("✅ Delivered to " + others.name() + " : partition "))
                    .singleElement()
                    .asString()
                    .endsWith(" : at offset 0");
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return DeadLetterHeaders.text(record.headers(), name);
    }
}
