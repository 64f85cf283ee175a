package io.orderflow.kafka;

import io.orderflow.order.OrderRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Gives camel-kafka its clients. Orders are given to them as JSON, and leave them as {@link OrderRecord#writer} makes them
 * when the client is made.
 */
public class KafkaClients extends DefaultKafkaClientFactory {

    private static volatile String interceptor;

    private final String ordersTopic;

    /** The class of an interceptor that each producer is given from now on. */
    public static void interceptProducers(String className) {
        interceptor = className;
    }

    public KafkaClients(String ordersTopic) {
        this.ordersTopic = ordersTopic;
    }

    @Override
    @SuppressWarnings("rawtypes") // camel-kafka's interface is raw
    public Producer getProducer(Properties properties) {
        if (interceptor != null) {
            ClassList.add(properties, ProducerConfig.INTERCEPTOR_CLASSES_CONFIG, interceptor);
        }
        return OrderRecord.writer() == null
                ? new OrderProducer(properties)
                : new SchemaProducer(properties, ordersTopic, OrderRecord.writer());
    }

    /** Writes orders with a schema. */
    private static final class SchemaProducer extends OrderProducer {

        private final String ordersTopic;
        private final UnaryOperator<byte[]> writer;

        SchemaProducer(Properties properties, String ordersTopic, UnaryOperator<byte[]> writer) {
            super(properties);
            this.ordersTopic = ordersTopic;
            this.writer = writer;
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<Object, Object> record, Callback callback) {
            return super.send(
                    record.topic().equals(ordersTopic) && record.value() instanceof byte[] json
                            ? new ProducerRecord<>(
                                    record.topic(),
                                    record.partition(),
                                    record.timestamp(),
                                    record.key(),
                                    writer.apply(json),
                                    record.headers())
                            : record,
                    callback);
        }
    }

    private static class OrderProducer extends KafkaProducer<Object, Object> {

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
