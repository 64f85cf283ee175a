package io.orderflow.consumer;

import java.time.Duration;

/**
 * What came of one try of a record.
 *
 * @param cause of a failure; null where the record is done
 * @param pause before it is tried again
 */
record Outcome(Throwable cause, Duration pause) {

    static final Outcome DONE = new Outcome(null, null);

    /**
     * The record has failed for good, and what is done with it then goes on in another thread. Nothing that comes later of
     * its key need wait for that.
     */
    static final Outcome GIVEN_UP = new Outcome(null, null);

    static Outcome failed(Throwable cause, Duration pause) {
        return new Outcome(cause, pause);
    }

    boolean isDone() {
        return this == DONE;
    }
}
