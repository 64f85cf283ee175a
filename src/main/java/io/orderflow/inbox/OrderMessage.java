package io.orderflow.inbox;

import io.orderflow.kafka.SourceHeader;
import java.util.Collections;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;

/**
 * An order on its way to Kafka: a body and a key. There are hundreds of thousands of them a second, so the key is
 * answered without a map, and is not among the headers that each would be asked whether Kafka is to have them.
 */
final class OrderMessage extends DefaultMessage {

    private final byte[] key;
    private final byte[] source;

    /** @param source where it stood, as {@link SourceHeader} has it; null where it has no such header */
    OrderMessage(CamelContext context, byte[] key, byte[] json, byte[] source) {
        super(context);
        this.key = key;
        this.source = source;
        setBody(json);
    }

    @Override
    public Object getHeader(String name) {
        if (KafkaConstants.KEY.equals(name)) {
            return key;
        }
        return SourceHeader.NAME.equals(name) ? source : null;
    }

    @Override
    public <T> T getHeader(String name, Class<T> type) {
        Object header = getHeader(name);
        return header == null ? null : type.cast(header);
    }

    @Override
    public Object removeHeader(String name) {
        return null;
    }

    @Override
    public boolean hasHeaders() {
        return source != null;
    }

    @Override
    public Map<String, Object> getHeaders() {
        return source == null ? Collections.emptyMap() : Map.of(SourceHeader.NAME, source);
    }
}
