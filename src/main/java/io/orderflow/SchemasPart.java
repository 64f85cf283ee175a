package io.orderflow;

import io.orderflow.order.OrderRecord;
import io.orderflow.schema.OrderSchemas;
import io.orderflow.schema.SchemaException;
import io.orderflow.settings.InvalidSettingException;
import io.orderflow.settings.Settings;
import java.util.function.BooleanSupplier;

/** Orders with schemas, where a registry is named. */
final class SchemasPart {

    private SchemasPart() {}

    /**
     * From here on records with schemas are read, and orders are written as the format says, whose schema is registered.
     *
     * @param goOn asked while the registry is waited for; where it says false this returns with nothing done
     * @throws InvalidSettingException where the registry refuses
     */
    static void use(Settings.Schemas set, String topic, BooleanSupplier goOn) throws InterruptedException {
        OrderSchemas schemas = new OrderSchemas(set.url(), set.user(), set.password());
        try {
            OrderSchemas.Writer writer =
                    set.format().equals("json") ? null : schemas.register(topic, set.format(), goOn);
            OrderRecord.useSchemas(schemas::read, writer == null ? null : writer::write);
        } catch (SchemaException e) {
            throw new InvalidSettingException(e.getMessage());
        }
    }
}
