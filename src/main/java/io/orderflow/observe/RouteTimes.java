package io.orderflow.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.spi.CamelInternalProcessorAdvice;
import org.apache.camel.spi.InternalProcessor;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Times what goes through each route, and counts what failed there. A route policy would have to keep the time in the
 * exchange, which costs a map for each; an advice keeps it beside.
 */
public class RouteTimes extends LifecycleStrategySupport {

    public static final String TIME = "orders.route";
    public static final String FAILURES = "orders.route.failures";
    public static final String ROUTE = "route";

    private final MeterRegistry meters;
    private final Map<String, RouteTime> times = new ConcurrentHashMap<>();

    public RouteTimes(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void onRoutesAdd(Collection<Route> routes) {
        for (Route route : routes) {
            if (route.getProcessor() instanceof InternalProcessor processor) {
                processor.addAdvice(new Timing(time(route), failures(route)));
            }
        }
    }

    /** The same for a route that was there before under this id: its sums go on. */
    private RouteTime time(Route route) {
        return times.computeIfAbsent(route.getRouteId(), id -> {
            RouteTime time = new RouteTime();
            FunctionTimer.builder(TIME, time, t -> t.count.sum(), t -> t.nanos.sum(), TimeUnit.NANOSECONDS)
                    .description("How long what went through a route took there")
                    .tag(ROUTE, id)
                    .register(meters);
            return time;
        });
    }

    private Counter failures(Route route) {
        return Counter.builder(FAILURES)
                .description("What went through a route and failed there")
                .tag(ROUTE, route.getRouteId())
                .register(meters);
    }

    /** Two sums, which is all that the hot path has to keep. */
    private static final class RouteTime {
        private final LongAdder count = new LongAdder();
        private final LongAdder nanos = new LongAdder();
    }

    private record Timing(RouteTime time, Counter failures) implements CamelInternalProcessorAdvice<Long> {

        @Override
        public Long before(Exchange exchange) {
            return System.nanoTime();
        }

        @Override
        public void after(Exchange exchange, Long started) {
            time.count.increment();
            time.nanos.add(System.nanoTime() - started);
            if (exchange.isFailed()) {
                failures.increment();
            }
        }
    }
}
