package io.orderflow.schema;

import io.orderflow.kafka.RegistryAwayException;
import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.Order;
import io.orderflow.order.OrderJson;
import io.orderflow.schema.SchemaRegistry.Schema;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The codecs of schemas, by the schemas' ids, for each of which the registry is asked once. Thread-safe. */
final class Codecs {

    /** In nanoseconds: how long an unknown id, and a registry that is away, are not asked for again. */
    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    private final String url;
    private final SchemaRegistry registry;
    private final Map<Integer, Codec> codecs = new ConcurrentHashMap<>();
    private final Map<Integer, Long> unknown = new ConcurrentHashMap<>();
    private volatile RegistryAwayException away;
    private volatile long awayUntil;

    /** @param url of the registry, for the messages */
    Codecs(String url, SchemaRegistry registry) {
        this.url = url;
        this.registry = registry;
    }

    void put(int id, Codec codec) {
        codecs.put(id, codec);
    }

    /**
     * @throws InvalidOrderException where the registry does not know the id, or its schema is none of an order
     * @throws RegistryAwayException where the schema can't be asked for now
     */
    Codec of(int id) {
        Codec codec = codecs.get(id);
        return codec == null ? asked(id) : codec;
    }

    private synchronized Codec asked(int id) {
        Codec known = codecs.get(id);
        if (known != null) {
            return known;
        }
        Long until = unknown.get(id);
        if (until != null && System.nanoTime() < until) {
            throw unknown(id);
        }
        Codec codec = codec(id, ask(id));
        codecs.put(id, codec);
        return codec;
    }

    private Schema ask(int id) {
        if (away != null && System.nanoTime() < awayUntil) {
            throw away;
        }
        try {
            Optional<Schema> schema = registry.schema(id);
            away = null;
            if (schema.isEmpty()) {
                if (unknown.size() > 1_000) {
                    unknown.clear();
                }
                unknown.put(id, System.nanoTime() + PAUSE);
                throw unknown(id);
            }
            return schema.get();
        } catch (RegistryAwayException e) {
            away = e;
            awayUntil = System.nanoTime() + PAUSE;
            throw e;
        }
    }

    private static Codec codec(int id, Schema schema) {
        try {
            return switch (schema.type()) {
                case Schema.AVRO -> new AvroOrders(schema.text());
                case Schema.PROTOBUF -> new ProtobufOrders();
                case Schema.JSON -> new JsonOrders();
                default -> throw new SchemaException("it is of the unknown type " + schema.type());
            };
        } catch (SchemaException e) {
            throw new InvalidOrderException(
                    "its schema, id %d, is none of an order: %s".formatted(id, e.getMessage()), e);
        }
    }

    private InvalidOrderException unknown(int id) {
        return new InvalidOrderException(
                "its schema has the id %d, which the registry at %s does not know".formatted(id, url));
    }

    /** A JSON schema says nothing that an order's own rules don't. */
    private static final class JsonOrders implements Codec {

        @Override
        public Order read(byte[] record, int start) {
            return OrderJson.read(Arrays.copyOfRange(record, start, record.length));
        }

        @Override
        public byte[] write(Order order) {
            return OrderJson.write(order);
        }
    }
}
