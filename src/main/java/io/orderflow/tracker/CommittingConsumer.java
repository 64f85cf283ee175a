package io.orderflow.tracker;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka consumer that commits what Camel has processed, and only that.
 *
 * <p>Kafka's own auto-commit also commits, when the consumer closes, what was polled and never processed; camel-kafka
 * without it commits nothing by itself. But Camel polls again only when every record of the poll before was processed
 * or dead-lettered (a failed one makes it reconnect), so here each poll commits the one before, without waiting for it.
 * What a stop or a rebalance interrupts, camel-kafka's commit manager commits up to the last processed record.
 */
final class CommittingConsumer extends KafkaConsumer<Object, Object> {

    private static final Logger LOG = LoggerFactory.getLogger("track-orders");

    private final AtomicBoolean announced;
    private final Map<TopicPartition, OffsetAndMetadata> processed = new HashMap<>();
    private boolean committing;

    CommittingConsumer(Properties properties, AtomicBoolean announced) {
        super(properties);
        this.announced = announced;
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
        super.subscribe(topics, new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                processed.keySet().removeAll(partitions);
                listener.onPartitionsRevoked(partitions);
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> partitions) {
                processed.keySet().removeAll(partitions);
            }

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                listener.onPartitionsAssigned(partitions);
                if (!partitions.isEmpty() && announced.compareAndSet(false, true)) {
                    LOG.info("🟢 Consumer is running and subscribed to {} topic", String.join(", ", topics));
                }
            }
        });
    }

    @Override
    public ConsumerRecords<Object, Object> poll(Duration timeout) {
        commitProcessed();
        ConsumerRecords<Object, Object> records = super.poll(timeout);
        processed.putAll(records.nextOffsets());
        return records;
    }

    /** One commit is under way at a time: what is processed meanwhile goes with the next. */
    private void commitProcessed() {
        if (committing || processed.isEmpty()) {
            return;
        }
        committing = true;
        commitAsync(Map.copyOf(processed), (offsets, failure) -> {
            committing = false;
            if (failure != null) {
                LOG.warn(
                        "The offsets {} could not be committed, and go with the next commit: {}",
                        offsets,
                        failure.toString());
                offsets.forEach(processed::putIfAbsent);
                processed.keySet().retainAll(assignment());
            }
        });
        processed.clear();
    }
}
