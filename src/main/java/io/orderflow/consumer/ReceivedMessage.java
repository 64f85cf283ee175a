package io.orderflow.consumer;

import io.orderflow.routing.OriginalMessage;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record as a message, with the headers that camel-kafka gives it. They are made when somebody asks for one that is not
 * the record's own.
 */
final class ReceivedMessage extends DefaultMessage implements OriginalMessage {

    private final PolledRecord polled;
    private final ConsumerRecord<byte[], byte[]> record;
    private final RecordFormat format;

    /** @throws RuntimeException where a deserializer refuses the key or the value */
    ReceivedMessage(CamelContext context, PolledRecord polled, RecordFormat format) {
        super(context);
        this.polled = polled;
        this.record = polled.record();
        this.format = format;
        setBody(format.value(record));
    }

    PolledRecord polled() {
        return polled;
    }

    @Override
    public Message original(CamelContext context) {
        return new ReceivedMessage(context, polled, format);
    }

    @Override
    public Object getHeader(String name) {
        return hasPopulatedHeaders() ? super.getHeader(name) : ofRecord(name);
    }

    private Object ofRecord(String name) {
        return switch (name) {
            case KafkaConstants.TOPIC -> record.topic();
            case KafkaConstants.PARTITION -> record.partition();
            case KafkaConstants.OFFSET -> record.offset();
            case KafkaConstants.TIMESTAMP, Exchange.MESSAGE_TIMESTAMP -> record.timestamp();
            case KafkaConstants.HEADERS -> record.headers();
            case KafkaConstants.KEY -> format.key(record);
            default -> record.headers().lastHeader(name) == null ? null : super.getHeader(name);
        };
    }

    @Override
    protected boolean isPopulateHeadersSupported() {
        return true;
    }

    @Override
    protected void populateInitialHeaders(Map<String, Object> headers) {
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
}
