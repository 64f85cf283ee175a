package io.orderflow.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.orderflow.consumer.PolledRecord;
import java.util.Collection;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Route;
import org.apache.camel.component.file.FileConstants;
import org.apache.camel.spi.CamelInternalProcessorAdvice;
import org.apache.camel.spi.InternalProcessor;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A span for each route that a traced exchange goes through. A file is traced always; a record where its header says so,
 * or, without one, as often as is set; so is what a timer or any other component begins. By hand, since Maven
 * Central has no camel-opentelemetry2 for Camel 4.22.0.
 */
final class TracedRoutes extends LifecycleStrategySupport {

    /** The property of an exchange with the innermost route's. */
    private static final String TRACED = "OrderflowTraced";

    // made once: else each would be made and hashed for each span
    static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    static final AttributeKey<String> TOPIC = AttributeKey.stringKey("messaging.destination.name");
    private static final AttributeKey<String> PARTITION = AttributeKey.stringKey("messaging.destination.partition.id");
    private static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");
    private static final AttributeKey<String> GROUP = AttributeKey.stringKey("messaging.consumer.group.name");
    private static final AttributeKey<Long> TRIES = AttributeKey.longKey("orderflow.earlier_tries");
    private static final AttributeKey<String> FILE = AttributeKey.stringKey("file.name");

    private final Tracing tracing;

    TracedRoutes(Tracing tracing) {
        this.tracing = tracing;
    }

    @Override
    public void onRoutesAdd(Collection<Route> routes) {
        for (Route route : routes) {
            if (route.getProcessor() instanceof InternalProcessor processor) {
                processor.addAdvice(new Advice(
                        route.getRouteId(), route.getEndpoint().getEndpointUri().startsWith("file:")));
            }
        }
    }

    private final class Advice implements CamelInternalProcessorAdvice<Traced> {

        private final String routeId;
        private final boolean readsFiles;

        Advice(String routeId, boolean readsFiles) {
            this.routeId = routeId;
            this.readsFiles = readsFiles;
        }

        @Override
        public Traced before(Exchange exchange) {
            Traced outer = tracing.isAnyOpen() ? exchange.getProperty(TRACED, Traced.class) : null;
            Traced traced = outer == null ? first(exchange) : enter(SpanKind.INTERNAL, outer.span(), outer, false);
            if (traced != null) {
                exchange.setProperty(TRACED, traced);
            }
            return traced;
        }

        private Traced first(Exchange exchange) {
            boolean begins = routeId.equals(exchange.getFromRouteId());
            if (begins) {
                Traced.enterNone();
                if (readsFiles) {
                    Traced file = enter(SpanKind.CONSUMER, null, null, true);
                    file.span()
                            .setAttribute(FILE, exchange.getMessage().getHeader(FileConstants.FILE_NAME, String.class));
                    return file;
                }
            } else if (exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT) == null) {
                // called by a route that is not traced
                return null;
            }
            PolledRecord polled = PolledRecord.of(exchange);
            if (polled != null && TraceHeaders.areIn(polled.record().headers())) {
                SpanContext parent = TraceHeaders.of(polled.record().headers());
                return parent.isSampled() ? record(polled, begins, Span.wrap(parent), exchange) : null;
            }
            byte[] value = polled == null ? null : polled.record().value();
            if (!begins || !tracing.isChosen(value)) {
                return null;
            }
            return polled == null ? enter(SpanKind.INTERNAL, null, null, false) : record(polled, true, null, exchange);
        }

        private Traced record(PolledRecord polled, boolean begins, Span parent, Exchange exchange) {
            Traced traced = enter(begins ? SpanKind.CONSUMER : SpanKind.INTERNAL, parent, null, false);
            ConsumerRecord<byte[], byte[]> record = polled.record();
            traced.span()
                    .setAttribute(SYSTEM, "kafka")
                    .setAttribute(TOPIC, record.topic())
                    .setAttribute(PARTITION, Integer.toString(record.partition()))
                    .setAttribute(OFFSET, record.offset())
                    .setAttribute(GROUP, polled.group());
            Integer tries = begins ? exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, Integer.class) : null;
            if (tries != null) {
                traced.span().setAttribute(TRIES, tries);
            }
            return traced;
        }

        private Traced enter(SpanKind kind, Span parent, Traced outer, boolean file) {
            tracing.opened();
            return Traced.enter(tracing.start(routeId, kind, parent), outer, file);
        }

        @Override
        public void after(Exchange exchange, Traced traced) {
            if (traced == null) {
                return;
            }
            Throwable failure = exchange.getException();
            if (failure != null) {
                traced.span().recordException(failure).setStatus(StatusCode.ERROR, failure.toString());
            }
            traced.span().end();
            tracing.ended();
            traced.leave();
            exchange.setProperty(TRACED, traced.outer());
        }
    }
}
