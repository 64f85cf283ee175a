package io.orderflow.consumer;

import io.orderflow.routing.OriginalMessage;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;

/** A record as the message that its route begins with. */
final class ReceivedMessage extends MessageOfRecord implements OriginalMessage {

    /** @throws RuntimeException where a deserializer refuses the value */
    ReceivedMessage(CamelContext context, PolledRecord polled, RecordFormat format) {
        super(context, polled, format);
        setBody(format.value(polled.record()));
    }

    @Override
    public Message original(CamelContext context) {
        return new ReceivedMessage(context, polled(), format());
    }
}
