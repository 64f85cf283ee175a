package io.orderflow.consumer;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;

/** What the consumers of one route share: their group, what it remembers, and up to where they read. */
final class RouteGroup {

    private static final long NO_END = Long.MAX_VALUE;

    /**
     * @param maxRecords how many records a consumer may hold at a time
     * @param maxBytes and how many bytes of keys, values and headers
     */
    record Bounds(int maxRecords, long maxBytes) {}

    private final String name;
    private final boolean fromLatest;
    private final boolean untilEnd;
    private final Bounds bounds;
    private final RecordMemory memory;
    private final Supplier<Consumer<byte[], byte[]>> readers;
    /** Where each partition ended when it was first assigned. */
    private final Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();

    private final Map<TopicPartition, Boolean> finished = new ConcurrentHashMap<>();

    /**
     * @param fromLatest whether a group that has committed nothing begins with what comes from now on
     * @param untilEnd whether what comes later than the assignment of a partition is left alone
     * @param memory null where the route has none
     * @param readers makes a client without a group
     */
    RouteGroup(
            String name,
            boolean fromLatest,
            boolean untilEnd,
            Bounds bounds,
            RecordMemory memory,
            Supplier<Consumer<byte[], byte[]>> readers) {
        this.name = name;
        this.fromLatest = fromLatest;
        this.untilEnd = untilEnd;
        this.bounds = bounds;
        this.memory = memory;
        this.readers = readers;
    }

    String name() {
        return name;
    }

    boolean fromLatest() {
        return fromLatest;
    }

    int maxRecords() {
        return bounds.maxRecords();
    }

    long maxBytes() {
        return bounds.maxBytes();
    }

    /** Looks up where the partition ends, where that matters and is not known. */
    void knowEnd(TopicPartition partition, Consumer<byte[], byte[]> consumer, Duration timeout) {
        if (untilEnd && !ends.containsKey(partition)) {
            ends.putAll(consumer.endOffsets(List.of(partition), timeout));
        }
    }

    /** The offset from which on the partition is left alone. */
    long end(TopicPartition partition) {
        return untilEnd ? ends.getOrDefault(partition, NO_END) : NO_END;
    }

    void prepareMemory() {
        if (memory != null) {
            memory.prepare(name, readers);
        }
    }

    /** @return from which offset on the records are to be read back; {@code committed} where none are */
    long claimMemory(Object reader, TopicPartition partition, long committed) {
        return memory == null ? committed : Math.min(committed, memory.claim(reader, name, partition, committed));
    }

    void recall(ConsumerRecord<byte[], byte[]> record) {
        if (memory != null) {
            memory.recall(name, record);
        }
    }

    void releaseMemory(Object reader, Collection<TopicPartition> assigned) {
        if (memory != null) {
            memory.release(reader, name, assigned);
        }
    }

    int remembered() {
        return memory == null ? 0 : memory.size(name);
    }

    /** What is before this offset is done; -1 where that is not known. */
    void reached(TopicPartition partition, long offset, Logger log) {
        if (memory != null && offset >= 0) {
            memory.reached(name, partition, offset);
        }
        if (offset >= end(partition) && finished.putIfAbsent(partition, true) == null) {
            log.info(
                    "{} : partition {} is read up to its end at offset {}",
                    partition.topic(),
                    partition.partition(),
                    offset);
        }
    }
}
