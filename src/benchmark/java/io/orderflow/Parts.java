package io.orderflow;

import io.orderflow.kafka.KafkaClients;
import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.Order;
import io.orderflow.order.OrderRecord;
import io.orderflow.schema.OrderSchemas;
import io.orderflow.settings.Settings;
import io.orderflow.tracing.Tracing;
import org.apache.camel.CamelContext;
import org.apache.logging.log4j.core.config.Configurator;

/** Lets the benchmarks switch on what the program does at its start, in a context of their own. */
public final class Parts {

    private Parts() {}

    /**
     * Schemas and traces as the settings of a context say, which is started next. What the one before has switched on for
     * the whole process is switched off.
     */
    public static void use(CamelContext context) throws Exception {
        Settings settings = context.getRegistry().lookupByNameAndType("settings", Settings.class);
        OrderRecord.useSchemas(Parts::refuse, null);
        if (!settings.schemas().url().isEmpty()) {
            OrderSchemas.use(settings.schemas(), settings.topic(), () -> true);
        }
        KafkaClients.beforeSending(null);
        if (System.clearProperty(Tracing.LOG_PROPERTY) != null) {
            Configurator.reconfigure();
        }
        if (!settings.tracing().endpoint().isEmpty()) {
            Tracing.use(context, settings.tracing());
        }
    }

    private static Order refuse(byte[] record) {
        throw new InvalidOrderException("it has a schema, and no registry is set");
    }
}
