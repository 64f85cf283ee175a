package io.orderflow.consumer;

import io.orderflow.failure.Causes;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;

/** Reports what goes wrong for a while once, and not at each attempt. */
final class Trouble {

    /** A failure that does not recur for this long is over. */
    private static final Duration LASTS = Duration.ofSeconds(10);

    private final Logger log;
    private volatile String reported;
    private volatile long at;

    Trouble(Logger log) {
        this.log = log;
    }

    void report(String what, Throwable cause) {
        String message = what + ": " + Causes.reasons(cause);
        at = System.nanoTime();
        if (!Objects.equals(message, reported)) {
            log.warn(message);
            log.debug("The cause", cause);
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
