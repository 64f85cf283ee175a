package io.orderflow.observe;

import io.orderflow.routing.CountingAdvice;
import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.Exchange;

/**
 * Counts what goes through a route or a step, and times some of it, which stand for the others: to look at the clock takes
 * as long as some steps do.
 */
final class ThroughCount implements CountingAdvice<Long> {

    private static final int ONE_OF = 64;

    private final LongAdder count = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final Durations durations = new Durations(ONE_OF, System::nanoTime);

    /** @return null where this one is not timed */
    @Override
    public Long before(Exchange exchange) {
        return durations.isWanted() ? System.nanoTime() : null;
    }

    @Override
    public void after(Exchange exchange, Long started) {
        count.increment();
        if (started != null) {
            long took = System.nanoTime() - started;
            nanos.add(took * durations.weight());
            durations.add(took);
        }
        if (exchange.isFailed()) {
            failures.increment();
        }
    }

    long count() {
        return count.sum();
    }

    long failures() {
        return failures.sum();
    }

    /** All of them together, as those that were timed tell. */
    long nanos() {
        return nanos.sum();
    }

    Through through() {
        long[] counts = durations.counts();
        return new Through(
                count(),
                failures(),
                count() == 0 ? null : Durations.rounded(nanos() / 1e6 / count()),
                Durations.millis(counts, null, 0.5),
                Durations.millis(counts, null, 0.99));
    }
}
