package io.orderflow.consumer;

import java.util.Arrays;
import org.apache.kafka.common.TopicPartition;

/**
 * What keeps records in their order: those of one partition with the same key, and those of a partition without a key,
 * are worked on one after the other.
 */
final class Key {

    private final TopicPartition partition;
    private final byte[] bytes;
    private final int hash;

    /** @param bytes null for a record without a key */
    Key(TopicPartition partition, byte[] bytes) {
        this.partition = partition;
        this.bytes = bytes;
        this.hash = 31 * Arrays.hashCode(bytes) + partition.partition();
    }

    TopicPartition partition() {
        return partition;
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key
                && hash == key.hash
                && Arrays.equals(bytes, key.bytes)
                && partition.equals(key.partition);
    }
}
