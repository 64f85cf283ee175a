package io.orderflow.route;

import io.orderflow.order.Order;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExpressionAdapter;

/** The order's id, by which it is recognised when it comes again. */
public class OrderId extends ExpressionAdapter {
    @Override
    public Object evaluate(Exchange exchange) {
        return ((Order) exchange.getMessage().getBody()).orderId();
    }
}
