package io.orderflow.failure;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Whether the heap was full lately: who halts because of it may not say so, and then there is room again. Thread-safe. */
public final class MemoryShortage {

    private static final long LATELY = TimeUnit.MINUTES.toNanos(1);

    private static volatile long seenAt = System.nanoTime() - Duration.ofDays(1).toNanos();

    private MemoryShortage() {}

    /** @param failure that was logged, or null */
    public static void look(Throwable failure) {
        if (failure != null && Causes.chain(failure).stream().anyMatch(OutOfMemoryError.class::isInstance)) {
            seenAt = System.nanoTime();
        }
    }

    public static boolean wasSeenLately() {
        return System.nanoTime() - seenAt < LATELY;
    }
}
