package io.orderflow.benchmark;

import io.orderflow.order.OrderGenerator;
import io.orderflow.tracker.Ids;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** From Kafka to a line in a log file: track-orders and process-order beside the plainest loop by hand, and spring-kafka. */
final class TrackerBenchmark {

    private static final int ORDERS = Integer.getInteger("benchmark.orders", 500_000);
    private static final int RUNS = Integer.getInteger("benchmark.runs", 5);

    private final Topic topic;

    TrackerBenchmark(String brokers) throws Exception {
        topic = filled(brokers, "tracked");
    }

    /** A topic of three partitions with the orders that the generator makes. */
    static Topic filled(String brokers, String name) throws Exception {
        OrderGenerator generator = Orders.generator();
        return Topic.create(brokers, name, 3).fill(ORDERS, i -> generator.next());
    }

    List<Table.Row> run() throws Exception {
        return Table.interleaved(
                RUNS,
                ORDERS,
                new Table.Contender(
                        "by hand: poll, parse, recognise, log, commit", () -> byHand(Tracking.linkedHashMap())),
                new Table.Contender(
                        "by hand, with the tracker's memory of ids", () -> byHand(Ids.last(Tracking.REMEMBERED))),
                new Table.Contender("spring-kafka, record listener", () -> spring(Tracking.linkedHashMap())),
                new Table.Contender(
                        "spring-kafka, with the tracker's memory of ids", () -> spring(Ids.last(Tracking.REMEMBERED))),
                new Table.Contender("track-orders and process-order", this::routes));
    }

    private long byHand(Predicate<String> isNew) throws InterruptedException {
        Tracking tracking = new Tracking(ORDERS, isNew);
        try (KafkaConsumer<byte[], byte[]> consumer = topic.subscribe()) {
            while (!tracking.isOver()) {
                consumer.poll(Duration.ofMillis(500)).forEach(tracking::take);
                consumer.commitAsync();
            }
            consumer.commitSync();
        }
        return tracking.await();
    }

    private long spring(Predicate<String> isNew) throws InterruptedException {
        Tracking tracking = new Tracking(ORDERS, isNew);
        try (SpringListener listener = new SpringListener(topic, 1, tracking::take)) {
            return tracking.await();
        }
    }

    private long routes() throws Exception {
        try (Routes routes = new Routes(topic, Map.of()).start()) {
            return (long) (routes.nanosPerOrder(ORDERS, Long.MAX_VALUE) * ORDERS);
        }
    }
}
