package io.orderflow.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orderflow.kafka.RegistryAwayException;
import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.Order;
import io.orderflow.order.OrderJson;
import io.orderflow.order.OrderRecord;
import io.orderflow.schema.SchemaRegistry.Schema;
import io.orderflow.settings.InvalidSettingException;
import io.orderflow.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orders in the wire format of Confluent's clients: a byte 0, four bytes with the id of the schema, and the order in
 * Avro, Protobuf or JSON as the schema says. Schemas are asked for once each, by their ids.
 */
public final class OrderSchemas {

    private static final Logger LOG = LoggerFactory.getLogger("schemas");
    /** The byte 0 and the id. */
    static final int HEADER = 1 + Integer.BYTES;

    private final String url;
    private final SchemaRegistry registry;
    private final Codecs codecs;

    /**
     * From here on records with schemas are read, and orders are written as the format says, whose schema is registered.
     *
     * @param goOn whether to wait on for a registry that is away; where it is false this returns with nothing done
     * @throws InvalidSettingException where the registry refuses
     */
    public static void use(Settings.Schemas set, String topic, BooleanSupplier goOn) throws InterruptedException {
        OrderSchemas schemas = new OrderSchemas(set.url(), set.user(), set.password());
        try {
            Writer writer = set.format().equals("json") ? null : schemas.register(topic, set.format(), goOn);
            OrderRecord.useSchemas(schemas::read, writer == null ? null : writer::write);
        } catch (SchemaException e) {
            throw new InvalidSettingException(e.getMessage());
        }
    }

    /** @param user empty where the registry asks for none */
    OrderSchemas(String url, String user, String password) {
        this.url = url;
        this.registry = new SchemaRegistry(url, user, password);
        this.codecs = new Codecs(url, registry);
    }

    /**
     * Registers the schema of the orders for a topic, unless it is there: under the topic's name and {@code -value}, and
     * only where those who have the latest schema there can go on. Waits for a registry that is away, and logs that once.
     *
     * @param format {@code avro} or {@code protobuf}
     * @param goOn whether to try again; where it is false this returns null
     * @return makes a record's value of an order
     * @throws SchemaException where the registry refuses the schema, or it is not compatible
     */
    Writer register(String topic, String format, BooleanSupplier goOn) throws InterruptedException {
        boolean avro = format.equals("avro");
        Schema schema = new Schema(format.toUpperCase(Locale.ROOT), text(avro ? "order.avsc" : "order.proto"));
        Codec codec = avro ? new AvroOrders(schema.text()) : new ProtobufOrders();
        String subject = topic + "-value";
        boolean waiting = false;
        while (goOn.getAsBoolean()) {
            try {
                int id = register(subject, schema);
                codecs.put(id, codec);
                LOG.info("Orders are written to {} with schema {} of {} ({})", topic, id, subject, format);
                return new Writer(id, codec);
            } catch (RegistryAwayException e) {
                if (!waiting) {
                    LOG.warn("Waiting for the schema registry: {}", e.getMessage());
                    waiting = true;
                }
                TimeUnit.MILLISECONDS.sleep(500);
            }
        }
        return null;
    }

    private int register(String subject, Schema schema) {
        Optional<String> incompatibility = registry.incompatibility(subject, schema);
        if (incompatibility.isPresent()) {
            throw new SchemaException(
                    "The %s schema of the orders is not compatible with the latest one of %s at %s, so nothing is sent: %s"
                            .formatted(schema.type(), subject, url, incompatibility.get()));
        }
        return registry.register(subject, schema);
    }

    /**
     * @param record with the byte 0 in front
     * @throws InvalidOrderException where the id is unknown, or the rest is no order of its schema
     * @throws RegistryAwayException where the schema can't be asked for now
     */
    Order read(byte[] record) {
        if (record.length < HEADER) {
            throw new InvalidOrderException(
                    "it has %d bytes; a record with a schema has five before the order".formatted(record.length));
        }
        return codecs.of(ByteBuffer.wrap(record).getInt(1)).read(record, HEADER);
    }

    private static String text(String file) {
        try (InputStream in = OrderSchemas.class.getResourceAsStream("/schemas/" + file)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a record's value of an order. */
    record Writer(int id, Codec codec) {

        byte[] write(Order order) {
            byte[] body = codec.write(order);
            return ByteBuffer.allocate(HEADER + body.length)
                    .put((byte) 0)
                    .putInt(id)
                    .put(body)
                    .array();
        }

        /** The same of an order's JSON; what is no order, or has a schema already, is left as it is. */
        byte[] write(byte[] json) {
            if (json == null || OrderRecord.isFramed(json)) {
                return json;
            }
            try {
                return write(OrderJson.read(json));
            } catch (InvalidOrderException e) {
                return json;
            }
        }
    }
}
