package io.orderflow.reload;

import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports what the queues in memory still have when all routes have stopped: the program's end loses it. */
final class LeftInQueues extends EventNotifierSupport {

    private static final Logger LOG = LoggerFactory.getLogger("routes");

    private final CamelContext context;
    /** An endpoint that is shut knows its queue no more. */
    private final Map<String, Queue<Exchange>> queues = new TreeMap<>();

    LeftInQueues(CamelContext context) {
        this.context = context;
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof CamelEvent.CamelContextRoutesStoppingEvent
                || event instanceof CamelEvent.CamelContextRoutesStoppedEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        if (event instanceof CamelEvent.CamelContextRoutesStoppingEvent) {
            context.getEndpoints().stream()
                    .filter(SedaEndpoint.class::isInstance)
                    .map(SedaEndpoint.class::cast)
                    .forEach(endpoint -> queues.put(endpoint.getEndpointBaseUri(), endpoint.getQueue()));
        } else {
            queues.forEach(this::report);
        }
    }

    private void report(String endpoint, Queue<Exchange> queue) {
        if (!queue.isEmpty()) {
            LOG.error(
                    "❌ Lost: {} that waited in {}, which was not worked off within {} s before the end",
                    queue.size(),
                    endpoint,
                    context.getShutdownStrategy().getTimeout());
        }
    }
}
