package io.orderflow.consumer;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * The headers that camel-kafka gives a record's message. They are made when somebody asks for one that is not the
 * record's own, or for all: most steps ask for none, and copy the map all the same. Copies of an exchange in other
 * threads share it, and only read it.
 */
final class LazyHeaders extends AbstractMap<String, Object> {

    private final ConsumerRecord<byte[], byte[]> record;
    private final RecordFormat format;
    private final Supplier<Map<String, Object>> maps;
    private volatile Map<String, Object> made;

    /** @param maps makes a map as Camel wants it for headers */
    LazyHeaders(ConsumerRecord<byte[], byte[]> record, RecordFormat format, Supplier<Map<String, Object>> maps) {
        this.record = record;
        this.format = format;
        this.maps = maps;
    }

    private Map<String, Object> all() {
        Map<String, Object> headers = made;
        if (headers == null) {
            headers = maps.get();
            fill(headers);
            made = headers;
        }
        return headers;
    }

    private void fill(Map<String, Object> headers) {
        for (Header header : record.headers()) {
            if (format.isWanted(header)) {
                headers.put(header.key(), format.value(header));
            }
        }
        headers.put(KafkaConstants.TOPIC, record.topic());
        headers.put(KafkaConstants.PARTITION, record.partition());
        headers.put(KafkaConstants.OFFSET, record.offset());
        headers.put(KafkaConstants.TIMESTAMP, record.timestamp());
        headers.put(Exchange.MESSAGE_TIMESTAMP, record.timestamp());
        headers.put(KafkaConstants.HEADERS, record.headers());
        if (record.key() != null) {
            headers.put(KafkaConstants.KEY, format.key(record));
        }
    }

    @Override
    public Object get(Object name) {
        return made == null && name instanceof String text ? ofRecord(text) : all().get(name);
    }

    private Object ofRecord(String name) {
        return switch (name) {
            case KafkaConstants.TOPIC -> record.topic();
            case KafkaConstants.PARTITION -> record.partition();
            case KafkaConstants.OFFSET -> record.offset();
            case KafkaConstants.TIMESTAMP, Exchange.MESSAGE_TIMESTAMP -> record.timestamp();
            case KafkaConstants.HEADERS -> record.headers();
            case KafkaConstants.KEY -> format.key(record);
            // put by whoever tries again; a record's own is not wanted
            case Exchange.REDELIVERY_COUNTER -> null;
            default -> all().get(name);
        };
    }

    @Override
    public boolean isEmpty() {
        return made != null && made.isEmpty();
    }

    @Override
    public int size() {
        return all().size();
    }

    @Override
    public boolean containsKey(Object name) {
        return all().containsKey(name);
    }

    @Override
    public Object put(String name, Object value) {
        return all().put(name, value);
    }

    @Override
    public Object remove(Object name) {
        return all().remove(name);
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return all().entrySet();
    }
}
