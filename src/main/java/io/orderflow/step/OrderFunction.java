package io.orderflow.step;

import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExpressionAdapter;

/** A function of the simple language over an order. */
final class OrderFunction extends ExpressionAdapter {

    private final String text;
    private final Function<Exchange, Object> value;

    /** @param text as it is written */
    OrderFunction(String text, Function<Exchange, Object> value) {
        this.text = text;
        this.value = value;
    }

    @Override
    public Object evaluate(Exchange exchange) {
        return value.apply(exchange);
    }

    @Override
    public String toString() {
        return text;
    }
}
