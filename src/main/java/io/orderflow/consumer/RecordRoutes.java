package io.orderflow.consumer;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.model.Model;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.model.errorhandler.RefErrorHandlerDefinition;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Leaves the failures of a record to the consumer that read it. A route that reads a topic has no error handler of its
 * own: the consumer follows its {@code onException} clauses, and those of the route configuration for records, whether it
 * names that or not. A route that others call through {@code direct:} and that has no error handling of its own leaves its
 * failures to the route that called it; Camel would log each, and take it for dealt with.
 */
final class RecordRoutes extends LifecycleStrategySupport {

    /** The route configuration with the policy for records. */
    static final String CONFIGURATION = "tracker-errors";

    private final CamelContext context;

    RecordRoutes(CamelContext context) {
        this.context = context;
    }

    @Override
    public void onRouteContextCreate(Route route) {
        if (!(route.getRoute() instanceof RouteDefinition definition)) {
            return;
        }
        if (route.getEndpoint() instanceof KafkaWithGuarantees.Endpoint) {
            addPolicy(definition);
            route.setErrorHandlerFactory(new NoErrorHandlerDefinition());
        } else if (route.getEndpoint() instanceof DirectEndpoint && leavesFailures(definition)) {
            route.setErrorHandlerFactory(new NoErrorHandlerDefinition());
        }
    }

    private void addPolicy(RouteDefinition definition) {
        List<ProcessorDefinition<?>> steps = definition.getOutputs();
        int at = 0;
        for (OnExceptionDefinition clause : policy()) {
            if (!steps.contains(clause)) {
                clause.setRouteScoped(false);
                steps.add(at++, clause);
            }
        }
    }

    /** Whether it has no error handler, and no clauses but those for records. */
    private boolean leavesFailures(RouteDefinition definition) {
        List<OnExceptionDefinition> policy = policy();
        return context.getCamelContextExtension().getErrorHandlerFactory() == null
                && definition.getErrorHandlerFactory() instanceof RefErrorHandlerDefinition handler
                && handler.getRef().equals(RefErrorHandlerDefinition.DEFAULT_ERROR_HANDLER_BUILDER)
                && definition.getOutputs().stream()
                        .filter(OnExceptionDefinition.class::isInstance)
                        .allMatch(policy::contains);
    }

    private List<OnExceptionDefinition> policy() {
        RouteConfigurationDefinition configuration = context.getCamelContextExtension()
                .getContextPlugin(Model.class)
                .getRouteConfigurationDefinition(CONFIGURATION);
        return configuration == null ? List.of() : configuration.getOnExceptions();
    }
}
