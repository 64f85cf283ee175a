package io.orderflow.observe;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * How long something took, as counts of times of about the same length: a quarter more from one to the next, so that what
 * is read from them is right within an eighth. 2 KB, and some nanoseconds for each time that is counted.
 */
public final class Durations {

    private static final int BUCKETS = 256;
    /** The number in a second that are counted each. */
    private static final int EACH = 1_000;

    private static final int SIXTEEN = 16;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);
    /** Not exact, which does no harm. */
    private int seen;
    /** When the second began of which that many were seen. */
    private long secondAt;

    private final LongSupplier nanoTime;
    private final int mask;

    /** Of those beyond a thousand in a second, one of sixteen is counted. */
    public Durations() {
        this(SIXTEEN, System::nanoTime);
    }

    /** @param oneOf of those beyond a thousand in a second, one of so many is counted; a power of two */
    Durations(int oneOf, LongSupplier nanoTime) {
        this.mask = oneOf - 1;
        this.nanoTime = nanoTime;
        this.secondAt = nanoTime.getAsLong();
    }

    /** Whether the next one is counted. */
    public boolean isWanted() {
        int number = seen++;
        return number < EACH || (number & mask) == 0;
    }

    /** For how many of those that were seen one that is counted now stands. */
    public int weight() {
        return seen <= EACH ? 1 : mask + 1;
    }

    public void add(long nanos) {
        counts.getAndIncrement(bucket(nanos));
        long now = nanoTime.getAsLong();
        if (now - secondAt >= SECOND) {
            secondAt = now;
            seen = 0;
        }
    }

    private static int bucket(long nanos) {
        if (nanos < 4) {
            return 0;
        }
        int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
        return octave * 4 + (int) (nanos >> octave - 2 & 3);
    }

    /** What is counted now; to be subtracted from what is counted later. */
    public long[] counts() {
        long[] now = new long[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            now[i] = counts.get(i);
        }
        return now;
    }

    /**
     * The time that a share of those that are counted did not exceed.
     *
     * @param before what was counted before, and is left out; or null
     * @param share  from 0 to 1
     * @return milliseconds, or null where none is counted
     */
    public static Double millis(long[] now, long[] before, double share) {
        long all = 0;
        for (int i = 0; i < BUCKETS; i++) {
            all += now[i] - (before == null ? 0 : before[i]);
        }
        long left = Math.max(1, (long) Math.ceil(all * share));
        for (int i = 0; i < BUCKETS && all > 0; i++) {
            left -= now[i] - (before == null ? 0 : before[i]);
            if (left <= 0) {
                return rounded(middle(i) / 1e6);
            }
        }
        return null;
    }

    private static double middle(int bucket) {
        return Math.pow(2, bucket / 4) * (1 + (bucket % 4 + 0.5) / 4);
    }

    static double rounded(double millis) {
        return millis >= 100 ? Math.round(millis) : Math.round(1_000 * millis) / 1_000.0;
    }
}
