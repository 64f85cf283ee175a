package io.orderflow.routing;

import org.apache.camel.CamelContext;
import org.apache.camel.Message;

/** A message that can be made again as it came in, so that nobody has to keep a copy in case it is asked for. */
public interface OriginalMessage {

    /** Another message, with the body and headers that this one had at first. */
    Message original(CamelContext context);
}
