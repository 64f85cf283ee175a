package io.orderflow;

import io.orderflow.kafka.KafkaClients;
import io.orderflow.settings.Settings;
import io.orderflow.tracing.TracedRecords;
import io.orderflow.tracing.TracedRoutes;
import io.orderflow.tracing.Tracing;
import org.apache.camel.CamelContext;
import org.apache.logging.log4j.core.config.Configurator;

/** Traces, where somebody takes them. */
final class TracingPart {

    /** What log4j2.xml puts behind a line's message. */
    static final String LOG_PROPERTY = "orderflow.log.trace";

    private TracingPart() {}

    /** From here on the routes that are added are traced, records are sent with the header, and log lines have the trace's id. */
    static void use(CamelContext context, Settings.Tracing set) throws Exception {
        System.setProperty(LOG_PROPERTY, "%notEmpty{ trace=%X{trace.id}}");
        Configurator.reconfigure();
        Tracing tracing = new Tracing(set.endpoint(), set.ratio());
        context.addService(tracing);
        context.addLifecycleStrategy(new TracedRoutes(tracing));
        KafkaClients.beforeSending(new TracedRecords(tracing)::send);
    }
}
