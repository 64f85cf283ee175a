package io.orderflow.kafka;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * How far a consumer group is behind.
 *
 * @param up         whether the broker answered the last time it was asked
 * @param lag        how many records of all partitions the group has yet to process
 * @param partitions as they were when the broker last answered
 */
public record BacklogAnswer(boolean up, long lag, List<Partition> partitions) {

    public static final BacklogAnswer NONE = new BacklogAnswer(false, 0, List.of());

    /**
     * @param committed the offset from which the group goes on
     * @param lag       how many it has yet to process: those that are done beyond that offset are none of them
     */
    public record Partition(int partition, long end, long committed, long lag, @JsonIgnore DoneOffsets done) {

        static Partition of(int partition, long end, long committed, DoneOffsets done) {
            return new Partition(partition, end, committed, Math.max(0, end - committed - done.count()), done);
        }

        boolean isDone(long offset) {
            return offset < committed || done.contains(offset);
        }
    }

    static BacklogAnswer of(boolean up, List<Partition> partitions) {
        return new BacklogAnswer(
                up, partitions.stream().mapToLong(Partition::lag).sum(), partitions);
    }

    /** True where the broker has just said how far the group is in this partition. */
    public boolean knows(int partition) {
        return up && partitions.stream().anyMatch(known -> known.partition() == partition);
    }

    /** False where the broker has not answered yet, or does not tell this program. */
    public boolean isKnown() {
        return !partitions.isEmpty();
    }

    /** True where the group has committed that this one is done. */
    public boolean isProcessed(int partition, long offset) {
        return partitions.stream().anyMatch(known -> known.partition() == partition && known.isDone(offset));
    }
}
