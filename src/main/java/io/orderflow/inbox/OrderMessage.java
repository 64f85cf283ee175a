package io.orderflow.inbox;

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

    OrderMessage(CamelContext context, byte[] key, byte[] json) {
        super(context);
        this.key = key;
        setBody(json);
    }

    @Override
    public Object getHeader(String name) {
        return KafkaConstants.KEY.equals(name) ? key : null;
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
        return false;
    }

    @Override
    public Map<String, Object> getHeaders() {
        return Collections.emptyMap();
    }
}
