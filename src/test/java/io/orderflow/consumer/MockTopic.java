package io.orderflow.consumer;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One partition of a topic without a broker, read by Kafka's own double of a consumer. */
public final class MockTopic implements KafkaClientFactory {

    private static final Duration LONGEST_POLL = Duration.ofMillis(2);

    private final TopicPartition partition;
    private final String deadLetterTopic;
    private volatile MockConsumer<byte[], byte[]> reader;
    private final long begin;
    private long next;

    /** @param begin the offset of its first record */
    public MockTopic(TopicPartition partition, String deadLetterTopic, long begin) {
        this.partition = partition;
        this.deadLetterTopic = deadLetterTopic;
        this.begin = begin;
        this.next = begin;
    }

    /** Adds a record. */
    public void send(byte[] key, byte[] value, long timestamp, Headers headers) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                next++,
                timestamp,
                TimestampType.CREATE_TIME,
                key == null ? -1 : key.length,
                value == null ? -1 : value.length,
                key,
                value,
                headers,
                java.util.Optional.empty());
        await().until(() -> reader != null);
        reader.schedulePollTask(() -> reader.addRecord(record));
    }

    /** Waits until all that was sent is done, and committed. */
    public void awaitDone() {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> committed() != null && committed().offset() == next);
    }

    /** What the group has committed, or null. */
    public OffsetAndMetadata committed() {
        return reader.committed(Set.of(partition)).get(partition);
    }

    @Override
    @SuppressWarnings("rawtypes") // camel-kafka's interface is raw
    public Consumer getConsumer(Properties properties) {
        MockConsumer<byte[], byte[]> consumer = new PatientConsumer();
        consumer.updatePartitions(deadLetterTopic, List.of());
        if (properties.containsKey(ConsumerConfig.GROUP_ID_CONFIG)) {
            consumer.updateBeginningOffsets(Map.of(partition, begin));
            consumer.updateEndOffsets(Map.of(partition, begin));
            consumer.schedulePollTask(() -> consumer.rebalance(Set.of(partition)));
            reader = consumer;
        }
        return consumer;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Producer getProducer(Properties properties) {
        return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public String getBrokers(KafkaConfiguration configuration) {
        return "localhost:1";
    }

    /** Kafka's double does not wait when it is polled; whoever polls in a loop would do nothing else. */
    private static final class PatientConsumer extends MockConsumer<byte[], byte[]> {

        PatientConsumer() {
            super("none");
        }

        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
            if (records.isEmpty()) {
                LockSupport.parkNanos(timeout.compareTo(LONGEST_POLL) < 0 ? timeout.toNanos() : LONGEST_POLL.toNanos());
            }
            return records;
        }

        @Override
        public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions, Duration timeout) {
            return partitions.isEmpty() ? Map.of() : super.endOffsets(partitions, timeout);
        }
    }
}
