package io.orderflow.board;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.orderflow.observe.RouteTimes;
import io.orderflow.observe.Through;
import io.orderflow.order.Quotation;
import io.orderflow.reload.ByHand;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.component.direct.DirectEndpoint;

/**
 * A route and what went through it.
 *
 * @param state   as Camel names it: Started, Stopped, Suspended
 * @param wanted  whether it should run now: the program has started, and it starts with that
 * @param direct  whether other routes send to it
 * @param byHand  what a person has done with it, and holds; or null
 * @param through since the start
 */
public record RouteState(
        String id,
        String description,
        String state,
        boolean wanted,
        boolean direct,
        ByHand byHand,
        @JsonUnwrapped Through through) {

    /** True where it should run, and does not. */
    boolean isMissed() {
        return wanted && !state.equals("Started") && !state.equals("Starting");
    }

    /** What it is in a sentence: who has paused it and when, or else its state. */
    String words() {
        if (byHand != null) {
            return "%s by %s at %s%s"
                    .formatted(
                            byHand.done() ? byHand.what() : "being " + byHand.what(),
                            Quotation.printable(byHand.by()),
                            Words.clock(byHand.time()),
                            byHand.done() ? "" : ": what is in flight is done first");
        }
        return state.equals("Suspended") ? "paused" : state.toLowerCase(Locale.ROOT);
    }

    /**
     * @param states  of a route that is there
     * @param byHands by the route's id; none where nobody has done anything with it
     */
    public static List<RouteState> of(
            CamelContext context,
            RouteTimes times,
            Function<Route, ServiceStatus> states,
            Function<String, Optional<ByHand>> byHands) {
        return context.getRoutes().stream()
                .map(route -> new RouteState(
                        route.getRouteId(),
                        route.getDescription() == null ? "" : route.getDescription(),
                        String.valueOf(states.apply(route)),
                        context.isStarted() && !Boolean.FALSE.equals(route.isAutoStartup()),
                        route.getEndpoint() instanceof DirectEndpoint,
                        byHands.apply(route.getRouteId()).orElse(null),
                        times.through(route.getRouteId())))
                .sorted(Comparator.comparing(RouteState::id))
                .toList();
    }
}
