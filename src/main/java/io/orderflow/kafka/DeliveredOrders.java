package io.orderflow.kafka;

import io.micrometer.core.instrument.Counter;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Counts the records of one topic that Kafka has acknowledged. Kafka makes it, by its class's name, for a producer, and
 * calls it in the producer's own thread.
 */
public class DeliveredOrders implements ProducerInterceptor<Object, Object> {

    private static final String NAME = DeliveredOrders.class.getName();

    private Delivery delivery;

    private record Delivery(String topic, Counter count) {}

    /** Adds it to a producer's configuration. */
    static void addTo(Properties properties, String topic, Counter count) {
        ClassList.add(properties, ProducerConfig.INTERCEPTOR_CLASSES_CONFIG, NAME);
        properties.put(NAME, new Delivery(topic, count));
    }

    @Override
    public void configure(Map<String, ?> configuration) {
        delivery = (Delivery) configuration.get(NAME);
    }

    @Override
    public ProducerRecord<Object, Object> onSend(ProducerRecord<Object, Object> record) {
        return record;
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception failure) {
        if (failure == null && metadata.topic().equals(delivery.topic)) {
            delivery.count.increment();
        }
    }

    @Override
    public void close() {}
}
