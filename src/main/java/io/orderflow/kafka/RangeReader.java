package io.orderflow.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads what topics have between two offsets, with a consumer that belongs to no group. For one thread at a time. */
public final class RangeReader {

    private static final Duration POLL = Duration.ofMillis(100);

    private final Consumer<byte[], byte[]> consumer;
    private final Duration patience;

    /** @param patience how long an answer of the broker is waited for */
    public RangeReader(Consumer<byte[], byte[]> consumer, Duration patience) {
        this.consumer = consumer;
        this.patience = patience;
    }

    /** Where each partition begins and ends; empty where there is no such topic. */
    public record Bounds(Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends) {}

    /** @throws org.apache.kafka.common.KafkaException where the broker does not answer */
    public Bounds bounds(Collection<String> topics) {
        List<TopicPartition> partitions = topics.stream()
                .flatMap(topic -> consumer.partitionsFor(topic, patience).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        return new Bounds(consumer.beginningOffsets(partitions, patience), consumer.endOffsets(partitions, patience));
    }

    /**
     * Reads partitions up to their ends.
     *
     * @param ends of those that are read; the record at the end is not
     * @param from where each of them is read from
     * @param take is given each record
     * @return whether all was read before the time was up
     * @throws org.apache.kafka.common.KafkaException where the broker does not answer
     */
    public boolean read(
            Map<TopicPartition, Long> ends,
            ToLongFunction<TopicPartition> from,
            java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> take,
            Duration limit) {
        Map<TopicPartition, Long> unread = new HashMap<>(ends);
        unread.entrySet().removeIf(end -> from.applyAsLong(end.getKey()) >= end.getValue());
        if (unread.isEmpty()) {
            return true;
        }
        consumer.assign(unread.keySet());
        // what was paused before stays paused else
        consumer.resume(unread.keySet());
        unread.keySet().forEach(partition -> consumer.seek(partition, from.applyAsLong(partition)));
        long deadline = System.nanoTime() + limit.toNanos();
        while (!unread.isEmpty() && System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
                    take.accept(record);
                }
            }
            Set<TopicPartition> done = new HashSet<>(unread.keySet());
            done.removeIf(partition -> consumer.position(partition, patience) < unread.get(partition));
            consumer.pause(done);
            unread.keySet().removeAll(done);
        }
        return unread.isEmpty();
    }
}
