package io.orderflow.kafka;

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

    /** @param committed the offset from which the group goes on */
    public record Partition(int partition, long end, long committed, long lag) {

        static Partition of(int partition, long end, long committed) {
            return new Partition(partition, end, committed, Math.max(0, end - committed));
        }
    }

    static BacklogAnswer of(boolean up, List<Partition> partitions) {
        return new BacklogAnswer(
                up, partitions.stream().mapToLong(Partition::lag).sum(), partitions);
    }

    /** True where the group has committed an offset beyond this one. */
    public boolean isProcessed(int partition, long offset) {
        return partitions.stream().anyMatch(known -> known.partition() == partition && known.committed() > offset);
    }
}
