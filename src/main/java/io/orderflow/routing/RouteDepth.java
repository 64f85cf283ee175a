package io.orderflow.routing;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Route;
import org.apache.camel.SafeCopyProperty;
import org.apache.camel.spi.UnitOfWork;

/**
 * Bounds how deep routes call each other, or themselves, long before the stack or the heap is full.
 */
final class RouteDepth {

    static final int LIMIT = 100;

    private static final String ABOVE = "routes above this exchange";

    private RouteDepth() {}

    /** @return why the exchange must not go into the route, or null */
    static Exception exceeded(Exchange exchange, Route route) {
        int depth = of(exchange);
        // what deals with such a failure, a dead letter say, may call routes of its own
        boolean exceeded = depth >= LIMIT
                && (depth >= 2 * LIMIT || exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT) == null);
        return exceeded ? new RoutesTooDeepException(path(exchange, route.getRouteId())) : null;
    }

    /** Lets the copies of an exchange that a step makes know how deep they are. */
    static void handOn(Exchange exchange) {
        exchange.getExchangeExtension().setSafeCopyProperty(ABOVE, new Above(exchange.getUnitOfWork(), of(exchange)));
    }

    private static int of(Exchange exchange) {
        UnitOfWork unit = exchange.getUnitOfWork();
        Above above = exchange.getExchangeExtension().getSafeCopyProperty(ABOVE, Above.class);
        return (unit == null ? 0 : unit.routeStackLevel()) + (above == null || above.unit == unit ? 0 : above.depth);
    }

    private static String path(Exchange exchange, String routeId) {
        if (!(exchange.getUnitOfWork() instanceof RouteUnitOfWork unit)) {
            return routeId + " -> ... -> " + routeId;
        }
        List<String> ids = unit.routeIds();
        int last = ids.lastIndexOf(routeId);
        String from = last < 0 ? "... -> " : "";
        List<String> path = ids.subList(Math.max(last, Math.max(0, ids.size() - 10)), ids.size());
        return from + String.join(" -> ", path) + " -> " + routeId;
    }

    private record Above(UnitOfWork unit, int depth) implements SafeCopyProperty {
        @Override
        public SafeCopyProperty safeCopy() {
            return this;
        }
    }
}
