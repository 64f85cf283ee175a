package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orderflow.kafka.DeadLetterHeaders;
import io.orderflow.order.OrderJson;
import io.orderflow.route.ShippedRoutes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole path on a real broker: the same stories whichever broker that is. */
abstract class Pipeline {

    private static final String RECEIVED = "📦 Received order: ";

    @TempDir
    Path folder;

    private final String topic = "orders-" + UUID.randomUUID();

    /** Where the program finds its broker, and whether it starts one. */
    abstract List<String> brokerSettings() throws Exception;

    abstract String brokers();

    /** The program without a generator, on topics of this test's own. */
    OrderflowProcess start(String... more) throws Exception {
        List<String> settings = new ArrayList<>(brokerSettings());
        settings.addAll(List.of(
                "orders.topic=" + topic,
                "orders.dead-letter-topic=" + topic + "-dead-letter",
                "orders.tracker.group=" + topic + "-tracker",
                "orders.generator.enabled=false"));
        settings.addAll(List.of(more));
        return OrderflowProcess.start(folder, settings.toArray(String[]::new));
    }

    private KafkaTopic orders() {
        return new KafkaTopic(brokers(), topic);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "java"})
    void files_of_the_three_shapes_are_sent_and_processed_and_end_in_done(String dsl) throws Exception {
        if (dsl.equals("java")) {
            ShippedRoutes.assumeJavaStep();
        }
        drop("one.json", "{\n  \"user\": \"anna\",\n  \"item\": \"tea\",\n  \"quantity\": 1\n}\n");
        drop(
                "array.json",
                "[{\"user\":\"david\",\"item\":\"soup\",\"quantity\":2,\"price\":1.10},"
                        + "{\"user\":\"david\",\"item\":\"pie\",\"quantity\":3}]");
        drop(
                "lines.ndjson",
                "{\"order_id\":\"a\",\"user\":\"zoë\",\"item\":\"crêpe 🥞\",\"quantity\":4}\n"
                        + "{\"order_id\":\"b\",\"user\":\"zoë\",\"item\":\"tea\",\"quantity\":5}\n");
        try (OrderflowProcess program = start("orders.dsl=" + dsl)) {
            program.awaitLines(5, RECEIVED);
            program.awaitLines(3, "✅ Delivered ");

            assertThat(program.linesWith("🟢 Consumer is running and subscribed to " + topic + " topic"))
                    .hasSize(1);
            assertThat(program.linesWith("changes in routes have no effect")).hasSize(dsl.equals("java") ? 1 : 0);
            assertThat(program.lines()).anyMatch(line -> line.endsWith("📦 Received order: 4 x crêpe 🥞 from zoë"));
            assertThat(program.lines())
                    .anyMatch(line -> line.endsWith("✅ Delivered 2 orders from array.json to " + topic));
            assertThat(folder.resolve("inbox/done")).isDirectoryContaining("glob:**/{one,array}.json");
            assertThat(folder.resolve("inbox/done/lines.ndjson")).exists();
            assertThat(orders().values())
                    .contains("{\"order_id\":\"a\",\"user\":\"zoë\",\"item\":\"crêpe 🥞\",\"quantity\":4}")
                    .anyMatch(value -> value.startsWith("{\"order_id\": \"")
                            && value.endsWith(
                                    "\", \"user\":\"david\",\"item\":\"soup\",\"quantity\":2,\"price\":1.10}"))
                    .hasSize(5);
        }
    }

    @Test
    void orders_of_one_user_stay_in_one_partition_and_in_order() throws Exception {
        StringBuilder file = new StringBuilder();
        for (int i = 1; i <= 3_000; i++) {
            file.append("{\"user\":\"user %d\",\"item\":\"tea\",\"quantity\":%d}\n".formatted(i % 7, i));
        }
        drop("many.ndjson", file.toString());
        try (OrderflowProcess program = start()) {
            program.awaitLines(3_000, RECEIVED);

            for (int user = 0; user < 7; user++) {
                String name = "user " + user;
                List<ConsumerRecord<byte[], byte[]>> records = orders().records().stream()
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
    }

    @Test
    void what_is_no_order_goes_to_the_dead_letters_and_the_orders_around_it_are_processed() throws Exception {
        try (OrderflowProcess program = start()) {
            program.awaitLines(1, "🟢");
            byte[] noise = {'{', (byte) 0xFF, 0, '"'};
            orders().send("lucy", order("o-1", "lucy", 1));
            orders().send("lucy", noise);
            orders().send("lucy", null);
            orders().send("lucy", order("o-2", "lucy", 2));
            program.awaitLines(2, RECEIVED);

            KafkaTopic letters = new KafkaTopic(brokers(), topic + "-dead-letter");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> letters.records().size() == 2 && orders().lag(topic + "-tracker") == 0);
            assertThat(letters.records()).extracting(ConsumerRecord::value).containsExactly(noise, null);
            assertThat(letters.records()).allSatisfy(letter -> {
                assertThat(letter.key()).isEqualTo("lucy".getBytes(UTF_8));
                assertThat(header(letter, DeadLetterHeaders.TOPIC)).isEqualTo(topic);
                assertThat(header(letter, DeadLetterHeaders.OFFSET)).isIn("1", "2");
                assertThat(header(letter, DeadLetterHeaders.REASON)).isNotBlank();
            });
        }
    }

    @Test
    void a_second_start_goes_on_where_the_first_stopped_and_repeats_nothing() throws Exception {
        drop("first.ndjson", lines(1, 500));
        try (OrderflowProcess program = start()) {
            program.awaitLines(500, RECEIVED);
            program.stop();
            assertThat(program.lines().get(program.lines().size() - 1)).contains("shutdown");
            assertThat(program.linesWith("ERROR")).isEmpty();
        }
        drop("second.ndjson", lines(501, 20));
        try (OrderflowProcess program = start()) {
            program.awaitLines(20, RECEIVED);
            await().atMost(Duration.ofSeconds(20)).until(() -> orders().lag(topic + "-tracker") == 0);

            assertThat(program.linesWith(RECEIVED)).hasSize(20);
            assertThat(orders().records()).hasSize(520);
        }
    }

    @Test
    void a_one_shot_producer_sends_its_order_prints_two_lines_and_exits_with_0() throws Exception {
        try (OrderflowProcess program = start(
                "orders.generator.enabled=true",
                "orders.generator.count=1",
                "orders.generator.seed=7",
                "orders.inbox.enabled=false",
                "orders.tracker.enabled=false")) {
            assertThat(program.awaitEnd()).isZero();

            assertThat(program.linesWith("✅ Delivered")).hasSize(2);
            assertThat(program.linesWith("✅ Delivered {\"order_id\": \"")).hasSize(1);
            assertThat(program.linesWith("✅ Delivered to " + topic + " : partition "))
                    .singleElement()
                    .asString()
                    .endsWith(" : at offset 0");
        }
    }

    private void drop(String name, String content) throws Exception {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        Path draft = Files.writeString(inbox.resolve("." + name), content);
        Files.move(draft, inbox.resolve(name));
    }

    private static String lines(int first, int count) {
        StringBuilder lines = new StringBuilder();
        IntStream.range(first, first + count)
                .forEach(
                        i -> lines.append("{\"user\":\"user %d\",\"item\":\"tea\",\"quantity\":%d}\n".formatted(i, i)));
        return lines.toString();
    }

    private static byte[] order(String id, String user, int quantity) {
        return "{\"order_id\":\"%s\",\"user\":\"%s\",\"item\":\"tea\",\"quantity\":%d}"
                .formatted(id, user, quantity)
                .getBytes(UTF_8);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
