package io.orderflow.step;

import org.apache.camel.Exchange;
import org.apache.camel.support.ExpressionAdapter;

/** What comes of a formula over the order's fields. */
final class OrderCalculation extends ExpressionAdapter {

    private final Formula formula;

    private final boolean compared;

    /** @param compared whether it is part of a predicate */
    OrderCalculation(Formula formula, boolean compared) {
        this.formula = formula;
        this.compared = compared;
    }

    @Override
    public Object evaluate(Exchange exchange) {
        Object value = formula.evaluate(exchange);
        return compared ? OrderField.comparable(value) : value;
    }

    @Override
    public String toString() {
        return "calculate(" + formula + ")";
    }
}
