package io.orderflow.consumer;

import io.orderflow.failure.Causes;
import java.time.Duration;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;

/** Reports what goes wrong for a while once, and not at each attempt. */
final class Trouble {

    /** A failure that does not recur for this long is over. */
    private static final Duration LASTS = Duration.ofSeconds(10);

    private final Logger log;
    private volatile String reported;
    /** What was reported, without what changes from one attempt to the next. */
    private String key;

    private volatile long at;

    Trouble(Logger log) {
        this.log = log;
    }

    void report(String what, Throwable cause) {
        String message = what + ": " + Causes.reasons(cause);
        // one broker that is away has a cause of its own for each attempt
        String current = cause instanceof RetriableException ? what : message;
        at = System.nanoTime();
        if (reported == null || !current.equals(key)) {
            log.warn(message);
            log.debug("The cause", cause);
            key = current;
            reported = message;
        }
    }

    void over() {
        reported = null;
    }

    /** What goes wrong at this moment, or null. */
    String current() {
        return System.nanoTime() - at < LASTS.toNanos() ? reported : null;
    }
}
