package io.orderflow.reload;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RecipientListDefinition;
import org.apache.camel.model.RoutingSlipDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.language.ConstantExpression;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.model.language.SimpleExpression;

/** To which endpoints a step sends, as far as its text says it. */
final class SendTargets {

    private SendTargets() {}

    /** Their URIs as they are written; what {@code ${…}} in them stands for is known with each exchange only. */
    static Stream<String> of(ProcessorDefinition<?> step) {
        if (step instanceof SendDefinition<?> to) {
            return Stream.ofNullable(to.getEndpointUri());
        } else if (step instanceof ToDynamicDefinition to) {
            return Stream.ofNullable(to.getUri());
        } else if (step instanceof EnrichDefinition enrich) {
            return text(enrich);
        } else if (step instanceof RecipientListDefinition<?> list) {
            return split(list, list.getDelimiter());
        } else if (step instanceof RoutingSlipDefinition<?> slip) {
            return split(slip, slip.getUriDelimiter());
        }
        return Stream.empty();
    }

    /** An expression that says the same each time, or a simple one. */
    static Stream<String> text(ExpressionNode step) {
        ExpressionDefinition expression = step.getExpression();
        return expression instanceof ConstantExpression || expression instanceof SimpleExpression
                ? Stream.ofNullable(expression.getExpression())
                : Stream.empty();
    }

    private static Stream<String> split(ExpressionNode step, String delimiter) {
        Pattern comma = Pattern.compile(Pattern.quote(delimiter == null ? "," : delimiter));
        return text(step).flatMap(all -> Arrays.stream(comma.split(all))).map(String::strip);
    }
}
