package io.orderflow.board;

import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** Orders per second, in and out, of the last minutes: a ring with a place a second. */
final class Rates {

    private static final int SECONDS = 300;

    /** @param in oldest first; the last is the newest */
    record History(double[] in, double[] out) {}

    private final DoubleSupplier in;
    private final DoubleSupplier out;
    private final LongSupplier nanoTime;
    private final double[] ins = new double[SECONDS];
    private final double[] outs = new double[SECONDS];
    private int samples;
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
        double nowIn = in.getAsDouble();
        double nowOut = out.getAsDouble();
        ins[samples % SECONDS] = rate(nowIn - lastIn, seconds);
        outs[samples % SECONDS] = rate(nowOut - lastOut, seconds);
        samples++;
        lastIn = nowIn;
        lastOut = nowOut;
        lastNanos = nanos;
    }

    synchronized double in() {
        return samples == 0 ? 0 : ins[(samples - 1) % SECONDS];
    }

    synchronized double out() {
        return samples == 0 ? 0 : outs[(samples - 1) % SECONDS];
    }

    synchronized History history() {
        return new History(unrolled(ins), unrolled(outs));
    }

    private double[] unrolled(double[] ring) {
        int count = Math.min(samples, SECONDS);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = ring[(samples - count + i) % SECONDS];
        }
        return values;
    }

    private static double rate(double count, double seconds) {
        return Math.round(10 * count / seconds) / 10.0;
    }
}
