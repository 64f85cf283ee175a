package io.orderflow.tracker;

import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.OrderJson;
import java.time.Duration;
import java.util.ArrayList;
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
import org.slf4j.LoggerFactory;

/**
 * Reads back, where a consumer gets a partition, which orders were processed there before: the records before the
 * committed offset, as far back as they are remembered, less those that failed. They pass through the same polls as the
 * new ones, so that neither other partitions' records nor the place in the group wait for them.
 */
final class Recall implements Reading {

    private static final Logger LOG = LoggerFactory.getLogger("track-orders");
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final ProcessedOrders processedOrders;
    private final FailedOrders failedOrders;
    /** Assigned, and where to begin is not known yet. */
    private final Set<TopicPartition> pending = new HashSet<>();
    /** Up to where the partitions are read back that are being read back. */
    private final Map<TopicPartition, Long> ends = new HashMap<>();

    Recall(ProcessedOrders processedOrders, FailedOrders failedOrders) {
        this.processedOrders = processedOrders;
        this.failedOrders = failedOrders;
    }

    @Override
    public void assigned(Collection<TopicPartition> partitions) {
        pending.addAll(partitions);
    }

    @Override
    public void revoked(Collection<TopicPartition> partitions) {
        pending.removeAll(partitions);
        ends.keySet().removeAll(partitions);
    }

    @Override
    public Set<TopicPartition> closed() {
        return pending;
    }

    @Override
    public void reached(TopicPartition partition, long offset) {
        processedOrders.reached(partition, offset);
    }

    /** Finds out where to begin; where the broker does not answer in time, the next poll tries again. */
    @Override
    public void prepare(KafkaConsumer<Object, Object> consumer) {
        if (pending.isEmpty()) {
            return;
        }
        try {
            Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(pending, TIMEOUT);
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(pending, TIMEOUT);
            failedOrders.readOn();
            for (TopicPartition partition : pending) {
                OffsetAndMetadata end = committed.get(partition);
                long begin = Math.max(
                        beginnings.get(partition),
                        processedOrders.claim(this, partition, end == null ? 0 : end.offset()));
                failedOrders.forgetBefore(partition, begin);
                if (end != null && begin < end.offset()) {
                    ends.put(partition, end.offset());
                    consumer.seek(partition, begin);
                }
            }
            processedOrders.release(this, consumer.assignment());
            pending.clear();
        } catch (TimeoutException e) {
            LOG.debug("Where to begin is not known yet", e);
        }
    }

    /** @return the records that were not processed before */
    @Override
    public ConsumerRecords<Object, Object> take(ConsumerRecords<Object, Object> records) {
        if (ends.isEmpty()) {
            return records;
        }
        Map<TopicPartition, List<ConsumerRecord<Object, Object>>> fresh = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        records.nextOffsets().forEach((partition, position) -> {
            long end = ends.getOrDefault(partition, 0L);
            List<ConsumerRecord<Object, Object>> rest = new ArrayList<>();
            for (ConsumerRecord<Object, Object> record : records.records(partition)) {
                if (record.offset() < end) {
                    remember(partition, record);
                } else {
                    rest.add(record);
                }
            }
            if (position.offset() >= end) {
                fresh.put(partition, rest);
                positions.put(partition, position);
                readBack(partition, end);
            }
        });
        return new ConsumerRecords<>(fresh, positions);
    }

    private void remember(TopicPartition partition, ConsumerRecord<Object, Object> record) {
        try {
            // a record without a value is no order
            if (record.value() != null && !failedOrders.contains(partition, record.offset())) {
                processedOrders.recall(
                        partition, OrderJson.read((byte[]) record.value()).orderId());
            }
        } catch (InvalidOrderException e) {
            LOG.trace("{} at offset {} is no order", partition, record.offset(), e);
        }
    }

    private void readBack(TopicPartition partition, long end) {
        if (ends.remove(partition) != null) {
            processedOrders.reached(partition, end);
            if (ends.isEmpty()) {
                int count = processedOrders.size();
                LOG.info(
                        count == 1
                                ? "{} order that was processed before is remembered"
                                : "{} orders that were processed before are remembered",
                        count);
            }
        }
    }
}
