package io.orderflow.consumer;

import io.orderflow.failure.Causes;
import io.orderflow.failure.ProgramEndsException;
import java.util.function.Consumer;
import org.slf4j.Logger;

/** Works on the records of a batch, one after the other. Used by one thread. */
final class Worker {

    /** A record that has failed more often than this is reported seldom. */
    private static final int REPORTED = 6;

    private static final int REPORT_INTERVAL = 100;

    private final Lanes lanes;
    private final RecordHandler handler;
    private final FailedTries tries;
    private final Logger log;

    Worker(Lanes lanes, RecordHandler handler, FailedTries tries, Logger log) {
        this.lanes = lanes;
        this.handler = handler;
        this.tries = tries;
        this.log = log;
    }

    void work(Batch batch) {
        try {
            for (PolledRecord record = batch.next(); record != null; record = batch.next()) {
                work(batch, record);
            }
        } finally {
            lanes.finish(batch);
        }
    }

    private void work(Batch batch, PolledRecord record) {
        Retry retry = record.lane.retry();
        Later later = new Later(record);
        Outcome outcome;
        record.begin();
        try {
            outcome = handler.handle(record, retry, later);
        } catch (Throwable e) {
            outcome = Outcome.failed(e, RecordHandler.PAUSE);
        }
        // a step's interrupt is its own: it is not to end the next poll
        Thread.interrupted();
        if (outcome == null) {
            lanes.detach(batch, record, later);
            later.detached();
            return;
        }
        if (outcome == Outcome.GIVEN_UP) {
            lanes.giveUp(batch, record);
            later.givenUp();
            return;
        }
        record.end(outcome.isDone());
        if (!outcome.isDone()) {
            report(record, lanes.failed(batch, record, outcome));
        } else if (retry != null) {
            lanes.succeeded(record);
        }
    }

    private void report(PolledRecord record, Retry retry) {
        if (retry == null || ProgramEndsException.isCauseOf(retry.cause())) {
            return;
        }
        tries.note(record.record(), retry.failures(), Causes.of(retry.cause()));
        if (retry.failures() <= REPORTED || retry.failures() % REPORT_INTERVAL == 0) {
            log.warn(
                    "⏳ {} : partition {} : at offset {} failed {}, again in {} s: {}",
                    record.partition().topic(),
                    record.partition().partition(),
                    record.record().offset(),
                    retry.failures() == 1 ? "once" : retry.failures() + " times",
                    retry.pause().toMillis() / 1000.0,
                    String.valueOf(Causes.of(retry.cause())));
            log.debug("The cause", retry.cause());
        }
    }

    /** The outcome of a record that goes on in another thread; it may come before that is known here. */
    private final class Later implements Consumer<Outcome> {

        private final PolledRecord record;
        private boolean isDetached;
        private boolean isGivenUp;
        private Outcome early;

        Later(PolledRecord record) {
            this.record = record;
        }

        @Override
        public synchronized void accept(Outcome outcome) {
            if (isDetached) {
                end(outcome);
            } else if (early == null) {
                early = outcome;
            }
        }

        synchronized void detached() {
            isDetached = true;
            if (early != null) {
                end(early);
            }
        }

        synchronized void givenUp() {
            isGivenUp = true;
            detached();
        }

        private void end(Outcome outcome) {
            report(record, isGivenUp ? lanes.settle(record, outcome) : lanes.complete(record, outcome, this));
        }
    }
}
