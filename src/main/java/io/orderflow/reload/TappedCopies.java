package io.orderflow.reload;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.processor.WireTapProcessor;
import org.apache.camel.spi.InflightRepository;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Counts each copy that a {@code wireTap} sends as in flight of the route that taps, from the moment at which it is made
 * until it is done: a save and a stop wait for it. Camel counts it only from the moment at which a thread takes it out of
 * the tap's queue, and throws away what is in the queue.
 */
final class TappedCopies implements InterceptStrategy {

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor next) {
        if (!((next == null ? target : next) instanceof WireTapProcessor tap)) {
            return target;
        }
        InflightRepository inFlight = context.getInflightRepository();
        Processor prepare = tap.getOnPrepare();
        tap.setOnPrepare(copy -> {
            copy.getExchangeExtension().addOnCompletion(new Done(inFlight, tap.getRouteId()));
            if (prepare != null) {
                prepare.process(copy);
            }
        });
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                inFlight.add(exchange, tap.getRouteId());
                return super.process(exchange, synchronously -> {
                    if (exchange.getException() != null) {
                        // there is no copy, or its queue has no room for it
                        inFlight.remove(exchange, tap.getRouteId());
                    }
                    callback.done(synchronously);
                });
            }
        };
    }

    private static final class Done extends SynchronizationAdapter {

        private final InflightRepository inFlight;
        private final String route;

        Done(InflightRepository inFlight, String route) {
            this.inFlight = inFlight;
            this.route = route;
        }

        @Override
        public void onDone(Exchange copy) {
            inFlight.remove(copy, route);
        }

        @Override
        public boolean allowHandover() {
            return false;
        }
    }
}
