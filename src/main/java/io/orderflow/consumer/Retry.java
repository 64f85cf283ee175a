package io.orderflow.consumer;

import java.time.Duration;

/**
 * A record that has failed and is tried again.
 *
 * @param failures how often it has failed
 * @param cause of the last failure
 * @param pause before the next try
 * @param since when it failed for the first time, by {@link System#nanoTime}
 * @param due when it is tried again, by {@link System#nanoTime}
 */
record Retry(int failures, Throwable cause, Duration pause, long since, long due) {

    /** @param before what was known of the record's earlier failures, or null for its first one */
    static Retry after(Retry before, Throwable cause, Duration pause) {
        long now = System.nanoTime();
        return before == null
                ? new Retry(1, cause, pause, now, now + pause.toNanos())
                : new Retry(before.failures + 1, cause, pause, before.since, now + pause.toNanos());
    }

    static int failures(Retry retry) {
        return retry == null ? 0 : retry.failures;
    }
}
