package io.orderflow.kafka;

import java.util.List;

/**
 * What the broker said of a group's backlog.
 *
 * @param up         whether it answered
 * @param partitions as they were when it last did
 */
public record BacklogAnswer(boolean up, List<Partition> partitions) {

    /** @param committed the offset from which the group goes on */
    public record Partition(int partition, long end, long committed) {

        public long lag() {
            return Math.max(0, end - committed);
        }
    }

    public long lag() {
        return partitions.stream().mapToLong(Partition::lag).sum();
    }
}
