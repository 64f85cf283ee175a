package io.orderflow.tracker;

import java.util.Objects;
import org.slf4j.Logger;

/** What goes wrong for a while, told of once and not at each attempt. */
final class Trouble {

    private final Logger log;
    private String told;

    Trouble(Logger log) {
        this.log = log;
    }

    void tell(String what, Exception cause) {
        StringBuilder why = new StringBuilder(what);
        // "SSL handshake failed" tells less than what caused it
        for (Throwable reason = cause; reason != null; reason = reason.getCause()) {
            if (reason.getMessage() != null && why.indexOf(reason.getMessage()) < 0) {
                why.append(": ").append(reason.getMessage());
            }
        }
        String message = why.toString();
        if (!Objects.equals(message, told)) {
            log.warn(message);
            log.debug("The cause", cause);
            told = message;
        }
    }

    void over() {
        told = null;
    }
}
