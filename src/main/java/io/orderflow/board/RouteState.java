package io.orderflow.board;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.observe.RouteTimes;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;

/**
 * A route and what went through it.
 *
 * @param state      as Camel names it: Started, Stopped, Suspended
 * @param wanted     whether it should run now: the program has started, and it starts with that
 * @param exchanges  how many went through, and how many of them failed
 * @param meanMillis how long one took
 */
public record RouteState(
        String id, String description, String state, boolean wanted, long exchanges, long failures, double meanMillis) {

    /** True where it should run, and does not. */
    boolean isMissed() {
        return wanted && !state.equals("Started") && !state.equals("Starting");
    }

    String words() {
        return state.equals("Suspended") ? "paused" : state.toLowerCase(Locale.ROOT);
    }

    public static List<RouteState> of(CamelContext context, MeterRegistry meters) {
        return context.getRoutes().stream()
                .map(route -> of(context, route, meters))
                .sorted(Comparator.comparing(RouteState::id))
                .toList();
    }

    private static RouteState of(CamelContext context, Route route, MeterRegistry meters) {
        String id = route.getRouteId();
        FunctionTimer timer =
                meters.find(RouteTimes.TIME).tag(RouteTimes.ROUTE, id).functionTimer();
        Counter failed =
                meters.find(RouteTimes.FAILURES).tag(RouteTimes.ROUTE, id).counter();
        var status = context.getRouteController().getRouteStatus(id);
        return new RouteState(
                id,
                route.getDescription() == null ? "" : route.getDescription(),
                status == null ? "Unknown" : status.name(),
                context.isStarted() && !Boolean.FALSE.equals(route.isAutoStartup()),
                timer == null ? 0 : (long) timer.count(),
                failed == null ? 0 : (long) failed.count(),
                timer == null ? 0 : Math.round(1_000 * timer.mean(TimeUnit.MILLISECONDS)) / 1_000.0);
    }
}
