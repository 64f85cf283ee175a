package io.orderflow.order;

import static io.orderflow.order.Quotation.quote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * One order, always valid: whoever holds an Order holds one that keeps the rules.
 *
 * @param orderId  1 to 64 characters; the same id is the same order
 * @param user     who ordered: not blank, at most 256 characters
 * @param item     what was ordered: not blank, at most 256 characters
 * @param quantity how many, from 1 to 1,000,000
 * @param other    every further field by its name, carried along unchanged and in its order
 */
@JsonSerialize(using = OrderSerializer.class)
public record Order(String orderId, String user, String item, int quantity, Map<String, JsonNode> other) {

    static final int MAX_ID_LENGTH = 64;
    static final int MAX_TEXT_LENGTH = 256;
    static final int MAX_QUANTITY = 1_000_000;
    static final String QUANTITY_WANTED = "a whole number from 1 to 1,000,000 is wanted";

    private static final Set<String> FIELDS = Set.of("order_id", "user", "item", "quantity");

    /** @throws InvalidOrderException where a rule is broken, with the field, what was there and what is wanted */
    public Order {
        OrderText.require("order_id", orderId, MAX_ID_LENGTH);
        OrderText.requireNotBlank("user", user, MAX_TEXT_LENGTH);
        OrderText.requireNotBlank("item", item, MAX_TEXT_LENGTH);
        if (quantity < 1 || quantity > MAX_QUANTITY) {
            throw new InvalidOrderException("quantity is %d; %s".formatted(quantity, QUANTITY_WANTED));
        }
        for (String field : other.keySet()) {
            if (FIELDS.contains(field)) {
                throw new InvalidOrderException(quote(field) + " is there twice; each field may be there once");
            }
        }
        other = other.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(other));
    }

    public Order(String orderId, String user, String item, int quantity) {
        this(orderId, user, item, quantity, Map.of());
    }

    /**
     * The value of a field: text, a number, a truth, a JsonNode for an object or an array, or null where there is none.
     *
     * @param path the field's name, or names with dots between them for one within another
     */
    public Object field(String path) {
        return switch (path) {
            case "order_id", "orderId" -> orderId;
            case "user" -> user;
            case "item" -> item;
            case "quantity" -> quantity;
            default -> {
                JsonNode node = other.get(path);
                if (node == null && path.indexOf('.') > 0) {
                    String[] names = path.split("\\.");
                    node = other.get(names[0]);
                    for (int i = 1; node != null && i < names.length; i++) {
                        node = node.get(names[i]);
                    }
                }
                yield plain(node);
            }
        };
    }

    private static Object plain(JsonNode node) {
        if (node == null || node.isNull()) {
            return null;
        }
        if (node.isNumber()) {
            return node.numberValue();
        }
        return node.isTextual() ? node.textValue() : node.isBoolean() ? (Object) node.booleanValue() : node;
    }

    /**
     * The order with one field set: one of its own, which must keep the rules, or any other.
     *
     * @param value text, a number, a truth, a JsonNode, or null to take the field away
     * @throws InvalidOrderException where a rule is broken
     */
    public Order with(String field, Object value) {
        return switch (field) {
            case "order_id", "orderId" -> new Order(text(value), user, item, quantity, other);
            case "user" -> new Order(orderId, text(value), item, quantity, other);
            case "item" -> new Order(orderId, user, text(value), quantity, other);
            case "quantity" -> new Order(orderId, user, item, wholeNumber(value), other);
            default -> {
                Map<String, JsonNode> fields = new LinkedHashMap<>(other);
                if (value == null) {
                    fields.remove(field);
                } else {
                    fields.put(field, node(value));
                }
                yield new Order(orderId, user, item, quantity, fields);
            }
        };
    }

    private static String text(Object value) {
        return value == null ? null : value.toString();
    }

    private static int wholeNumber(Object value) {
        try {
            return new BigDecimal(String.valueOf(value)).intValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new InvalidOrderException("quantity is %s; %s".formatted(value, QUANTITY_WANTED), e);
        }
    }

    private static JsonNode node(Object value) {
        if (value instanceof JsonNode node) {
            return node;
        }
        if (value instanceof Boolean truth) {
            return BooleanNode.valueOf(truth);
        }
        return value instanceof Number
                ? DecimalNode.valueOf(new BigDecimal(value.toString()))
                : TextNode.valueOf(value.toString());
    }

    /** The order as a person reads it in the log: {@code 5 x chicken burger from david}. */
    @Override
    public String toString() {
        return quantity + " x " + Quotation.printable(item) + " from " + Quotation.printable(user);
    }
}
