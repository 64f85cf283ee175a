package io.orderflow.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.Channel;
import org.apache.camel.Exchange;
import org.apache.camel.Navigate;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.spi.CamelInternalProcessorAdvice;
import org.apache.camel.spi.IdAware;
import org.apache.camel.spi.InternalProcessor;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Times what goes through each route, and counts what failed there. A route policy would have to keep the time in the
 * exchange, which costs a map for each; an advice keeps it beside. What goes through the steps of a route is counted too,
 * but for the routes that read a topic: those are each order's way. By hand, since Maven Central has no camel-micrometer
 * for Camel 4.22.0.
 */
public class RouteTimes extends LifecycleStrategySupport {

    public static final String TIME = "orders.route";
    public static final String FAILURES = "orders.route.failures";
    public static final String ROUTE = "route";

    private final MeterRegistry meters;
    private final Map<String, RouteTime> times = new ConcurrentHashMap<>();
    /** Of each route as it is now, by the step's id. */
    private final Map<String, Map<String, StepCount>> steps = new ConcurrentHashMap<>();

    public RouteTimes(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void onRoutesAdd(Collection<Route> routes) {
        for (Route route : routes) {
            if (route.getProcessor() instanceof InternalProcessor processor) {
                Timing timing = new Timing(time(route), failures(route));
                // a route that was stopped and is started comes a second time
                processor.removeAdvice(timing);
                processor.addAdvice(timing);
            }
            if (!(route.getEndpoint() instanceof KafkaEndpoint)) {
                Map<String, StepCount> counts = new ConcurrentHashMap<>();
                Map<String, StepCount> before = steps.put(route.getRouteId(), counts);
                countSteps(route.navigate(), before == null ? Map.of() : before, counts);
            }
        }
    }

    private static void countSteps(
            Navigate<Processor> from, Map<String, StepCount> before, Map<String, StepCount> counts) {
        if (from instanceof Channel channel
                && channel instanceof InternalProcessor processor
                && channel.getNextProcessor() instanceof IdAware step
                && step.getId() != null) {
            StepCount count = new StepCount();
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
        RouteTime time = times.get(route);
        if (time == null) {
            return Through.NONE;
        }
        Counter failed = meters.find(FAILURES).tag(ROUTE, route).counter();
        long count = time.count.sum();
        return Through.of(count, failed == null ? 0 : (long) failed.count(), time.nanos.sum(), count, time.durations);
    }

    /** What went through a step since its route was loaded or started; null where that is not counted. */
    public Through through(String route, String step) {
        StepCount count = steps.getOrDefault(route, Map.of()).get(step);
        return count == null ? null : count.through();
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

    /** Two sums, and a sample, which is all that the hot path has to keep. */
    private static final class RouteTime {
        private final Durations durations = new Durations();
        private final LongAdder count = new LongAdder();
        private final LongAdder nanos = new LongAdder();
    }

    private record Timing(RouteTime time, Counter failures) implements CamelInternalProcessorAdvice<Long> {

        /** @return null where this one is not timed: to look at the clock takes as long as some steps do */
        @Override
        public Long before(Exchange exchange) {
            return time.durations.isWanted() ? System.nanoTime() : null;
        }

        @Override
        public void after(Exchange exchange, Long started) {
            time.count.increment();
            if (started != null) {
                long took = System.nanoTime() - started;
                time.nanos.add(took * time.durations.weight());
                time.durations.add(took);
            }
            if (exchange.isFailed()) {
                failures.increment();
            }
        }
    }
}
