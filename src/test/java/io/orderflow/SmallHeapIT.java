package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orderflow.kafka.DeadLetterHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that are small in the topic and large in memory, as anyone can send them. */
class SmallHeapIT {

    private static final int RECORDS = 200;

    private static final String FAILS =
            """
            - throwException:
                exceptionType: java.lang.IllegalStateException
                message: the kitchen is closed
            """;

    @TempDir
    Path folder;

    private final OwnTopics topics = OwnTopics.onSharedBroker();

    @Test
    void what_is_compressed_a_thousand_times_does_not_fill_the_heap() throws Exception {
        topics.orders().create(Map.of());
        byte[] order = "{\"order_id\":\"again\",\"user\":\"lucy\",\"item\":\"tea\",\"quantity\":1,\"x\":\"%s\"}"
                .formatted("x".repeat(900_000))
                .getBytes(UTF_8);
        try (KafkaProducer<byte[], byte[]> producer = topics.producer(Map.of(
                "compression.type", "gzip", "linger.ms", 50, "batch.size", 900_000, "buffer.memory", 64 << 20))) {
            for (int i = 0; i < RECORDS; i++) {
                producer.send(new ProducerRecord<>(topics.name(), "lucy".getBytes(UTF_8), order));
            }
        }
        try (OrderflowProcess program = topics.start(folder, "-Xmx192m")) {
            BoardClient board = new BoardClient(program.awaitBoard());
            topics.awaitAllCommitted();
            assertThat(board.status("/api/orders/again")).isEqualTo(200);
            assertThat(board.status("/api/orders/nobody")).isEqualTo(404);
            assertThat(board.status("/api/orders?q=lucy")).isEqualTo(200);
            assertThat(program.lines()).noneMatch(line -> line.contains("memory") || line.contains("OutOfMemory"));
        }
    }

    @Test
    void small_orders_that_wait_or_are_looked_for_keep_nothing_of_the_large_ones_beside_them() throws Exception {
        topics.orders().create(Map.of());
        byte[] none = new byte[900_000];
        try (KafkaProducer<byte[], byte[]> producer = topics.producer(Map.of("batch.size", 1 << 20, "linger.ms", 50))) {
            for (int i = 0; i < RECORDS; i++) {
                ProducerRecord<byte[], byte[]> order = new ProducerRecord<>(
                        topics.name(), 0, ("user " + i).getBytes(UTF_8), Orders.order("again-" + i, "user " + i));
                order.headers().add("trace", "x".getBytes(UTF_8));
                producer.send(order);
                producer.send(new ProducerRecord<>(topics.name(), 0, null, none));
            }
        }
        OrderflowProcess.copyRoutes(folder.resolve("routes"), Steps.processOrder(FAILS));
        try (OrderflowProcess program = topics.start(folder, "-Xmx192m", "orders.retry.attempts=1000000")) {
            BoardClient board = new BoardClient(program.awaitBoard());
            await().atMost(OrderflowProcess.PATIENCE.multipliedBy(2))
                    .until(
                            () -> board.json("/api/board")
                                    .at("/consumers/0/waiting_keys")
                                    .asInt(),
                            waiting -> waiting == RECORDS);
            assertThat(board.lines("/api/orders?q=user&limit=300")).hasSizeGreaterThan(RECORDS);
            assertThat(program.lines()).noneMatch(line -> line.contains("memory") || line.contains("OutOfMemory"));
        }
    }

    @Test
    void a_record_that_unpacks_to_more_than_the_heap_holds_up_its_partition_alone() throws Exception {
        topics.orders().create(Map.of());
        send(0, Orders.order("before", "anna"));
        send(0, new byte[100_000_000]);
        send(0, Orders.order("behind", "anna"));
        try (OrderflowProcess program = topics.start(folder, "-Xmx128m")) {
            program.awaitLines(1, "A record at " + topics.name() + " : partition 0 : offset 1 or soon behind it");
            send(1, Orders.order("beside", "lucy"));
            program.awaitLines(1, "from lucy");
            BoardClient board = new BoardClient(program.awaitBoard());
            assertThat(board.json("/api/verdict").at("/sentence").asText()).contains("does not fit into memory");
            assertThat(program.linesWith("from anna")).hasSize(1);
            await().atMost(OrderflowProcess.PATIENCE)
                    .until(() -> topics.orders().lag(topics.group()) == 2);

            assertThat(program.stop()).isZero();
        }
        try (OrderflowProcess program = topics.start(folder)) {
            program.awaitLines(1, "from anna");
            topics.awaitAllCommitted();
            assertThat(program.linesWith("Received order")).hasSize(1);
        }
    }

