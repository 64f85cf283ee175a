package io.orderflow.consumer;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;
import org.apache.camel.trait.message.MessageTrait;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A message with the headers that camel-kafka gives a record. They are made when somebody asks for one that is not the
 * record's own; a copy made before that makes its own ones. Without a record it is empty, until it is made a copy.
 */
class MessageOfRecord extends DefaultMessage {

    private PolledRecord polled;
    private RecordFormat format;

    MessageOfRecord(CamelContext context, PolledRecord polled, RecordFormat format) {
        super(context);
        this.polled = polled;
        this.format = format;
    }

    /** The record that it, or what it is a copy of, was made of; null for none. */
    final PolledRecord polled() {
        return polled;
    }

    final RecordFormat format() {
        return format;
    }

    @Override
    public DefaultMessage newInstance() {
        return new MessageOfRecord(getCamelContext(), null, null);
    }

    @Override
    public void copyFromWithNewBody(Message that, Object body) {
        if (polled == null
                && !hasPopulatedHeaders()
                && that instanceof MessageOfRecord other
                && other.polled != null
                && !other.hasPopulatedHeaders()
                && !other.hasTrait(MessageTrait.ATTACHMENTS)) {
            polled = other.polled;
            format = other.format;
            setExchange(getExchange() == null ? that.getExchange() : getExchange());
            if (that.hasMessageId()) {
                setMessageId(that.getMessageId());
            }
            setBody(body);
        } else {
            super.copyFromWithNewBody(that, body);
        }
    }

    @Override
    public void reset() {
        super.reset();
        polled = null;
        format = null;
    }

    @Override
    public Object getHeader(String name) {
        return polled == null || hasPopulatedHeaders() ? super.getHeader(name) : ofRecord(name);
    }

    private Object ofRecord(String name) {
        ConsumerRecord<byte[], byte[]> record = polled.record();
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
        return polled != null;
    }

    @Override
    protected void populateInitialHeaders(Map<String, Object> headers) {
        if (polled == null) {
            return;
        }
        ConsumerRecord<byte[], byte[]> record = polled.record();
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
