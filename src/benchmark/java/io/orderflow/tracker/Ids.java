package io.orderflow.tracker;

import java.util.function.Predicate;

/** Lets the benchmarks remember ids as the tracker does. */
public final class Ids {

    private Ids() {}

    /** @return true for an id that is not among the last ones, which it then is */
    public static Predicate<String> last(int capacity) {
        return new RecentIds(capacity)::add;
    }
}
