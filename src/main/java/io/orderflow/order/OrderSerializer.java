package io.orderflow.order;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonGeneratorImpl;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes an order: its own fields first, then every other one as it came. To text of a mapper other than the orders' own
 * (of {@code marshal: json}, say) it is written in the orders' spelling.
 */
class OrderSerializer extends StdSerializer<Order> {

    OrderSerializer() {
        super(Order.class);
    }

    @Override
    public void serialize(Order order, JsonGenerator json, SerializerProvider provider) throws IOException {
        if (json instanceof JsonGeneratorImpl && json.getCodec() != OrderJson.mapper()) {
            json.writeRawValue(new String(OrderJson.write(order), StandardCharsets.UTF_8));
            return;
        }
        json.writeStartObject(order);
        json.writeStringField("order_id", order.orderId());
        json.writeStringField("user", order.user());
        json.writeStringField("item", order.item());
        json.writeNumberField("quantity", order.quantity());
        for (Map.Entry<String, JsonNode> field : order.other().entrySet()) {
            json.writeFieldName(field.getKey());
            json.writeTree(field.getValue());
        }
        json.writeEndObject();
    }
}
