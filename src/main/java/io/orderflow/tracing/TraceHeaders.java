package io.orderflow.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.orderflow.kafka.DeadLetterHeaders;
import java.util.ArrayList;
import java.util.List;
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

    static void add(Headers headers, Span span) {
        W3C.inject(Context.root().with(span), headers, (record, key, value) -> record.add(key, value.getBytes(UTF_8)));
    }
}
