package io.orderflow.reload;

import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.util.StringHelper;

/** Where a step stands: the file, the line and the route, as far as Camel knows them. */
final class StepPlace {

    private StepPlace() {}

    /** @param message of Camel, which marks the step that it means */
    static String of(CamelContext context, String id, String message) {
        RouteDefinition route = ((ModelCamelContext) context).getRouteDefinition(id);
        if (route == null) {
            return "Route " + id;
        }
        OptionalIdentifiedDefinition<?> place = route.getInput();
        for (OptionalIdentifiedDefinition<?> step : route.getOutputs()) {
            if (message.contains(">>> " + step + " <<<")) {
                place = step;
            }
        }
        // a step that shares its line with others may have none of its own
        return of(place.getLineNumber() < 1 ? route.getInput() : place, id);
    }

    /** @param id the route's */
    static String of(OptionalIdentifiedDefinition<?> step, String id) {
        return step.getLocation() == null
                ? "Route " + id
                : "%s, line %d, route %s".formatted(file(step.getLocation()), step.getLineNumber(), id);
    }

    /** @param location as Camel has it */
    static String file(String location) {
        return StringHelper.after(location, "file:", location);
    }
}
