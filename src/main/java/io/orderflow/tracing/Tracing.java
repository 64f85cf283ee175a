package io.orderflow.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.orderflow.kafka.KafkaClients;
import io.orderflow.settings.Settings;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Makes spans and sends them by OTLP. Whether something is traced is decided where it begins, before anything is made for
 * it: what is not traced costs a checksum.
 */
public final class Tracing extends ServiceSupport {

    /** What log4j2.xml puts behind a line's message. */
    public static final String LOG_PROPERTY = "orderflow.log.trace";

    private static final Duration SEND_EVERY = Duration.ofSeconds(1);
    private static final long STOP_SECONDS = 2;
    private static final long CHECKSUMS = 1L << Integer.SIZE;

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final double ratio;
    private final AtomicInteger open = new AtomicInteger();

    /** From here on the routes that are added are traced, records are sent with the header, and log lines have the trace's id. */
    public static void use(CamelContext context, Settings.Tracing set) throws Exception {
        System.setProperty(LOG_PROPERTY, "%notEmpty{ trace=%X{trace.id}}");
        Configurator.reconfigure();
        Tracing tracing = new Tracing(set.endpoint(), set.ratio());
        context.addService(tracing);
        context.addLifecycleStrategy(new TracedRoutes(tracing));
        KafkaClients.beforeSending(record -> TraceHeaders.give(tracing, record));
    }

    /**
     * @param endpoint of OTLP over HTTP, without the path {@code /v1/traces}
     * @param ratio of what is traced where nobody before has decided, from 0 to 1
     */
    Tracing(String endpoint, double ratio) {
        this(
                new ReportingExporter(
                        OtlpHttpSpanExporter.builder()
                                .setEndpoint(endpoint.replaceFirst("/+$", "") + "/v1/traces")
                                .setTimeout(Duration.ofSeconds(5))
                                .build(),
                        endpoint),
                ratio);
    }

    Tracing(SpanExporter exporter, double ratio) {
        this.ratio = ratio;
        provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "orderflow"))))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setScheduleDelay(SEND_EVERY)
                        .build())
                .build();
        tracer = provider.get("io.orderflow");
    }

    /**
     * Whether what nobody has decided on is traced. A record's bytes decide, so that who sends it, each group that reads it
     * and each try decide alike, and what is traced is so from end to end.
     *
     * @param value of the record; where that is not bytes, or there is none, chance decides
     */
    boolean isChosen(Object value) {
        if (!(value instanceof byte[] bytes)) {
            return ThreadLocalRandom.current().nextDouble() < ratio;
        }
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, bytes.length);
        return checksum.getValue() < ratio * CHECKSUMS;
    }

    /** Whether a route is in a span now: where none is, which is most of the time, no exchange needs to be asked for its own. */
    boolean isAnyOpen() {
        return open.get() > 0;
    }

    void opened() {
        open.incrementAndGet();
    }

    void ended() {
        open.decrementAndGet();
    }

    /** @param parent null for a trace of its own */
    Span start(String name, SpanKind kind, Span parent) {
        return builder(name, kind).setParent(context(parent)).startSpan();
    }

    /** A trace of its own that refers to another one. */
    Span startLinked(String name, SpanKind kind, SpanContext link) {
        return builder(name, kind).setNoParent().addLink(link).startSpan();
    }

    private SpanBuilder builder(String name, SpanKind kind) {
        return tracer.spanBuilder(name).setSpanKind(kind);
    }

    private static Context context(Span parent) {
        return parent == null ? Context.root() : Context.root().with(parent);
    }

    /** Sends what is left, for two seconds at the most. */
    @Override
    protected void doStop() {
        provider.shutdown().join(STOP_SECONDS, TimeUnit.SECONDS);
    }
}
