package io.orderflow.board.letters;

import io.orderflow.kafka.RangeReader;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads a topic with a consumer of its own that belongs to no group. To be used in one thread at a time. */
final class TopicReader implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final String topic;
    private Consumer<byte[], byte[]> consumer;
    private RangeReader reader;

    /** @param consumers makes a client, which is closed with this */
    TopicReader(Supplier<Consumer<byte[], byte[]>> consumers, String topic) {
        this.consumers = consumers;
        this.topic = topic;
    }

    /** @throws org.apache.kafka.common.KafkaException where the broker does not answer */
    RangeReader.Bounds bounds() {
        if (consumer == null) {
            consumer = consumers.get();
            reader = new RangeReader(consumer, PATIENCE);
        }
        return reader.bounds(List.of(topic));
    }

    /** Reads up to the ends, which {@link #bounds} has given, as {@link RangeReader#read} does. */
    boolean read(
            Map<TopicPartition, Long> ends,
            ToLongFunction<TopicPartition> from,
            java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> take,
            Duration limit) {
        return reader.read(ends, from, take, limit);
    }

    /**
     * Some records; those that are near each other come with one fetch.
     *
     * @return those that are there
     * @throws TimeoutException where they don't come in time
     */
    Map<LetterId, ConsumerRecord<byte[], byte[]>> some(Collection<LetterId> ids) {
        RangeReader.Bounds bounds = bounds();
        Map<TopicPartition, NavigableSet<Long>> wanted = new HashMap<>();
        for (LetterId id : ids) {
            TopicPartition partition = new TopicPartition(topic, id.partition());
            if (id.offset() >= bounds.starts().getOrDefault(partition, Long.MAX_VALUE)
                    && id.offset() < bounds.ends().get(partition)) {
                wanted.computeIfAbsent(partition, p -> new TreeSet<>()).add(id.offset());
            }
        }
        Map<LetterId, ConsumerRecord<byte[], byte[]>> found = new HashMap<>();
        wanted.forEach((partition, offsets) -> some(partition, offsets, found));
        return found;
    }

    private void some(
            TopicPartition partition, NavigableSet<Long> wanted, Map<LetterId, ConsumerRecord<byte[], byte[]>> found) {
        consumer.assign(Set.of(partition));
        consumer.resume(Set.of(partition));
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (!wanted.isEmpty()) {
            long first = wanted.first();
            consumer.seek(partition, first);
            while (consumer.position(partition, PATIENCE) <= first) {
                if (System.nanoTime() > deadline) {
                    throw new TimeoutException("%s can't be read".formatted(partition));
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (wanted.contains(record.offset())) {
                        found.put(new LetterId(record.partition(), record.offset()), record);
                    }
                }
            }
            // what was not found there is gone
            wanted.headSet(consumer.position(partition, PATIENCE)).clear();
        }
    }

    @Override
    public void close() {
        if (consumer != null) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            consumer = null;
        }
    }
}
