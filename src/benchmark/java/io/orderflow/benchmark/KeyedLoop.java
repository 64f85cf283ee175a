package io.orderflow.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** By hand: a poll loop and a pool, to which each key's records go one after the other. */
final class KeyedLoop implements AutoCloseable {

    private static final int MAX_IN_FLIGHT = 20_000;
    private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

    private final Topic topic;
    private final Consumer<ConsumerRecord<byte[], byte[]>> step;
    private final ExecutorService pool;
    private final Thread loop = new Thread(this::run, "by hand");
    private final Map<String, CompletableFuture<Void>> lastOfKey = new ConcurrentHashMap<>();
    private final Map<TopicPartition, ConcurrentSkipListSet<Long>> offsets = new ConcurrentHashMap<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean isOver;

    KeyedLoop(Topic topic, int parallel, Consumer<ConsumerRecord<byte[], byte[]>> step) {
        this.topic = topic;
        this.step = step;
        this.pool = Executors.newFixedThreadPool(parallel);
        loop.start();
    }

    private void run() {
        try (KafkaConsumer<byte[], byte[]> consumer = topic.subscribe()) {
            while (!isOver) {
                if (inFlight.get() < MAX_IN_FLIGHT) {
                    consumer.resume(consumer.paused());
                } else {
                    consumer.pause(consumer.assignment());
                }
                consumer.poll(Duration.ofMillis(10)).forEach(this::take);
                consumer.commitAsync(done(consumer), null);
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        inFlight.incrementAndGet();
        offsets(record).add(record.offset());
        String key = new String(record.key(), UTF_8);
        CompletableFuture<Void> end = lastOfKey
                .getOrDefault(key, NOTHING)
                .thenCompose(before -> attempt(record))
                .thenRun(() -> done(record));
        lastOfKey.put(key, end);
        end.thenRun(() -> lastOfKey.remove(key, end));
    }

    private CompletableFuture<Void> attempt(ConsumerRecord<byte[], byte[]> record) {
        return CompletableFuture.runAsync(() -> step.accept(record), pool)
                .exceptionallyCompose(failure -> NOTHING.thenRunAsync(
                                () -> {},
                                CompletableFuture.delayedExecutor(SlowStep.PAUSE_MILLIS, TimeUnit.MILLISECONDS, pool))
                        .thenCompose(pause -> attempt(record)));
    }

    private void done(ConsumerRecord<byte[], byte[]> record) {
        offsets(record).remove(record.offset());
        inFlight.decrementAndGet();
    }

    private ConcurrentSkipListSet<Long> offsets(ConsumerRecord<byte[], byte[]> record) {
        return offsets.computeIfAbsent(
                new TopicPartition(record.topic(), record.partition()), partition -> new ConcurrentSkipListSet<>());
    }

    /** Up to the first one that is still in flight. */
    private Map<TopicPartition, OffsetAndMetadata> done(KafkaConsumer<?, ?> consumer) {
        Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
        offsets.forEach((partition, inWork) -> {
            Long first = inWork.ceiling(0L);
            done.put(partition, new OffsetAndMetadata(first == null ? consumer.position(partition) : first));
        });
        return done;
    }

    @Override
    public void close() throws InterruptedException {
        isOver = true;
        loop.join();
        pool.shutdownNow();
    }
}
