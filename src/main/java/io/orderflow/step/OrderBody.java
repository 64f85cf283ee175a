package io.orderflow.step;

import io.orderflow.order.Order;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExpressionAdapter;

/** The body; as text, an order is what a person reads in the log. */
final class OrderBody extends ExpressionAdapter {

    @Override
    public Object evaluate(Exchange exchange) {
        return exchange.getMessage().getBody();
    }

    @Override
    public <T> T evaluate(Exchange exchange, Class<T> type) {
        return type == String.class && exchange.getMessage().getBody() instanceof Order order
                ? type.cast(order.toString())
                : super.evaluate(exchange, type);
    }

    @Override
    public String toString() {
        return "body";
    }
}
