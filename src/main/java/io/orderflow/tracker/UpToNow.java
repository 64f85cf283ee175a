package io.orderflow.tracker;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;

/** Reads each partition up to where it ended when the program got it for the first time, and not beyond. */
final class UpToNow implements Reading {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Logger log;
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final Set<TopicPartition> unknown = new HashSet<>();
    private final Set<TopicPartition> finished = new HashSet<>();

    UpToNow(Logger log) {
        this.log = log;
    }

    @Override
    public void assigned(Collection<TopicPartition> partitions) {
        unknown.addAll(partitions);
    }

    @Override
    public void revoked(Collection<TopicPartition> partitions) {
        unknown.removeAll(partitions);
        finished.removeAll(partitions);
    }

    @Override
    public void prepare(KafkaConsumer<Object, Object> consumer) {
        if (unknown.isEmpty()) {
            return;
        }
        try {
            consumer.endOffsets(unknown, TIMEOUT).forEach(ends::putIfAbsent);
            for (TopicPartition partition : unknown) {
                if (consumer.position(partition, TIMEOUT) >= ends.get(partition)) {
                    finished.add(partition);
                }
            }
            unknown.clear();
        } catch (TimeoutException e) {
            log.debug("Where to end is not known yet", e);
        }
    }

    @Override
    public Set<TopicPartition> closed() {
        Set<TopicPartition> closed = new HashSet<>(unknown);
        closed.addAll(finished);
        return closed;
    }

    @Override
    public ConsumerRecords<Object, Object> take(ConsumerRecords<Object, Object> polled) {
        Map<TopicPartition, List<ConsumerRecord<Object, Object>>> due = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        polled.nextOffsets().forEach((partition, position) -> {
            long end = ends.get(partition);
            due.put(
                    partition,
                    polled.records(partition).stream()
                            .filter(record -> record.offset() < end)
                            .toList());
            positions.put(partition, position.offset() <= end ? position : new OffsetAndMetadata(end));
        });
        return new ConsumerRecords<>(due, positions);
    }

    @Override
    public void reached(TopicPartition partition, long offset) {
        if (offset >= ends.get(partition) && finished.add(partition)) {
            log.info(
                    "{} : partition {} is replayed up to its end at offset {}",
                    partition.topic(),
                    partition.partition(),
                    offset);
        }
    }
}
