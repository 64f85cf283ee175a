package io.orderflow.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.Order;
import io.orderflow.order.OrderJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/**
 * Orders in Avro, read by the schema that they were written with, field by field: one that is missing there is missing, one
 * that {@code order.avsc} does not know is a further field of the order.
 */
final class AvroOrders implements Codec {

    private static final String OTHER = "other";
    private static final String TOO_LARGE = "16000000";

    static {
        // lengths are a stranger's input: none of them may ask for more memory than a record can need
        System.setProperty("org.apache.avro.limits.string.maxLength", TOO_LARGE);
        System.setProperty("org.apache.avro.limits.bytes.maxLength", TOO_LARGE);
        System.setProperty("org.apache.avro.limits.collectionItems.maxLength", "1000000");
    }

    private final Schema schema;
    private final ThreadLocal<GenericDatumReader<GenericRecord>> readers;
    private final ThreadLocal<GenericDatumWriter<GenericRecord>> writers;

    /** @throws SchemaException where it is no schema of a record */
    AvroOrders(String text) {
        try {
            schema = new Schema.Parser().parse(text);
        } catch (AvroRuntimeException e) {
            throw new SchemaException("it is no schema of Avro", e);
        }
        if (schema.getType() != Schema.Type.RECORD) {
            throw new SchemaException("it is of a " + schema.getType().getName() + ", not of a record");
        }
        readers = ThreadLocal.withInitial(() -> new GenericDatumReader<>(schema, schema, new InTheirOrder()));
        writers = ThreadLocal.withInitial(() -> new GenericDatumWriter<>(schema));
    }

    /** Maps keep the order in which their entries were written. */
    private static final class InTheirOrder extends GenericData {
        @Override
        public Object newMap(Object old, int size) {
            return new LinkedHashMap<>();
        }
    }

    @Override
    public Order read(byte[] record, int start) {
        GenericRecord fields;
        try {
            BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(record, start, record.length - start, null);
            fields = readers.get().read(null, decoder);
            if (!decoder.isEnd()) {
                throw new InvalidOrderException("it is no Avro of its schema: more bytes follow the order");
            }
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | UnsupportedOperationException e) {
            throw new InvalidOrderException("it is no Avro of its schema: " + AvroFault.words(e), e);
        }
        return order(fields);
    }

    private static Order order(GenericRecord fields) {
        String orderId = null;
        String user = null;
        String item = null;
        int quantity = 0;
        Map<String, JsonNode> other = new LinkedHashMap<>();
        for (Schema.Field field : fields.getSchema().getFields()) {
            Object value = fields.get(field.pos());
            switch (field.name()) {
                case "order_id" -> orderId = text(field, value);
                case "user" -> user = text(field, value);
                case "item" -> item = text(field, value);
                case "quantity" -> quantity = quantity(value);
                case OTHER -> other(value, other);
                default -> other.put(field.name(), Fields.json(value));
            }
        }
        return new Order(orderId, user, item, quantity, other);
    }

    private static String text(Schema.Field field, Object value) {
        if (value != null && !(value instanceof CharSequence)) {
            throw new InvalidOrderException("%s is no text in its schema".formatted(field.name()));
        }
        return value == null ? null : value.toString();
    }

    private static int quantity(Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return Fields.quantity(((Number) value).longValue());
        }
        throw new InvalidOrderException("quantity is no int or long in its schema");
    }

    /** A map of JSON texts, as {@code order.avsc} has it; another field of that name is one like any other. */
    private static void other(Object value, Map<String, JsonNode> other) {
        if (value instanceof Map<?, ?> map && map.values().stream().allMatch(CharSequence.class::isInstance)) {
            map.forEach((key, json) -> other.put(key.toString(), OrderJson.readField(key.toString(), json.toString())));
        } else {
            other.put(OTHER, Fields.json(value));
        }
    }

    @Override
    public byte[] write(Order order) {
        Map<String, String> other = new LinkedHashMap<>();
        order.other().forEach((name, value) -> other.put(name, OrderJson.writeField(value)));
        GenericRecord fields = new GenericData.Record(schema);
        fields.put("order_id", order.orderId());
        fields.put("user", order.user());
        fields.put("item", order.item());
        fields.put("quantity", order.quantity());
        fields.put(OTHER, other);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            writers.get().write(fields, encoder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
