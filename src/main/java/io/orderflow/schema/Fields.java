package io.orderflow.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderflow.order.InvalidOrderException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;

/** Values of a record's fields, as an order has them. */
final class Fields {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Fields() {}

    /** @throws InvalidOrderException where it is beyond what an int holds; an order refuses what is beyond its own bounds */
    static int quantity(long quantity) {
        if (quantity != (int) quantity) {
            throw new InvalidOrderException(
                    "quantity is %d; a whole number from 1 to 1,000,000 is wanted".formatted(quantity));
        }
        return (int) quantity;
    }

    /** A value of Avro's as JSON; bytes as text in Base64. */
    static JsonNode json(Object value) {
        if (value == null) {
            return JSON.nullNode();
        } else if (value instanceof Boolean bool) {
            return JSON.booleanNode(bool);
        } else if (value instanceof Integer number) {
            return JSON.numberNode(number);
        } else if (value instanceof Long number) {
            return JSON.numberNode(number);
        } else if (value instanceof Float || value instanceof Double) {
            return decimal(value.toString());
        } else if (value instanceof ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return JSON.textNode(Base64.getEncoder().encodeToString(copy));
        } else if (value instanceof GenericFixed fixed) {
            return JSON.textNode(Base64.getEncoder().encodeToString(fixed.bytes()));
        } else if (value instanceof List<?> list) {
            ArrayNode array = JSON.arrayNode();
            list.forEach(element -> array.add(json(element)));
            return array;
        } else if (value instanceof Map<?, ?> map) {
            ObjectNode object = JSON.objectNode();
            map.forEach((key, element) -> object.set(key.toString(), json(element)));
            return object;
        } else if (value instanceof GenericRecord inner) {
            ObjectNode object = JSON.objectNode();
            inner.getSchema().getFields().forEach(field -> object.set(field.name(), json(inner.get(field.pos()))));
            return object;
        }
        return JSON.textNode(value.toString());
    }

    /** NaN and the infinities, which JSON has no numbers for, as text. */
    private static JsonNode decimal(String number) {
        try {
            return DecimalNode.valueOf(new BigDecimal(number));
        } catch (NumberFormatException e) {
            return JSON.textNode(number);
        }
    }
}
