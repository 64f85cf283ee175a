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
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads dead letters one by one, with a consumer of its own that belongs to no group. For one thread at a time. */
final class LetterReader implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final RangeReader reader;
    private final String topic;

    /** @param consumers makes a client, which is closed with this */
    LetterReader(Supplier<Consumer<byte[], byte[]>> consumers, String topic) {
        this.reader = new RangeReader(consumers, PATIENCE);
        this.topic = topic;
    }

    /**
     * Some records; those that are near each other come with one fetch.
     *
     * @return those that are there
     * @throws TimeoutException where they don't come in time
     */
    Map<LetterId, ConsumerRecord<byte[], byte[]>> some(Collection<LetterId> ids) {
        RangeReader.Bounds bounds = reader.bounds(List.of(topic));
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
        Consumer<byte[], byte[]> consumer = reader.client();
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
        reader.close();
    }
}
