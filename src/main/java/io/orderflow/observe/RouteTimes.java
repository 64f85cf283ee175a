package io.orderflow.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.routing.CountingAdvice;
import io.orderflow.routing.Sample;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.Channel;
import org.apache.camel.Navigate;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.spi.IdAware;
import org.apache.camel.spi.InternalProcessor;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Times what goes through each route, and counts what failed there. A route policy would have to keep the time in the
 * exchange, which costs a map for each; an advice keeps it beside. What goes through the steps of a route is counted too;
 * of the routes that read a topic, which are each order's way, by a sample. By hand, since Maven Central has no camel-micrometer
 * for Camel 4.22.0.
 */
public class RouteTimes extends LifecycleStrategySupport {

    private static final String TIME = "orders.route";
    private static final String FAILURES = "orders.route.failures";
    private static final String ROUTE = "route";

    private final MeterRegistry meters;
    private final Map<String, ThroughCount> times = new ConcurrentHashMap<>();
    /** Of each route as it is now, by the step's id. */
    private final Map<String, Map<String, StepCount>> steps = new ConcurrentHashMap<>();

    /** What counts in a step, and what it has counted. */
    private record StepCount(CountingAdvice<?> advice, Supplier<Through> through) {

        static StepCount of(ThroughCount count) {
            return new StepCount(count, count::through);
        }

        static StepCount of(SampleCount count) {
            return new StepCount(count, count::through);
        }
    }

    public RouteTimes(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void onRoutesAdd(Collection<Route> routes) {
        for (Route route : routes) {
            ThroughCount count = count(route);
            if (route.getProcessor() instanceof InternalProcessor processor) {
                // a route that was stopped and is started comes a second time
                processor.removeAdvice(count);
                processor.addAdvice(count);
            }
            boolean reads = route.getEndpoint() instanceof KafkaEndpoint;
            if (reads) {
                count.sample();
            }
            Map<String, StepCount> counts = new ConcurrentHashMap<>();
            Map<String, StepCount> before = steps.put(route.getRouteId(), counts);
            countSteps(route.navigate(), reads ? count : null, before == null ? Map.of() : before, counts);
        }
    }

    /** @param sample of the route, where its steps are counted by that; else null */
    private static void countSteps(
            Navigate<Processor> from,
            ThroughCount sample,
            Map<String, StepCount> before,
            Map<String, StepCount> counts) {
        if (from instanceof Channel channel
                && channel instanceof InternalProcessor processor
                && channel.getNextProcessor() instanceof IdAware step
                && step.getId() != null
                && (sample == null || Sample.isPossible(channel))) {
            if (before.containsKey(step.getId())) {
                processor.removeAdvice(before.get(step.getId()).advice());
            }
            StepCount count = sample == null ? StepCount.of(new ThroughCount()) : StepCount.of(new SampleCount(sample));
            processor.addAdvice(count.advice());
            counts.put(step.getId(), count);
        }
        if (from != null && from.hasNext()) {
            for (Processor next : from.next()) {
                if (next instanceof Navigate<?>) {
                    countSteps(navigate(next), sample, before, counts);
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
        StepCount count = steps.getOrDefault(route, Map.of()).get(step);
        return count == null ? null : count.through().get();
    }

    /** Whether the steps of a route are counted by a sample. */
    public boolean isSampled(String route) {
        return steps.getOrDefault(route, Map.of()).values().stream()
                .anyMatch(count -> count.advice() instanceof SampleCount);
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
