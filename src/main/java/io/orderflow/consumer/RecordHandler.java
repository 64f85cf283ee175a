package io.orderflow.consumer;

import java.time.Duration;
import java.util.function.Consumer;

/** Does with a record what is to be done with it, once. Used by one thread. */
interface RecordHandler {

    /** Before a record is tried again where nothing says how long to wait. */
    Duration PAUSE = Duration.ofSeconds(1);

    /**
     * @param retry what is known of the record's earlier failures, or null
     * @param later is given the outcome, once, where it is not known when this returns
     * @return the outcome, or null where the record goes on in another thread; where it is {@link Outcome#GIVEN_UP}, the
     *     end is told later too
     */
    Outcome handle(PolledRecord record, Retry retry, Consumer<Outcome> later);
}
