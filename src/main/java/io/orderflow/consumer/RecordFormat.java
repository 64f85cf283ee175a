package io.orderflow.consumer;

import java.util.Map;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.component.kafka.serde.KafkaHeaderDeserializer;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;

/**
 * What an endpoint makes of a record's bytes. It is done here and not in Kafka's client, so that a record that can't be
 * deserialized fails by itself, with its bytes at hand.
 */
final class RecordFormat {

    private final Deserializer<?> keys;
    private final Deserializer<?> values;
    private final HeaderFilterStrategy filter;
    private final KafkaHeaderDeserializer headers;
    private final Exchange none;

    RecordFormat(KafkaEndpoint endpoint) {
        KafkaConfiguration configuration = endpoint.getConfiguration();
        Properties properties = configuration.createConsumerProperties();
        endpoint.updateClassProperties(properties);
        keys = deserializer(properties, ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, true);
        values = deserializer(properties, ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, false);
        filter = configuration.getHeaderFilterStrategy();
        headers = configuration.getHeaderDeserializer();
        none = new DefaultExchange(endpoint.getCamelContext());
    }

    private RecordFormat(RecordFormat other) {
        keys = null;
        values = null;
        filter = other.filter;
        headers = other.headers;
        none = other.none;
    }

    /** The same, with keys and values as they are. */
    RecordFormat raw() {
        return new RecordFormat(this);
    }

    /** @return null for bytes as they are */
    private static Deserializer<?> deserializer(Properties properties, String option, boolean forKeys) {
        Object type = properties.get(option);
        if (!(type instanceof Class<?> known) || known == ByteArrayDeserializer.class) {
            return null;
        }
        Deserializer<?> deserializer = (Deserializer<?>) Utils.newInstance(known);
        Map<String, Object> config = Utils.propsToMap(properties);
        deserializer.configure(config, forKeys);
        return deserializer;
    }

    /** Asked for by whichever thread the record has gone to; a deserializer is for one at a time. */
    Object key(ConsumerRecord<byte[], byte[]> record) {
        if (keys == null) {
            return record.key();
        }
        synchronized (keys) {
            return keys.deserialize(record.topic(), record.headers(), record.key());
        }
    }

    Object value(ConsumerRecord<byte[], byte[]> record) {
        return values == null ? record.value() : values.deserialize(record.topic(), record.headers(), record.value());
    }

    /** Whether a producer's header becomes one of the message: those that mean something to Camel do not. */
    boolean isWanted(Header header) {
        return !filter.applyFilterToExternalHeaders(header.key(), header.value(), none);
    }

    Object value(Header header) {
        return headers.deserialize(header.key(), header.value());
    }
}
