package io.orderflow.observe;

import io.orderflow.routing.Sample;
import io.orderflow.routing.SampleAdvice;
import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.Exchange;

/**
 * Counts and times what goes through a step by a sample of what goes through its route: a counter in each step of each
 * order's way would cost more than some of the steps do. What fails is counted each.
 */
final class SampleCount implements SampleAdvice<Long> {

    private final ThroughCount route;
    private final long countBefore;
    private final long sampledBefore;
    private final LongAdder sampled = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final Durations durations = new Durations();

    /** @param route takes the sample */
    SampleCount(ThroughCount route) {
        this.route = route;
        this.countBefore = route.count();
        this.sampledBefore = route.sampled();
    }

    @Override
    public Long before(Exchange exchange) {
        return Sample.weight(exchange) > 0 ? System.nanoTime() : null;
    }

    @Override
    public void after(Exchange exchange, Long started) {
        if (started != null) {
            long took = System.nanoTime() - started;
            int weight = Sample.weight(exchange);
            sampled.add(weight);
            nanos.add(took * weight);
            durations.add(took);
        }
        if (exchange.isFailed()) {
            failures.increment();
        }
    }

    @Override
    public void failed() {
        failures.increment();
    }

    /** Since the step was loaded: as great a part of what went through the route as of the sample. */
    Through through() {
        long ofRoute = route.sampled() - sampledBefore;
        long here = sampled.sum();
        long[] counts = durations.counts();
        return new Through(
                ofRoute == 0 ? 0 : Math.round((route.count() - countBefore) * (double) here / ofRoute),
                failures.sum(),
                here == 0 ? null : Durations.rounded(nanos.sum() / 1e6 / here),
                Durations.millis(counts, null, 0.5),
                Durations.millis(counts, null, 0.99));
    }
}
