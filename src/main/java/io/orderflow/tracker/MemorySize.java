package io.orderflow.tracker;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many orders of each partition can be remembered in the heap that there is. */
public final class MemorySize {

    private static final Logger LOG = LoggerFactory.getLogger("track-orders");
    private static final int BYTES_AN_ORDER = 24;
    /** While a memory grows it is there twice. */
    private static final int SHARE_OF_HEAP = 4;

    private static final long MB = 1 << 20;

    private static final AtomicBoolean REPORTED = new AtomicBoolean();

    private MemorySize() {}

    /**
     * @param wanted how many orders of each partition are wanted
     * @param partitions how many there are
     * @param heap the most bytes that the heap may have
     * @return that many, or as many as a quarter of the heap can hold, which is logged then
     */
    public static int fitting(int wanted, int partitions, long heap) {
        long fitting = Math.max(1, heap / SHARE_OF_HEAP / BYTES_AN_ORDER / partitions);
        if (fitting >= wanted) {
            return wanted;
        }
        if (REPORTED.compareAndSet(false, true)) {
            report(wanted, partitions, heap, fitting);
        }
        return (int) fitting;
    }

    private static void report(int wanted, int partitions, long heap, long fitting) {
        LOG.warn(
                "The last {} orders of each partition are remembered rather than {} (orders.tracker.remembered-orders):"
                        + " a quarter of the heap of {} MB has room for no more; give it {} MB with -Xmx",
                "%,d".formatted(fitting),
                "%,d".formatted(wanted),
                heap / MB,
                (long) wanted * partitions * BYTES_AN_ORDER * SHARE_OF_HEAP / MB + 1);
    }
}
