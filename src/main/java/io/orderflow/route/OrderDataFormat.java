package io.orderflow.route;

import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.Order;
import io.orderflow.order.OrderJson;
import io.orderflow.order.OrderRecord;
import io.orderflow.routing.BodyFormat;
import org.apache.camel.Exchange;
import org.apache.camel.component.jackson.JacksonDataFormat;

/**
 * Orders as JSON for {@code marshal}, and as JSON or with a schema for {@code unmarshal}; whatever is no order is one
 * kind of exception.
 */
public class OrderDataFormat extends JacksonDataFormat implements BodyFormat {

    public OrderDataFormat() {
        super(OrderJson.mapper(), Order.class);
    }

    /** @throws InvalidOrderException where the body is no order, or empty as a tombstone is */
    @Override
    public Object unmarshal(Exchange exchange, Object body) {
        byte[] json = exchange.getContext().getTypeConverter().tryConvertTo(byte[].class, exchange, body);
        if (json == null) {
            throw new InvalidOrderException("there is nothing in it; an order as a JSON object is wanted");
        }
        return OrderRecord.read(json);
    }
}
