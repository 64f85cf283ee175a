package io.orderflow.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Gives each record that a traced route sends the header by which its reader goes on with the trace. The records of a file
 * are too many for one trace: those that are chosen begin traces of their own, which refer to the file's.
 */
record TracedRecords(Tracing tracing) {

    /** To be called in the thread of the route. */
    ProducerRecord<Object, Object> send(ProducerRecord<Object, Object> record) {
        Traced current = Traced.current();
        if (current == null) {
            return record;
        }
        if (!current.file()) {
            if (!TraceHeaders.areIn(record.headers())) {
                TraceHeaders.add(record.headers(), current.span());
            }
        } else if (tracing.isChosen()) {
            Span sent = tracing.startLinked(
                    "send " + record.topic(), SpanKind.PRODUCER, current.span().getSpanContext());
            sent.setAttribute(TracedRoutes.SYSTEM, "kafka").setAttribute(TracedRoutes.TOPIC, record.topic());
            TraceHeaders.add(record.headers(), sent);
            sent.end();
        }
        return record;
    }
}
