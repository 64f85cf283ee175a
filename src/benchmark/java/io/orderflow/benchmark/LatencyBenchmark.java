package io.orderflow.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orderflow.order.Order;
import io.orderflow.order.OrderGenerator;
import io.orderflow.order.OrderJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long it takes from an order that is made to one that is processed, at a steady rate: the routes, and by hand. */
final class LatencyBenchmark {

    private static final Logger LOG = LoggerFactory.getLogger("process-order");
    private static final int SECONDS = Integer.getInteger("benchmark.seconds", 10);
    /** Orders before those that are measured, and how many of them a second: Java has compiled what they go through. */
    private static final int WARM_UP = 20_000;

    private static final int WARM_UP_RATE = 4_000;
    private static final int ROUNDS = 5;
    private final String brokers;

    LatencyBenchmark(String brokers) {
        this.brokers = brokers;
    }

    void print() throws Exception {
        List<List<String>> rows = new ArrayList<>();
        for (int rate : new int[] {100, 1_000}) {
            List<long[]> byHand = new ArrayList<>();
            List<long[]> routes = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                // each begins a round in turn, since the second one finds a warmer machine
                if (round % 2 == 0) {
                    byHand.add(byHand(rate));
                    routes.add(routes(rate));
                } else {
                    routes.add(routes(rate));
                    byHand.add(byHand(rate));
                }
            }
            long[] first = sorted(byHand);
            rows.add(row("by hand, %,d orders/s".formatted(rate), first, first));
            rows.add(row("the routes, %,d orders/s".formatted(rate), sorted(routes), first));
        }
        Table.print(List.of("from an order made to processed", "p50, ms", "p99, ms", "ratio p50", "ratio p99"), rows);
    }

    private static long[] sorted(List<long[]> rounds) {
        return rounds.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    }

    private static List<String> row(String name, long[] nanos, long[] first) {
        return List.of(
                name,
                "%.2f".formatted(at(nanos, 50) / 1e6),
                "%.2f".formatted(at(nanos, 99) / 1e6),
                "%.2f".formatted((double) at(nanos, 50) / at(first, 50)),
                "%.2f".formatted((double) at(nanos, 99) / at(first, 99)));
    }

    private static long at(long[] nanos, int percent) {
        return nanos[nanos.length * percent / 100];
    }

    /** The moments at which orders were made, and how long each of them took. */
    private static final class Journey {
        private final long[] nanos;
        private final Map<String, Long> made = new ConcurrentHashMap<>();
        private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
        private final CountDownLatch processed;

        Journey(int rate) {
            nanos = new long[WARM_UP + rate * SECONDS];
            processed = new CountDownLatch(nanos.length);
        }

        /** Makes orders at a steady rate, however long the sender takes for one. */
        void make(int rate, Consumer<Order> sender) {
            OrderGenerator generator = Orders.generator();
            long begin = System.nanoTime();
            for (int i = 0; i < nanos.length; i++) {
                long due = begin
                        + Math.min(i, WARM_UP) * 1_000_000_000L / WARM_UP_RATE
                        + Math.max(0, i - WARM_UP) * 1_000_000_000L / rate;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                Order order = generator.next();
                numbers.put(order.orderId(), i);
                made.put(order.orderId(), System.nanoTime());
                sender.accept(order);
            }
        }

        void processed(Order order) {
            nanos[numbers.get(order.orderId())] = System.nanoTime() - made.get(order.orderId());
            processed.countDown();
        }

        long[] await() throws InterruptedException {
            processed.await();
            return Arrays.copyOfRange(nanos, WARM_UP, nanos.length);
        }
    }

    private long[] byHand(int rate) throws Exception {
        Topic topic = createTopic();
        Journey journey = new Journey(rate);
        Thread tracker = new Thread(() -> track(topic, journey), "by hand");
        tracker.start();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers, "linger.ms", "0"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            journey.make(
                    rate,
                    order -> producer.send(
                            new ProducerRecord<>(topic.name(), order.user().getBytes(UTF_8), OrderJson.write(order)),
                            (metadata, failure) -> LOG.info("✅ Delivered {} : {}", order, metadata)));
            return journey.await();
        } finally {
            tracker.join();
        }
    }

    private static void track(Topic topic, Journey journey) {
        try (KafkaConsumer<byte[], byte[]> consumer = topic.subscribe()) {
            while (journey.processed.getCount() > 0) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    Order order = OrderJson.read(record.value());
                    LOG.info("📦 Received order: {}", order);
                    journey.processed(order);
                }
                consumer.commitAsync();
            }
        }
    }

    private long[] routes(int rate) throws Exception {
        Journey journey = new Journey(rate);
        try (Routes routes =
                new Routes(createTopic(), Map.of()).then(journey::processed).start()) {
            try (AsyncProducer route =
                    routes.context().getEndpoint("direct:publish-order").createAsyncProducer()) {
                route.start();
                journey.make(rate, order -> send(route, order));
                return journey.await();
            }
        }
    }

    /** Without waiting for the acknowledgement, as by hand. */
    private static void send(AsyncProducer route, Order order) {
        Exchange exchange = route.getEndpoint().createExchange();
        exchange.getMessage().setBody(order);
        route.process(exchange, acknowledgedAtOnce -> {});
    }

    private Topic createTopic() throws Exception {
        return Topic.create(brokers, "latency-" + UUID.randomUUID(), 3);
    }
}
