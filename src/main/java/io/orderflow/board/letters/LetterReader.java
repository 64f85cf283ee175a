package io.orderflow.board.letters;

import io.orderflow.kafka.RangeReader;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
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
     * Some letters one after the other, partition by partition, the oldest first; those that are near each other come with one
     * fetch. No more of them are in memory than a fetch brings.
     *
     * @param take is given each that is there; false where it wants no more
     * @return those that were not looked at, since no more were wanted
     * @throws TimeoutException where they don't come in time
     */
    Set<LetterId> read(Collection<LetterId> ids, Predicate<ConsumerRecord<byte[], byte[]>> take) {
        RangeReader.Bounds bounds = reader.bounds(List.of(topic));
        NavigableMap<Integer, NavigableSet<Long>> wanted = new TreeMap<>();
        for (LetterId id : ids) {
            TopicPartition partition = new TopicPartition(topic, id.partition());
            bounds.require(partition);
            if (id.offset() >= bounds.starts().getOrDefault(partition, Long.MAX_VALUE)
                    && id.offset() < bounds.ends().get(partition)) {
                wanted.computeIfAbsent(id.partition(), p -> new TreeSet<>()).add(id.offset());
            }
        }
        Set<LetterId> left = new HashSet<>();
        boolean more = true;
        for (Map.Entry<Integer, NavigableSet<Long>> partition : wanted.entrySet()) {
            NavigableSet<Long> offsets = partition.getValue();
            more = more && read(new TopicPartition(topic, partition.getKey()), offsets, take);
            offsets.forEach(offset -> left.add(new LetterId(partition.getKey(), offset)));
        }
        return left;
    }

    /**
     * @param wanted those that were looked at are taken away
     * @return whether more are wanted
     */
    private boolean read(
            TopicPartition partition, NavigableSet<Long> wanted, Predicate<ConsumerRecord<byte[], byte[]>> take) {
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
                for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(100))) {
                    if (wanted.remove(record.offset())) {
                        wanted.headSet(record.offset()).clear();
                        deadline = System.nanoTime() + LONGEST.toNanos();
                        if (!take.test(record)) {
                            return false;
                        }
                    }
                }
            }
            // what was not found there is gone
            wanted.headSet(consumer.position(partition, PATIENCE)).clear();
        }
        return true;
    }

    @Override
    public void close() {
        reader.close();
    }
}
