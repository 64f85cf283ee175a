package io.orderflow.tracker;

import java.time.Duration;
import java.util.AbstractList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The records of one poll. Camel walks through them, a partition after the other, and this knows how far it came: when
 * it asks for a record, it is done with those before. A partition whose record has failed gives no further ones, and
 * where the steps take long none does: the group waits for a member's next poll when another one joins or leaves.
 */
final class RecordsInHand extends ConsumerRecords<Object, Object> {

    static final RecordsInHand NONE = new RecordsInHand(ConsumerRecords.empty(), Duration.ZERO);

    private final Map<TopicPartition, Walk> walks = new HashMap<>();
    private final long end;
    private Walk latest;

    /** @param patience how long records are given; see {@link #rest} for those that are left then */
    RecordsInHand(ConsumerRecords<Object, Object> polled, Duration patience) {
        super(
                polled.partitions().stream().collect(Collectors.toMap(partition -> partition, polled::records)),
                polled.nextOffsets());
        end = System.nanoTime() + patience.toNanos();
    }

    @Override
    public List<ConsumerRecord<Object, Object>> records(TopicPartition partition) {
        return walk(partition);
    }

    /** Marks the record that was asked for last as failed. */
    ConsumerRecord<Object, Object> fail() {
        latest.failed = true;
        return latest.get(latest.done());
    }

    /** Where the partition goes on: after what was done, at what has failed or was not begun. */
    OffsetAndMetadata position(TopicPartition partition) {
        Walk walk = walk(partition);
        return walk.isDone()
                ? nextOffsets().get(partition)
                : new OffsetAndMetadata(walk.get(walk.done()).offset());
    }

    /** How many records are done. */
    int done() {
        return walks.values().stream().mapToInt(Walk::done).sum();
    }

    boolean hasFailed(TopicPartition partition) {
        return walk(partition).failed;
    }

    /** What was not begun of the partitions in which nothing has failed. */
    ConsumerRecords<Object, Object> rest() {
        Map<TopicPartition, List<ConsumerRecord<Object, Object>>> rest = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        for (TopicPartition partition : partitions()) {
            Walk walk = walk(partition);
            if (!walk.failed && !walk.isDone()) {
                rest.put(partition, walk.records.subList(walk.at, walk.size()));
                positions.put(partition, nextOffsets().get(partition));
            }
        }
        return new ConsumerRecords<>(rest, positions);
    }

    private Walk walk(TopicPartition partition) {
        return walks.computeIfAbsent(partition, p -> new Walk(super.records(p)));
    }

    private final class Walk extends AbstractList<ConsumerRecord<Object, Object>>
            implements Iterator<ConsumerRecord<Object, Object>> {

        private final List<ConsumerRecord<Object, Object>> records;
        private int at;
        private boolean failed;

        Walk(List<ConsumerRecord<Object, Object>> records) {
            this.records = records;
        }

        int done() {
            return failed ? at - 1 : at;
        }

        boolean isDone() {
            return done() == records.size();
        }

        @Override
        public Iterator<ConsumerRecord<Object, Object>> iterator() {
            return this;
        }

        @Override
        public boolean hasNext() {
            return !failed && at < records.size() && System.nanoTime() - end < 0;
        }

        @Override
        public ConsumerRecord<Object, Object> next() {
            if (failed || at == records.size()) {
                throw new NoSuchElementException();
            }
            latest = this;
            return records.get(at++);
        }

        @Override
        public ConsumerRecord<Object, Object> get(int index) {
            return records.get(index);
        }

        @Override
        public int size() {
            return records.size();
        }
    }
}
