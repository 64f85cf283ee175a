package io.orderflow.step;

import com.ezylang.evalex.BaseException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.data.DataAccessorIfc;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.parser.ParseException;
import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.Order;
import java.math.BigDecimal;
import java.util.Map;
import org.apache.camel.Exchange;

/**
 * A formula over the fields of an order, as {@code price * quantity}: EvalEx' operators and functions, decimal and exact.
 * {@code header}, {@code variable} and {@code property} are those of the message.
 */
final class Formula {

    private static final Map<String, EvaluationValue> CONSTANTS =
            Map.of("TRUE", EvaluationValue.TRUE, "FALSE", EvaluationValue.FALSE, "NULL", EvaluationValue.NULL_VALUE);

    private static final ExpressionConfiguration PARSING = configuration(null);

    private final String text;
    private final Expression parsed;

    private Formula(String text, Expression parsed) {
        this.text = text;
        this.parsed = parsed;
    }

    /** @throws IllegalArgumentException where it can't be read, with the reason */
    static Formula of(String text) {
        Expression parsed = new Expression(text, PARSING);
        try {
            parsed.validate();
        } catch (ParseException e) {
            throw new IllegalArgumentException(
                    "\"%s\" is no formula: %s (at %d)".formatted(text, e.getMessage(), e.getStartPosition()));
        }
        return new Formula(text, parsed);
    }

    /**
     * @return a {@link BigDecimal}, a text, a truth or null
     * @throws InvalidOrderException where a field is missing or is no number, say: another try changes nothing
     */
    Object evaluate(Exchange exchange) {
        Order order = order(exchange, "calculate(" + text + ")");
        try {
            Expression formula = new Expression(text, configuration(new Fields(order, exchange)));
            EvaluationValue value = formula.evaluateSubtree(parsed.getAbstractSyntaxTree());
            return value.isNumberValue() ? value.getNumberValue() : value.getValue();
        } catch (BaseException | ArithmeticException e) {
            throw new InvalidOrderException("%s can't be calculated: %s".formatted(text, e.getMessage()), e);
        }
    }

    /** @throws IllegalStateException where the body is no order */
    static Order order(Exchange exchange, String what) {
        Object body = exchange.getMessage().getBody();
        if (body instanceof Order order) {
            return order;
        }
        throw new IllegalStateException("%s needs an order as the body, which is %s"
                .formatted(what, body == null ? "empty" : "a " + body.getClass().getName()));
    }

    private static ExpressionConfiguration configuration(DataAccessorIfc fields) {
        var builder = ExpressionConfiguration.builder()
                .defaultConstants(CONSTANTS)
                .stripTrailingZeros(false)
                .singleQuoteStringLiteralsAllowed(true)
                .implicitMultiplicationAllowed(false);
        return fields == null
                ? builder.build()
                : builder.dataAccessorSupplier(() -> fields).build();
    }

    private record Fields(Order order, Exchange exchange) implements DataAccessorIfc {

        @Override
        public EvaluationValue getData(String name) {
            Object value = value(name);
            return value == null ? null : EvaluationValue.of(value, PARSING);
        }

        private Object value(String name) {
            return switch (name) {
                case "header" -> exchange.getMessage().getHeaders();
                case "variable" -> exchange.getVariables();
                case "property" -> exchange.getProperties();
                default -> order.field(name);
            };
        }

        @Override
        public void setData(String name, EvaluationValue value) {
            throw new UnsupportedOperationException();
        }
    }
}
