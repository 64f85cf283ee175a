package io.orderflow.kafka;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A message that goes to Kafka as a record with these very headers: in their order, repeated ones, and ones with names
 * that mean something to Camel. What steers the sending, its key alone, is kept apart from them.
 */
public final class RecordMessage extends DefaultMessage {

    /** Stands for a header's value that is null, which camel-kafka would leave out; {@link KafkaClients} puts it back. */
    static final byte[] NULL = {};

    private final byte[] key;
    private final Headers headers;

    public RecordMessage(CamelContext context, byte[] key, byte[] value, Headers headers) {
        super(context);
        this.key = key;
        this.headers = headers;
        setBody(value);
    }

    /** Whether one of the headers stands for one without a value. */
    static boolean hasNull(Headers headers) {
        for (Header header : headers) {
            if (header.value() == NULL) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Object getHeader(String name) {
        return KafkaConstants.KEY.equals(name) ? key : null;
    }

    @Override
    public <T> T getHeader(String name, Class<T> type) {
        return type.cast(getHeader(name));
    }

    @Override
    public Object removeHeader(String name) {
        return null;
    }

    @Override
    public boolean hasHeaders() {
        return true;
    }

    /** The record's headers, where a name may be there more than once. */
    @Override
    public Map<String, Object> getHeaders() {
        Header[] all = headers.toArray();
        return new AbstractMap<>() {
            @Override
            public Set<Entry<String, Object>> entrySet() {
                return new AbstractSet<>() {
                    @Override
                    public Iterator<Entry<String, Object>> iterator() {
                        return Arrays.stream(all)
                                .map(header -> Map.<String, Object>entry(
                                        header.key(), header.value() == null ? NULL : header.value()))
                                .iterator();
                    }

                    @Override
                    public int size() {
                        return all.length;
                    }
                };
            }
        };
    }
}
