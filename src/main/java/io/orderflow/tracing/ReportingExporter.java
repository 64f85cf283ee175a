package io.orderflow.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs once when spans can't be sent, and once when they can again; the exporter would log it each time. */
final class ReportingExporter implements SpanExporter {

    private static final Logger LOG = LoggerFactory.getLogger("tracing");
    /** Held here, since Java's own logging forgets a logger that nobody holds. */
    private static final java.util.logging.Logger EXPORTERS = java.util.logging.Logger.getLogger("io.opentelemetry");

    private final SpanExporter exporter;
    private final String endpoint;
    private final AtomicBoolean failing = new AtomicBoolean();

    ReportingExporter(SpanExporter exporter, String endpoint) {
        this.exporter = exporter;
        this.endpoint = endpoint;
        EXPORTERS.setLevel(Level.OFF);
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = exporter.export(spans);
        result.whenComplete(() -> {
            if (!result.isSuccess() && failing.compareAndSet(false, true)) {
                LOG.warn("Spans can't be sent to {} and are lost; the orders flow on", endpoint);
            } else if (result.isSuccess() && failing.compareAndSet(true, false)) {
                LOG.info("Spans are sent to {} again", endpoint);
            }
        });
        return result;
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