    @Test
    void a_record_that_was_skipped_does_not_keep_what_comes_later_from_being_read() throws Exception {
        topics.orders().create(Map.of());
        send(0, Orders.order("before", "anna"));
        send(0, new byte[100_000_000]);
        topics.orders().commit(topics.group(), 0, 2);
        send(0, Orders.order("behind", "lucy"));
        try (OrderflowProcess program = topics.start(folder, "-Xmx128m")) {
            program.awaitLines(1, "from lucy");
            assertThat(program.linesWith("that was skipped before does not fit into memory"))
                    .hasSize(1);
            assertThat(program.linesWith("from anna")).isEmpty();
        }
    }

    @Test
    void a_record_too_large_for_a_dead_letter_has_one_without_it_which_is_not_replayed() throws Exception {
        topics.orders().create(Map.of());
        send(0, new byte[40_000_000]);
        send(0, Orders.order("behind", "lucy"));
        OrderflowProcess.copyRoutes(folder.resolve("routes"));
        Files.writeString(
                folder.resolve("routes/hook.camel.yaml"),
                """
                - from:
                    uri: "kafka:{{orders.dead-letter-topic}}?groupId=hook-%s"
                    steps:
                      - throwException: {exceptionType: java.net.ConnectException, message: nobody is there}
                """
                        .formatted(topics.name()));
        try (OrderflowProcess program = topics.start(folder, "orders.retry.attempts=0")) {
            program.awaitLines(1, "from lucy");
            topics.awaitAllCommitted();
            // the route that reads the letters has failed with its own one too
            program.awaitLines(1, "A dead letter of a dead letter stays as it is");
            List<ConsumerRecord<byte[], byte[]>> letters = topics.letters().records();
            assertThat(letters)
                    .hasSize(2)
                    .allSatisfy(letter -> assertThat(letter.value()).isNull())
                    .allSatisfy(
                            letter -> assertThat(DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.LEFT_OUT))
                                    .isEqualTo("40000000"));
            ConsumerRecord<byte[], byte[]> first = letters.stream()
                    .filter(letter ->
                            topics.name().equals(DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.TOPIC)))
                    .findFirst()
                    .orElseThrow();
            assertThat(first.headers())
                    .extracting(header -> header.key() + ": " + new String(header.value(), UTF_8))
                    .contains("dead-letter.left-out: 40000000", "dead-letter.offset: 0")
                    .anyMatch(header -> header.startsWith("dead-letter.reason: ")
                            && header.endsWith("; its 40,000,000 bytes do not fit into a dead letter, and are only in "
                                    + topics.name() + ", partition 0, offset 0"));

            BoardClient board = new BoardClient(program.awaitBoard());
            await().untilAsserted(() -> assertThat(board.posted("/api/dead-letters/replay", "{\"all\": true}")
                            .at("/skipped")
                            .asInt())
                    .isEqualTo(2));
            assertThat(topics.orders().count()).isEqualTo(2);
        }
        try (OrderflowProcess program = topics.start(folder, "orders.replay.enabled=true")) {
            program.awaitLines(1, "Not replayed: the dead letter at partition ");
            assertThat(topics.orders().count()).isEqualTo(2);
        }
    }

    private void send(int partition, byte[] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = topics.producer(
                Map.of("compression.type", "gzip", "max.request.size", 300_000_000, "buffer.memory", 300_000_000L))) {
            producer.send(new ProducerRecord<>(topics.name(), partition, null, value))
                    .get();
        }
    }
}
