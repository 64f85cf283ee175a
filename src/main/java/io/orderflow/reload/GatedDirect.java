package io.orderflow.reload;

import io.orderflow.failure.ProgramEndsException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.direct.DirectConsumer;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.support.DefaultAsyncProducer;

/**
 * Camel's direct component with a gate before each route, at which callers wait while the route is exchanged for
 * another, or until it is there again. Camel's own producer keeps the consumer that it found, so that a caller may meet
 * one that has been stopped, and gives up after 30 seconds where there is none.
 */
public final class GatedDirect extends DirectComponent {

    private final Map<String, Gate> gates = new ConcurrentHashMap<>();
    private volatile boolean ended;

    /** The gate before the route that reads from this endpoint. */
    Gate gate(DirectEndpoint endpoint) {
        return gate(key(endpoint.getEndpointUri()));
    }

    /** Nobody waits any longer for a route that isn't there: the program is at its end. */
    void end() {
        ended = true;
    }

    private Gate gate(String key) {
        return gates.computeIfAbsent(key, k -> new Gate(k.replace("://", ":")));
    }

    private static String key(String uri) {
        return uri.contains("?") ? uri.substring(0, uri.indexOf('?')) : uri;
    }

    @Override
    public void addConsumer(String key, DirectConsumer consumer) {
        super.addConsumer(key, consumer);
        gate(key).put(consumer);
    }

    @Override
    public void removeConsumer(String key, DirectConsumer consumer) {
        super.removeConsumer(key, consumer);
        gate(key).remove(consumer);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        DirectEndpoint endpoint = new DirectEndpoint(uri, this) {
            @Override
            public Producer createProducer() {
                return new GatedProducer(this, key(uri));
            }
        };
        endpoint.setBlock(isBlock());
        endpoint.setTimeout(getTimeout());
        setProperties(endpoint, parameters);
        return endpoint;
    }

    private final class GatedProducer extends DefaultAsyncProducer {

        private final Gate gate;

        GatedProducer(DirectEndpoint endpoint, String key) {
            super(endpoint);
            this.gate = gate(key);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            DirectConsumer consumer;
            try {
                consumer = enter(exchange);
            } catch (Exception e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                if (e instanceof ProgramEndsException && exchange.getFromEndpoint() instanceof KafkaEndpoint) {
                    // no error handler takes it for a failure: it is read again
                    exchange.getExchangeExtension().setInterrupted(true);
                }
                exchange.setException(e);
                callback.done(true);
                return true;
            }
            return consumer.getAsyncProcessor().process(exchange, synchronously -> {
                gate.leave();
                callback.done(synchronously);
            });
        }

        private DirectConsumer enter(Exchange exchange) throws InterruptedException {
            return gate.enter(exchange.getFromRouteId(), () -> GatedDirect.this.isRunAllowed() && !ended);
        }
    }
}
