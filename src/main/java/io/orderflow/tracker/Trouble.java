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
        String message = what + ": " + cause.getMessage();
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
