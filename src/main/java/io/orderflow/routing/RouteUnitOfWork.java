package io.orderflow.routing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Route;
import org.apache.camel.impl.engine.DefaultUnitOfWork;

/**
 * A unit of work that makes the original message when somebody asks for it, and knows its routes without a lock: an
 * exchange is in one thread at a time.
 */
final class RouteUnitOfWork extends DefaultUnitOfWork {

    private final CamelContext context;
    private final Deque<Route> callers = new ArrayDeque<>(2);
    private OriginalMessage source;
    private Message original;
    private Route route;
    private boolean kept;

    private RouteUnitOfWork(Exchange exchange, boolean copiesMessage, boolean breadcrumb) {
        super(exchange, exchange.getContext().getInflightRepository(), copiesMessage, breadcrumb);
        context = exchange.getContext();
        source = source(exchange);
    }

    static RouteUnitOfWork of(Exchange exchange, boolean breadcrumb) {
        boolean copiesMessage = source(exchange) == null
                && Boolean.TRUE.equals(exchange.getContext().isAllowUseOriginalMessage());
        return new RouteUnitOfWork(exchange, copiesMessage, breadcrumb);
    }

    private static OriginalMessage source(Exchange exchange) {
        return exchange.getIn() instanceof OriginalMessage message ? message : null;
    }

    /** The exchange is not used again: somebody may hold on to it. */
    static void keep(Exchange exchange) {
        if (exchange.getUnitOfWork() instanceof RouteUnitOfWork unit) {
            unit.kept = true;
        }
    }

    boolean isKept() {
        return kept;
    }

    @Override
    public boolean onPrepare(Exchange exchange) {
        boolean prepared = super.onPrepare(exchange);
        if (prepared) {
            source = source(exchange);
        }
        return prepared;
    }

    @Override
    public void reset() {
        super.reset();
        source = null;
        original = null;
        route = null;
        kept = false;
        callers.clear();
    }

    @Override
    public Message getOriginalInMessage() {
        if (source == null) {
            return super.getOriginalInMessage();
        }
        if (original == null) {
            original = source.original(context);
        }
        return original;
    }

    @Override
    public Route getRoute() {
        return route;
    }

    @Override
    public void pushRoute(Route next) {
        if (route != null) {
            callers.push(route);
        }
        route = next;
    }

    @Override
    public Route popRoute() {
        Route left = route;
        route = callers.poll();
        return left;
    }

    @Override
    public int routeStackLevel() {
        return (route == null ? 0 : 1) + callers.size();
    }

    @Override
    public int routeStackLevel(boolean includeRouteTemplate, boolean includeKamelet) {
        return (int) Stream.concat(Stream.ofNullable(route), callers.stream())
                .filter(r ->
                        r.isCreatedByKamelet() ? includeKamelet : includeRouteTemplate || !r.isCreatedByRouteTemplate())
                .count();
    }

    /** From the first route to the one where the exchange is. */
    List<String> routeIds() {
        List<String> ids = new ArrayList<>();
        Stream.concat(Stream.ofNullable(route), callers.stream())
                .map(Route::getRouteId)
                .forEach(ids::add);
        Collections.reverse(ids);
        return ids;
    }
}
