package io.orderflow.tracker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Records that were polled and that the route has not been given yet; they are not polled again. */
final class LeftOver {

    private final Map<TopicPartition, List<ConsumerRecord<Object, Object>>> records = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();

    boolean isEmpty() {
        return records.isEmpty();
    }

    /** These come after those of the same partitions that are left already. */
    void add(ConsumerRecords<Object, Object> more) {
        for (TopicPartition partition : more.partitions()) {
            records.computeIfAbsent(partition, p -> new ArrayList<>()).addAll(more.records(partition));
        }
        positions.putAll(more.nextOffsets());
    }

    /** These partitions are another member's. */
    void forget(Collection<TopicPartition> partitions) {
        records.keySet().removeAll(partitions);
        positions.keySet().removeAll(partitions);
    }

    /** All of it, with which nothing is left. */
    ConsumerRecords<Object, Object> take() {
        ConsumerRecords<Object, Object> all = new ConsumerRecords<>(Map.copyOf(records), Map.copyOf(positions));
        records.clear();
        positions.clear();
        return all;
    }
}
