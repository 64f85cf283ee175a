package io.orderflow;

import io.orderflow.broker.BrokerException;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.model.Model;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.util.StringHelper;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Why the program can't start, in one sentence for the person who can mend it. */
final class StartFailure {

    private StartFailure() {}

    static String sentence(CamelContext context, Throwable failure) {
        List<String> messages = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidSettingException || cause instanceof BrokerException) {
                return cause.getMessage();
            }
            if (cause instanceof FailedToCreateRouteException e) {
                return place(context, e) + ": " + rootCause(e);
            }
            if (cause instanceof MarkedYamlEngineException e
                    && e.getProblemMark().isPresent()) {
                Mark mark = e.getProblemMark().get();
                return "%s, line %d: %s".formatted(file(mark.getName()), mark.getLine() + 1, e.getProblem());
            }
            String message = message(cause);
            if (messages.stream().noneMatch(before -> before.contains(message))) {
                messages.add(message);
            }
        }
        return String.join(": ", messages);
    }

    /** The file, the line and the route, as far as Camel knows them. */
    private static String place(CamelContext context, FailedToCreateRouteException failure) {
        RouteDefinition route = context.getCamelContextExtension()
                .getContextPlugin(Model.class)
                .getRouteDefinition(failure.getRouteId());
        OptionalIdentifiedDefinition<?> place = route.getInput();
        for (OptionalIdentifiedDefinition<?> step : route.getOutputs()) {
            if (failure.getMessage().contains(">>> " + step + " <<<")) {
                place = step;
            }
        }
        return place.getLocation() == null
                ? "Route " + failure.getRouteId()
                : "%s, line %d, route %s"
                        .formatted(file(place.getLocation()), place.getLineNumber(), failure.getRouteId());
    }

    private static String file(String location) {
        return StringHelper.after(location, "file:", location);
    }

    private static String rootCause(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return message(root);
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
