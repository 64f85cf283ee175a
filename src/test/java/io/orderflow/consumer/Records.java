package io.orderflow.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Records of a topic, for tests without a broker. */
final class Records {

    static final String TOPIC = "orders";
    static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    private Records() {}

    static PolledRecord polled(long offset, String key) {
        return polled(PARTITION, offset, key);
    }

    static PolledRecord polled(TopicPartition partition, long offset, String key) {
        return new PolledRecord("a-group", partition, record(partition, offset, key, "value"));
    }

    static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset, String key, String value) {
        byte[] keyBytes = key == null ? null : key.getBytes(UTF_8);
        byte[] valueBytes = value.getBytes(UTF_8);
        return new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                0L,
                TimestampType.CREATE_TIME,
                keyBytes == null ? -1 : keyBytes.length,
                valueBytes.length,
                keyBytes,
                valueBytes,
                new RecordHeaders(),
                java.util.Optional.empty());
    }
}
