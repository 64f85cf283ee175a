package io.orderflow.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Gives camel-kafka its clients. */
public class KafkaClients extends DefaultKafkaClientFactory {

    @Override
    @SuppressWarnings("rawtypes") // camel-kafka's interface is raw
    public Producer getProducer(Properties properties) {
        return new OrderProducer(properties);
    }

    private static final class OrderProducer extends KafkaProducer<Object, Object> {

        private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

        OrderProducer(Properties properties) {
            super(properties);
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<Object, Object> record, Callback callback) {
            return super.send(RecordMessage.hasNull(record.headers()) ? withNull(record) : record, callback);
        }

        /** Does not wait two minutes (delivery.timeout.ms) for a broker that is gone. */
        @Override
        public void close() {
            close(CLOSE_TIMEOUT);
        }

        private static ProducerRecord<Object, Object> withNull(ProducerRecord<Object, Object> record) {
            List<Header> headers = new ArrayList<>();
            for (Header header : record.headers()) {
                headers.add(header.value() == RecordMessage.NULL ? new RecordHeader(header.key(), null) : header);
            }
            return new ProducerRecord<>(
                    record.topic(), record.partition(), record.timestamp(), record.key(), record.value(), headers);
        }
    }
}
