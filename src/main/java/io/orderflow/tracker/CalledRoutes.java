package io.orderflow.tracker;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeExtension;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;

/**
 * Lets the route that called another one decide what becomes of a failure there. Camel's default error handler marks what
 * it has given up as dealt with, and the policies of the calling routes pass it over then: an order whose step calls a
 * route without a policy of its own would never become a dead letter.
 */
public final class CalledRoutes implements RoutePolicyFactory {

    private static final RoutePolicy UNMARK = new RoutePolicySupport() {
        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            ExchangeExtension extension = exchange.getExchangeExtension();
            if (exchange.isFailed() && !extension.isErrorHandlerHandled()) {
                extension.setFailureHandled(false);
                extension.setErrorHandlerHandled(null);
            }
        }
    };

    /** @return null for a route that has a policy */
    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
        return route instanceof RouteDefinition definition && definition.getRouteConfigurationId() == null
                ? UNMARK
                : null;
    }
}
