package io.orderflow.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What a record takes that is kept for longer than its poll. */
public final class KeptRecord {

    private KeptRecord() {}

    /**
     * Counts its key, value and headers, and takes the headers out of the buffer of the fetch that they came with: Kafka's
     * client leaves them there until they are asked for, and one of them keeps all of that buffer, a megabyte or more.
     *
     * @return in bytes
     */
    public static int bytes(ConsumerRecord<byte[], byte[]> record) {
        int bytes = Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
        for (Header header : record.headers().toArray()) {
            byte[] value = header.value();
            bytes += header.key().length() + (value == null ? 0 : value.length);
        }
        return bytes;
    }
}
