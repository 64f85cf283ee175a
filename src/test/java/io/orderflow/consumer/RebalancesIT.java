package io.orderflow.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orderflow.KafkaTopic;
import io.orderflow.LocalBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Members join and leave the group all the time, in order: what each has done is committed before another goes on.
 *
 * <p>{@code -Drebalances.lives} is the number of times that a member joins and leaves.
 */
class RebalancesIT {

    private static final Logger LOG = LoggerFactory.getLogger(RebalancesIT.class);
    private static final int MEMBERS = 4;
    private static final int PARALLEL = 8;
    private static final int LIVES = Integer.getInteger("rebalances.lives", 50);

    @TempDir
    Path folder;

    private final Map<String, AtomicInteger> done = new ConcurrentHashMap<>();
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final AtomicBoolean sending = new AtomicBoolean(true);
    private final AtomicInteger lives = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private String brokers;

    @AfterEach
    void stop() {
        running.set(false);
        sending.set(false);
        threads.shutdown();
    }

    @Test
    void each_record_is_done_once_while_members_come_and_go() throws Exception {
        try (LocalBroker broker = LocalBroker.in(folder)) {
            brokers = broker.address();
            KafkaTopic orders = new KafkaTopic(brokers, "orders");
            orders.create(Map.of());
            List<Future<?>> members = new ArrayList<>();
            for (int i = 0; i < MEMBERS; i++) {
                Random random = new Random(i);
                members.add(threads.submit(() -> comeAndGo(random)));
            }
            Future<?> sender = threads.submit(this::send);
            await().atMost(Duration.ofMinutes(10)).until(() -> lives.get() >= LIVES);
            sending.set(false);
            sender.get();
            await().atMost(Duration.ofSeconds(60)).until(() -> orders.lag("order-tracker") == 0);
            running.set(false);
            for (Future<?> member : members) {
                member.get();
            }

            System.out.printf("%,d records, and %d times a member joined and left%n", orders.count(), lives.get());
            assertThat(done).hasSize((int) orders.count());
            assertThat(done.entrySet().stream().filter(place -> place.getValue().get() > 1))
                    .as("records that were done twice")
                    .isEmpty();
        }
    }

    private void comeAndGo(Random random) {
        while (running.get()) {
            live(Duration.ofMillis(20 + random.nextInt(300)));
            lives.incrementAndGet();
        }
    }

    private void live(Duration time) {
        Lanes lanes = new Lanes(PARALLEL);
        Workers workers = new Workers(
                lanes,
                () -> new Worker(lanes, this::handle, FailedTries.NOBODYS, LOG),
                PARALLEL,
                work -> new Thread(work, "worker"),
                LOG);
        RouteGroup group =
                new RouteGroup("order-tracker", false, false, new RouteGroup.Bounds(1_000, 1 << 20), null, () -> null);
        KafkaConsumer<byte[], byte[]> client = new KafkaConsumer<>(
                Map.of(
                        "session.timeout.ms",
                        6_000,
                        "bootstrap.servers",
                        brokers,
                        "group.id",
                        "order-tracker",
                        "enable.auto.commit",
                        false,
                        "auto.offset.reset",
                        "none",
                        "heartbeat.interval.ms",
                        100,
                        "partition.assignment.strategy",
                        CooperativeStickyAssignor.class.getName()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        PollLoop loop = new PollLoop(client, group, Duration.ofMillis(100), lanes, workers, new TooLargeRecord(), LOG);
        client.subscribe(List.of("orders"), loop.listener(() -> {}));
        long end = System.nanoTime() + time.toNanos();
        try {
            // the others wait for one that leaves before it has joined until its session has expired
            loop.run(() -> running.get()
                    && (System.nanoTime() < end || client.assignment().isEmpty()));
            loop.leave(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            loop.close();
        }
    }

    /** Some take a while, so that the ones behind them are done first. */
    private Outcome handle(PolledRecord record, Retry retry, Consumer<Outcome> later) {
        long offset = record.record().offset();
        LockSupport.parkNanos(offset % 50 == 0 ? 20_000_000 : offset % 7 == 0 ? 2_000_000 : 0);
        String place = record.partition() + "@" + offset;
        done.computeIfAbsent(place, p -> new AtomicInteger()).incrementAndGet();
        return Outcome.DONE;
    }

    private void send() {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers), new ByteArraySerializer(), new ByteArraySerializer())) {
            while (sending.get()) {
                for (int i = 0; i < 20; i++) {
                    producer.send(new ProducerRecord<>("orders", new byte[] {(byte) i}, new byte[100]));
                }
                LockSupport.parkNanos(10_000_000);
            }
        }
    }
}
