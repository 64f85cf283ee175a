package io.orderflow.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Gives each record that a traced route sends the header by which its reader goes on with the trace. The records of a file
 * are too many for one trace: those that are chosen begin traces of their own, which refer to the file's. Kafka makes it,
 * by its class's name, for a producer.
 */
public class TracedRecords implements ProducerInterceptor<Object, Object> {

    @Override
    public ProducerRecord<Object, Object> onSend(ProducerRecord<Object, Object> record) {
        Traced current = Traced.current();
        Tracing tracing = Tracing.used();
        if (current == null || tracing == null) {
            return record;
        }
        if (!current.file()) {
            if (!TraceHeaders.areIn(record.headers())) {
                TraceHeaders.add(record.headers(), current.span());
            }
        } else if (tracing.isChosen()) {
            Span sent = tracing.startLinked(
                    "send " + record.topic(), SpanKind.PRODUCER, current.span().getSpanContext());
            sent.setAttribute("messaging.system", "kafka").setAttribute("messaging.destination.name", record.topic());
            TraceHeaders.add(record.headers(), sent);
            sent.end();
        }
        return record;
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception failure) {}

    @Override
    public void configure(Map<String, ?> configuration) {}

    @Override
    public void close() {}
}
