package io.orderflow.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.model.CircuitBreakerDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.TryDefinition;

/**
 * The steps of a route as it is written. Camel's own walk over them leaves out those of {@code doCatch}, {@code doFinally}
 * and {@code onFallback} where the route is in YAML.
 */
public final class RouteSteps {

    private RouteSteps() {}

    /** What stands directly beneath a step, in its order. */
    public static List<ProcessorDefinition<?>> beneath(ProcessorDefinition<?> step) {
        if (step instanceof TryDefinition tried) {
            List<ProcessorDefinition<?>> all = new ArrayList<>(tried.getOutputsWithoutCatches());
            all.addAll(tried.getCatchClauses());
            if (tried.getFinallyClause() != null) {
                all.add(tried.getFinallyClause());
            }
            return all;
        }
        if (step instanceof CircuitBreakerDefinition breaker && breaker.getOnFallback() != null) {
            List<ProcessorDefinition<?>> all = new ArrayList<>(breaker.getOutputs());
            all.addAll(breaker.getOnFallback().getOutputs());
            return all;
        }
        return step.getOutputs();
    }

    /** All of the route, or of one step, however deep they stand. */
    public static Stream<ProcessorDefinition<?>> all(ProcessorDefinition<?> step) {
        return beneath(step).stream().flatMap(one -> Stream.concat(Stream.of(one), all(one)));
    }
}
