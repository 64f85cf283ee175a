package io.orderflow.step;

import java.util.HashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.impl.engine.DefaultLanguageResolver;
import org.apache.camel.language.simple.SimpleExpressionParser;
import org.apache.camel.language.simple.SimpleLanguage;
import org.apache.camel.language.simple.SimplePredicateParser;
import org.apache.camel.language.simple.types.SimpleParserException;
import org.apache.camel.spi.Language;
import org.apache.camel.spi.LanguageResolver;
import org.apache.camel.support.PluginHelper;

/**
 * Camel's simple language, where the body may be an order:
 *
 * <ul>
 *   <li>{@code ${body}} in a text is the order as a person reads it, not its JSON;
 *   <li>{@code ${body.price}} is a field of it, its own ones and those that someone has added; nothing where it has none;
 *   <li>{@code ${calculate(price * quantity)}} is what comes of the fields;
 *   <li>{@code ${with(total = price * quantity)}} is the order with that field.
 * </ul>
 */
public final class OrderSimple extends SimpleLanguage {

    private static final Pattern BODY = Pattern.compile("(?:in\\.)?body");
    private static final Pattern FIELD = Pattern.compile(
            "(?:in\\.)?body\\.(?!other\\b|class$|toString$|hashCode$|(?:order_id|orderId|user|item|quantity)\\.)([A-Za-z_][\\w]*(?:\\.[A-Za-z_]\\w*)*)");
    private static final Pattern CALCULATE = Pattern.compile("calculate\\((.*)\\)", Pattern.DOTALL);
    private static final Pattern WITH = Pattern.compile("with\\(\\s*([A-Za-z_]\\w*)\\s*=(?!=)(.*)\\)", Pattern.DOTALL);

    private final SimpleLanguage camels = new SimpleLanguage();

    /**
     * Makes {@code simple} this one.
     *
     * @throws IllegalStateException where the context has resolved Camel's already, as it does for its properties
     */
    public static void install(CamelContext context) {
        if (PluginHelper.getLanguageResolver(context) instanceof Resolver) {
            return;
        }
        if (context.getLanguageNames().contains("simple")) {
            throw new IllegalStateException("The language simple was resolved before it could be installed");
        }
        context.getCamelContextExtension().addContextPlugin(LanguageResolver.class, new Resolver());
    }

    @Override
    public void setCamelContext(CamelContext context) {
        super.setCamelContext(context);
        camels.setCamelContext(context);
    }

    @Override
    public Expression createExpression(String expression) {
        if (isResource(expression)) {
            return super.createExpression(expression);
        }
        ConstantPatterns.require(expression);
        return new SimpleExpressionParser(getCamelContext(), expression, true, false, new Functions(false))
                .parseExpression();
    }

    @Override
    public Predicate createPredicate(String expression) {
        if (isResource(expression)) {
            return super.createPredicate(expression);
        }
        ConstantPatterns.require(expression);
        return new SimplePredicateParser(getCamelContext(), expression, true, false, new Functions(true))
                .parsePredicate();
    }

    private static boolean isResource(String expression) {
        return expression.startsWith("resource:");
    }

    /** The expression of a function that is other than Camel's; null where it is none. */
    private Expression function(String function, boolean compared) {
        if (BODY.matcher(function).matches()) {
            return new OrderBody();
        }
        Matcher field = FIELD.matcher(function);
        if (field.matches()) {
            return new OrderField(field.group(1), compared, camels.createExpression("${" + function + "}"));
        }
        Matcher calculation = CALCULATE.matcher(function);
        if (calculation.matches()) {
            Formula formula = formula(calculation.group(1));
            return new OrderFunction(
                    function,
                    compared ? exchange -> OrderField.comparable(formula.evaluate(exchange)) : formula::evaluate);
        }
        Matcher with = WITH.matcher(function);
        if (with.matches()) {
            Formula formula = formula(with.group(2));
            return new OrderFunction(function, exchange -> Formula.order(exchange, function)
                    .with(with.group(1), formula.evaluate(exchange)));
        }
        return null;
    }

    private static Formula formula(String text) {
        try {
            return Formula.of(text.strip());
        } catch (IllegalArgumentException e) {
            throw new SimpleParserException(e.getMessage(), 0);
        }
    }

    /** Camel's parser asks here for the expression of each function, before it makes one. */
    private final class Functions extends HashMap<String, Expression> {

        private static final long serialVersionUID = 1;

        private final boolean compared;

        Functions(boolean compared) {
            this.compared = compared;
        }

        @Override
        public Expression get(Object function) {
            return super.computeIfAbsent((String) function, text -> OrderSimple.this.function(text, compared));
        }
    }

    private static final class Resolver extends DefaultLanguageResolver {

        @Override
        public Language resolveLanguage(String name, CamelContext context) {
            if (!name.equals("simple")) {
                return super.resolveLanguage(name, context);
            }
            OrderSimple language = new OrderSimple();
            language.setCamelContext(context);
            language.init();
            return language;
        }
    }
}
