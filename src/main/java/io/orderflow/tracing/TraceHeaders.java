package io.orderflow.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.orderflow.kafka.DeadLetterHeaders;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** W3C's {@code traceparent} and {@code tracestate} in the headers of a record. */
final class TraceHeaders {

    private static final String TRACEPARENT = "traceparent";
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private static final TextMapGetter<Headers> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Headers headers) {
            List<String> keys = new ArrayList<>();
            headers.forEach(header -> keys.add(header.key()));
            return keys;
        }

        @Override
        public String get(Headers headers, String key) {
            return DeadLetterHeaders.text(headers, key);
        }
    };

    private TraceHeaders() {}

    static boolean areIn(Headers headers) {
        return headers.lastHeader(TRACEPARENT) != null;
    }

    /** What the headers say; not valid where they say nothing that can be understood. */
    static SpanContext of(Headers headers) {
        return Span.fromContext(W3C.extract(Context.root(), headers, GETTER)).getSpanContext();
    }

    private static void add(Headers headers, Span span) {
        W3C.inject(Context.root().with(span), headers, (record, key, value) -> record.add(key, value.getBytes(UTF_8)));
    }

    /**
     * Gives a record that a traced route sends the header by which its reader goes on with the trace. The records of a file
     * are too many for one trace: those that are chosen begin traces of their own, which refer to the file's. To be called
     * in the thread of the route.
     */
    static ProducerRecord<Object, Object> give(Tracing tracing, ProducerRecord<Object, Object> record) {
        Traced current = Traced.current();
        if (current == null) {
            return record;
        }
        if (!current.file()) {
            if (!areIn(record.headers())) {
                add(record.headers(), current.span());
            }
        } else if (tracing.isChosen(record.value())) {
            Span sent = tracing.startLinked(
                    "send " + record.topic(), SpanKind.PRODUCER, current.span().getSpanContext());
            sent.setAttribute(TracedRoutes.SYSTEM, "kafka").setAttribute(TracedRoutes.TOPIC, record.topic());
            add(record.headers(), sent);
            sent.end();
        }
        return record;
    }
}
