package io.orderflow.step;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ContainerNode;
import io.orderflow.order.Order;
import io.orderflow.order.OrderJson;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.support.ExpressionAdapter;

/** A field of the order in the body; where the body is no order, what Camel takes it for. */
final class OrderField extends ExpressionAdapter {

    private final String path;
    private final boolean compared;
    private final Expression otherwise;

    /**
     * @param path the field's name, or names with dots between them for one within another
     * @param compared whether it is part of a predicate
     */
    OrderField(String path, boolean compared, Expression otherwise) {
        this.path = path;
        this.compared = compared;
        this.otherwise = otherwise;
    }

    @Override
    public void init(CamelContext context) {
        super.init(context);
        otherwise.init(context);
    }

    @Override
    public Object evaluate(Exchange exchange) {
        if (!(exchange.getMessage().getBody() instanceof Order order)) {
            return otherwise.evaluate(exchange, Object.class);
        }
        Object value = order.field(path);
        if (value instanceof ContainerNode<?>) {
            return json(value);
        }
        return compared ? comparable(value) : value;
    }

    /** Camel compares a fraction with a whole number by its whole part, but not where the fraction is text. */
    static Object comparable(Object value) {
        return value instanceof BigDecimal number ? number.toPlainString() : value;
    }

    private static String json(Object value) {
        try {
            return OrderJson.mapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "body." + path;
    }
}
