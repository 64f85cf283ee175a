package io.orderflow.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
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

    public RouteTimes(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void onRoutesAdd(Collection<Route> routes) {
        for (Route route : routes) {
            if (route.getProcessor() instanceof InternalProcessor processor) {
                processor.addAdvice(new Timing(timer(route), failures(route)));
            }
        }
    }

    private Timer timer(Route route) {
        return Timer.builder(TIME)
                .description("How long what went through a route took there")
                .tag(ROUTE, route.getRouteId())
                .register(meters);
    }

    private Counter failures(Route route) {
        return Counter.builder(FAILURES)
                .description("What went through a route and failed there")
                .tag(ROUTE, route.getRouteId())
                .register(meters);
    }

    private record Timing(Timer timer, Counter failures) implements CamelInternalProcessorAdvice<Long> {

        @Override
        public Long before(Exchange exchange) {
            return System.nanoTime();
        }

        @Override
        public void after(Exchange exchange, Long started) {
            timer.record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
            if (exchange.isFailed()) {
                failures.increment();
            }
        }
    }
}
