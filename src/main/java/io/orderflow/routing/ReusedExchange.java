package io.orderflow.routing;

import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeExtension;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultMessage;
import org.apache.camel.support.DefaultPooledExchange;
import org.apache.camel.support.ResetableClock;

/**
 * The exchange that a thread uses for one record after the other. An exchange that is not given back is not used again,
 * which is right wherever it goes on in another thread, or has ended with an Error.
 */
public final class ReusedExchange {

    private final Endpoint endpoint;
    private final String routeId;
    private final Message blank;
    private DefaultPooledExchange free;

    public ReusedExchange(Endpoint endpoint, String routeId) {
        this.endpoint = endpoint;
        this.routeId = routeId;
        this.blank = new DefaultMessage(endpoint.getCamelContext());
    }

    /** A clean exchange; the message must be a new one each time, since others may keep that. */
    public <M extends Message & OriginalMessage> Exchange next(M in) {
        DefaultPooledExchange exchange = free == null ? DefaultPooledExchange.newFromEndpoint(endpoint) : free;
        free = null;
        if (exchange.getClock() instanceof ResetableClock clock) {
            clock.reset();
        }
        exchange.getExchangeExtension().setFromEndpoint(endpoint);
        exchange.getExchangeExtension().setFromRouteId(routeId);
        exchange.setIn(in);
        return exchange;
    }

    /**
     * To be called, if at all, after the route has ended with the exchange in this thread. The exchange is used again
     * where nothing has failed and no step that may hold on to it was passed.
     */
    public void giveBack(Exchange exchange) {
        if (exchange instanceof DefaultPooledExchange pooled && isFree(pooled)) {
            clear(pooled);
            free = pooled;
        }
    }

    private boolean isFree(DefaultPooledExchange exchange) {
        CamelContext context = exchange.getContext();
        return exchange.getUnitOfWork() instanceof RouteUnitOfWork unit
                && !unit.isKept()
                && exchange.getException() == null
                && exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT) == null
                // who listens is given the exchange
                && !context.getCamelContextExtension().isEventNotificationApplicable();
    }

    @SuppressWarnings("deprecation")
    private void clear(DefaultPooledExchange exchange) {
        // the messages are not emptied, since somebody may have them, but left behind
        exchange.setOut(blank);
        exchange.setOut(null);
        exchange.setIn(null);
        exchange.done();
        ExchangeExtension extension = exchange.getExchangeExtension();
        extension.setFailureHandled(false);
        extension.setHistoryNodeSource(null);
        extension.setDefaultConsumerCallback(null);
    }
}
