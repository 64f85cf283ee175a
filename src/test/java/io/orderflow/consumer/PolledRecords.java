package io.orderflow.consumer;

import org.apache.camel.Exchange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Exchanges that begin with a record, one that is in work, for tests without a consumer. */
public final class PolledRecords {

    private PolledRecords() {}

    public static void putInto(Exchange exchange, String group, ConsumerRecord<byte[], byte[]> record) {
        PolledRecord polled = new PolledRecord(group, new TopicPartition(record.topic(), record.partition()), record);
        polled.begin();
        polled.putInto(exchange);
    }
}
