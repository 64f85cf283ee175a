package io.orderflow.consumer;

import java.util.Objects;
import org.slf4j.Logger;

/** Reports what goes wrong for a while once, and not at each attempt. */
final class Trouble {

    private final Logger log;
    private volatile String reported;

    Trouble(Logger log) {
        this.log = log;
    }

    void report(String what, Throwable cause) {
        StringBuilder why = new StringBuilder(what);
        // "SSL handshake failed" says less than what caused it
        for (Throwable reason = cause; reason != null; reason = reason.getCause()) {
            String words = reason.getMessage() == null ? reason.toString() : reason.getMessage();
            if (why.indexOf(words) < 0) {
                why.append(": ").append(words);
            }
        }
        String message = why.toString();
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
        return reported;
    }
}
