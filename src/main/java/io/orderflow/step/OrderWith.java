package io.orderflow.step;

import org.apache.camel.Exchange;
import org.apache.camel.support.ExpressionAdapter;

/** The order in the body with one field set to what comes of a formula. */
final class OrderWith extends ExpressionAdapter {

    private final String field;
    private final Formula formula;

    OrderWith(String field, Formula formula) {
        this.field = field;
        this.formula = formula;
    }

    /** @throws io.orderflow.order.InvalidOrderException where that makes it no order */
    @Override
    public Object evaluate(Exchange exchange) {
        return Formula.order(exchange, toString()).with(field, formula.evaluate(exchange));
    }

    @Override
    public String toString() {
        return "with(" + field + " = " + formula + ")";
    }
}
