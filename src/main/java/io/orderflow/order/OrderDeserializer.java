package io.orderflow.order;

import static io.orderflow.order.Quotation.quote;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Reads an order token by token and bends nothing into shape: a field of another type or given twice is refused. */
class OrderDeserializer extends StdDeserializer<Order> {

    /** The reader's attribute with a {@code Supplier<String>} of the id for an order that leaves it out. */
    static final Object MISSING_ID = new Object();

    private static final int LONGEST_NUMBER = 40;

    OrderDeserializer() {
        super(Order.class);
    }

    @Override
    public Order deserialize(JsonParser json, DeserializationContext context) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new InvalidOrderException(noObject(found(json)));
        }
        String orderId = null;
        String user = null;
        String item = null;
        Integer quantity = null;
        Map<String, JsonNode> other = Map.of();
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            json.nextToken();
            switch (field) {
                case "order_id" -> orderId = once(field, orderId, text(field, Order.MAX_ID_LENGTH, json));
                case "user" -> user = once(field, user, text(field, Order.MAX_TEXT_LENGTH, json));
                case "item" -> item = once(field, item, text(field, Order.MAX_TEXT_LENGTH, json));
                case "quantity" -> quantity = once(field, quantity, quantity(json));
                default -> {
                    other = other.isEmpty() ? new LinkedHashMap<>() : other;
                    once(field, other.put(field, tree(field, json, context)), null);
                }
            }
        }
        if (quantity == null) {
            throw new InvalidOrderException("quantity is missing; " + Order.QUANTITY_WANTED);
        }
        if (orderId == null && context.getAttribute(MISSING_ID) instanceof Supplier<?> supplier) {
            orderId = (String) supplier.get();
        }
        return new Order(orderId, user, item, quantity, other);
    }

    /** What Jackson asks for in place of deserialize where the record is a JSON null. */
    @Override
    public Order getNullValue(DeserializationContext context) {
        throw new InvalidOrderException(noObject("null"));
    }

    private static <T> T once(String field, T before, T now) {
        if (before != null) {
            throw new InvalidOrderException(quote(field) + " is there twice; each field may be there once");
        }
        return now;
    }

    private static String text(String field, int maxLength, JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw new InvalidOrderException("%s is %s; %s".formatted(field, found(json), OrderText.wanted(maxLength)));
        }
        return json.getText();
    }

    private static int quantity(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT || json.getNumberType() != NumberType.INT) {
            throw new InvalidOrderException("quantity is %s; %s".formatted(found(json), Order.QUANTITY_WANTED));
        }
        return json.getIntValue();
    }

    private static JsonNode tree(String field, JsonParser json, DeserializationContext context) throws IOException {
        try {
            return context.readTree(new SpelledNumbers(json));
        } catch (MismatchedInputException e) {
            throw new InvalidOrderException(
                    "%s is there twice in %s; each field may be there once"
                            .formatted(quote(json.currentName()), quote(field)),
                    e);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new InvalidOrderException(quote(field) + " has a number that is too large to be kept exactly", e);
        }
    }

    private static String noObject(String found) {
        return "this is %s; an order is a JSON object, like {\"user\": …}".formatted(found);
    }

    private static String found(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> "a JSON object";
            case START_ARRAY -> "a JSON array";
            case VALUE_STRING -> "the text " + quote(json.getText());
            default -> Quotation.printable(Quotation.shortened(json.getText(), LONGEST_NUMBER));
        };
    }
}
