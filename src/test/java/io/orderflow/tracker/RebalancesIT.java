package io.orderflow.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.orderflow.KafkaTopic;
import io.orderflow.OrderflowProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Members join and leave the group all the time, in order: what each has done is committed before another goes on.
 *
 * <p>{@code -Drebalances.lives} makes it longer: so often a member joins and leaves.
 */
class RebalancesIT {

    private static final int MEMBERS = 4;
    private static final int LIVES = Integer.getInteger("rebalances.lives", 100);

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
        brokers = "localhost:" + OrderflowProcess.freePort();
        try (OrderflowProcess broker = OrderflowProcess.startBroker(folder, brokers)) {
            KafkaTopic orders = new KafkaTopic(brokers, "orders");
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
            assertThat(done.values().stream().filter(count -> count.get() > 1).count())
                    .as("records that were done twice")
                    .isZero();
        }
    }

    private void comeAndGo(Random random) {
        while (running.get()) {
            live(Duration.ofMillis(20 + random.nextInt(300)));
            lives.incrementAndGet();
        }
    }

    private void live(Duration time) {
        Properties properties = new Properties();
        properties.put("session.timeout.ms", 6_000);
        properties.putAll(Map.of(
                "bootstrap.servers",
                brokers,
                "group.id",
                "order-tracker",
                "enable.auto.commit",
                false,
                "auto.offset.reset",
                "earliest",
                "heartbeat.interval.ms",
                100,
                "partition.assignment.strategy",
                CooperativeStickyAssignor.class.getName(),
                "key.deserializer",
                ByteArrayDeserializer.class.getName(),
                "value.deserializer",
                ByteArrayDeserializer.class.getName()));
        long end = System.nanoTime() + time.toNanos();
        ProcessedOrders memory = new ProcessedOrders(1_000, new SimpleMeterRegistry(), order -> {});
        Retries retries = new Retries(0, Duration.ZERO, Duration.ZERO);
        try (OrderConsumer consumer =
                (OrderConsumer) OrderConsumers.recalling("track-orders", retries, memory, "orders-dead-letter")
                        .getConsumer(properties)) {
            consumer.subscribe(List.of("orders"), new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}

                @Override
                public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
            });
            // one that goes before it has joined is waited for by the others until its session is over
            while (running.get()
                    && (System.nanoTime() < end || consumer.assignment().isEmpty())) {
                ConsumerRecords<Object, Object> records = consumer.poll(Duration.ofMillis(100));
                for (TopicPartition partition : records.partitions()) {
                    for (ConsumerRecord<Object, Object> record : records.records(partition)) {
                        done.computeIfAbsent(partition + "@" + record.offset(), place -> new AtomicInteger())
                                .incrementAndGet();
                    }
                }
            }
            consumer.unsubscribe();
        }
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
