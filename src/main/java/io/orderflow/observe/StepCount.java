package io.orderflow.observe;

import io.orderflow.routing.CountingAdvice;
import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.Exchange;

/** Counts what goes through a step; how long that takes, of some. */
final class StepCount implements CountingAdvice<Long> {

    private final LongAdder count = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAdder timed = new LongAdder();
    private final Durations durations = new Durations();

    @Override
    public Long before(Exchange exchange) {
        return durations.isWanted() ? System.nanoTime() : null;
    }

    @Override
    public void after(Exchange exchange, Long started) {
        count.increment();
        if (started != null) {
            long took = System.nanoTime() - started;
            durations.add(took);
            nanos.add(took);
            timed.increment();
        }
        if (exchange.isFailed()) {
            failures.increment();
        }
    }

    Through through() {
        return Through.of(count.sum(), failures.sum(), nanos.sum(), timed.sum(), durations);
    }
}
