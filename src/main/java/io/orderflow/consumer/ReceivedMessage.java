package io.orderflow.consumer;

import io.orderflow.routing.OriginalMessage;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.spi.HeadersMapFactory;
import org.apache.camel.support.DefaultMessage;

/** A record as a message, with the headers that camel-kafka gives it. */
final class ReceivedMessage extends DefaultMessage implements OriginalMessage {

    private final PolledRecord polled;
    private final RecordFormat format;

    /** @throws RuntimeException where a deserializer refuses the value */
    ReceivedMessage(CamelContext context, PolledRecord polled, RecordFormat format) {
        super(context);
        this.polled = polled;
        this.format = format;
        setBody(format.value(polled.record()));
    }

    PolledRecord polled() {
        return polled;
    }

    @Override
    public Message original(CamelContext context) {
        return new ReceivedMessage(context, polled, format);
    }

    @Override
    protected boolean isPopulateHeadersSupported() {
        return true;
    }

    @Override
    protected Map<String, Object> createHeaders() {
        HeadersMapFactory maps = getCamelContext().getCamelContextExtension().getHeadersMapFactory();
        return new LazyHeaders(polled.record(), format, maps::newMap);
    }
}
