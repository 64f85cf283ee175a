package io.orderflow.log;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** When to write again what has scrolled out of a terminal's sight: once a minute at the most. Thread-safe. */
final class Reminder {

    /** More than are in sight. */
    private static final int LINES = 200;

    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

    private final LongAdder lines = new LongAdder();
    private long writtenAt = System.nanoTime();

    void lineWritten() {
        lines.increment();
    }

    /** To be asked now and then; where it is true, the line is written. */
    synchronized boolean isDue(long now) {
        if (lines.sum() < LINES || now - writtenAt < PAUSE) {
            return false;
        }
        lines.reset();
        writtenAt = now;
        return true;
    }
}
