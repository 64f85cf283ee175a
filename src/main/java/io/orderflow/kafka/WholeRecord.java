package io.orderflow.kafka;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * A body that is sent to the endpoint's topic as a record with this very key and these very headers: in their order,
 * repeated, without a value, and with names that mean something to Camel. What headers the exchange has is left out.
 */
public record WholeRecord(byte[] key, byte[] value, Headers headers) {

    /** camel-kafka makes any body the value of a record; where that is a whole record, it goes in its place. */
    static ProducerRecord<Object, Object> unwrap(ProducerRecord<Object, Object> record) {
        return record.value() instanceof WholeRecord whole
                ? new ProducerRecord<>(record.topic(), null, whole.key, whole.value, whole.headers)
                : record;
    }
}
