package io.orderflow.board;

import java.util.List;

/**
 * How far the consumer group is behind.
 *
 * @param up whether the broker answered the last time it was asked; the partitions are as they were when it did
 */
public record BacklogView(boolean up, long lag, List<Partition> partitions) {

    public record Partition(int partition, long end, long committed, long lag) {}

    static final BacklogView NONE = new BacklogView(false, 0, List.of());

    /** True where the group has gone beyond this offset. */
    boolean isProcessed(int partition, long offset) {
        return partitions.stream().anyMatch(known -> known.partition() == partition && known.committed() > offset);
    }
}
