package io.orderflow.board;

import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** Orders per second, in and out. */
final class Rates {

    /** After a standstill two samples may follow each other at once; they give no rate. */
    private static final double SHORTEST_SECONDS = 0.5;

    private final DoubleSupplier in;
    private final DoubleSupplier out;
    private final LongSupplier nanoTime;
    private double rateIn;
    private double rateOut;
    private double lastIn;
    private double lastOut;
    private long lastNanos;

    /**
     * @param in       how many there were in all, as with {@code out}
     * @param nanoTime the clock, as {@link System#nanoTime}
     */
    Rates(DoubleSupplier in, DoubleSupplier out, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.in = in;
        this.out = out;
        this.lastIn = in.getAsDouble();
        this.lastOut = out.getAsDouble();
        this.lastNanos = nanoTime.getAsLong();
    }

    /** To be called once a second, at about the same intervals. */
    synchronized void sample() {
        long nanos = nanoTime.getAsLong();
        double seconds = (nanos - lastNanos) / 1e9;
        if (seconds < SHORTEST_SECONDS) {
            return;
        }
        double nowIn = in.getAsDouble();
        double nowOut = out.getAsDouble();
        rateIn = rate(nowIn - lastIn, seconds);
        rateOut = rate(nowOut - lastOut, seconds);
        lastIn = nowIn;
        lastOut = nowOut;
        lastNanos = nanos;
    }

    synchronized double in() {
        return rateIn;
    }

    synchronized double out() {
        return rateOut;
    }

    private static double rate(double count, double seconds) {
        return Math.round(10 * count / seconds) / 10.0;
    }
}
