package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Map;
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
}
