package io.orderflow.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Channel;
import org.apache.camel.Navigate;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.IdAware;
import org.apache.camel.spi.InternalProcessor;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Times what goes through each route and each of its steps, and counts what failed there. A route policy would have to keep
 * the time in the exchange, which costs a map for each; an advice keeps it beside. By hand, since Maven Central has no
 * camel-micrometer for Camel 4.22.0.
 */
public class RouteTimes extends LifecycleStrategySupport {

    private static final String TIME = "orders.route";
    private static final String FAILURES = "orders.route.failures";
    private static final String ROUTE = "route";

    private final MeterRegistry meters;
    private final Map<String, ThroughCount> times = new ConcurrentHashMap<>();
    /** Of each route as it is now, by the step's id. */
    private final Map<String, Map<String, ThroughCount>> steps = new ConcurrentHashMap<>();

    public RouteTimes(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void onRoutesAdd(Collection<Route> routes) {
        for (Route route : routes) {
            if (route.getProcessor() instanceof InternalProcessor processor) {
                ThroughCount count = count(route);
                // a route that was stopped and is started comes a second time
                processor.removeAdvice(count);
                processor.addAdvice(count);
            }
            Map<String, ThroughCount> counts = new ConcurrentHashMap<>();
            Map<String, ThroughCount> before = steps.put(route.getRouteId(), counts);
            countSteps(route.navigate(), before == null ? Map.of() : before, counts);
        }
    }

    private static void countSteps(
            Navigate<Processor> from, Map<String, ThroughCount> before, Map<String, ThroughCount> counts) {
        if (from instanceof Channel channel
                && channel instanceof InternalProcessor processor
                && channel.getNextProcessor() instanceof IdAware step
                && step.getId() != null) {
            ThroughCount count = new ThroughCount();
            if (before.containsKey(step.getId())) {
                processor.removeAdvice(before.get(step.getId()));
            }
            processor.addAdvice(count);
            counts.put(step.getId(), count);
        }
        if (from != null && from.hasNext()) {
            for (Processor next : from.next()) {
                if (next instanceof Navigate<?>) {
                    countSteps(navigate(next), before, counts);
                }
            }
        }
    }

    @SuppressWarnings("unchecked") // what is a processor leads to processors
    private static Navigate<Processor> navigate(Processor processor) {
        return (Navigate<Processor>) processor;
    }

    /** What went through a route since the start. */
    public Through through(String route) {
        ThroughCount count = times.get(route);
        return count == null ? Through.NONE : count.through();
    }

    /** What went through a step since its route was loaded or started; null where that is not counted. */
    public Through through(String route, String step) {
        ThroughCount count = steps.getOrDefault(route, Map.of()).get(step);
        return count == null ? null : count.through();
    }

    /** The same for a route that was there before under this id: its sums go on. */
    private ThroughCount count(Route route) {
        return times.computeIfAbsent(route.getRouteId(), id -> {
            ThroughCount count = new ThroughCount();
            FunctionTimer.builder(TIME, count, ThroughCount::count, ThroughCount::nanos, TimeUnit.NANOSECONDS)
                    .description("How long what went through a route took there")
                    .tag(ROUTE, id)
                    .register(meters);
            FunctionCounter.builder(FAILURES, count, ThroughCount::failures)
                    .description("What went through a route and failed there")
                    .tag(ROUTE, id)
                    .register(meters);
            return count;
        });
    }
}
