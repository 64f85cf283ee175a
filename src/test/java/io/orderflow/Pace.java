package io.orderflow;

import java.util.concurrent.atomic.AtomicBoolean;

/** How much slower than at its best this machine is while others work on it too: 1 where nobody else does. */
final class Pace implements AutoCloseable {

    private static final int STEPS = 4_000_000;

    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread thread;
    private long best = Long.MAX_VALUE;
    private long sum;
    private int count;

    Pace() {
        // what counts is compiled by then
        for (int i = 0; i < 5; i++) {
            work(i);
        }
        thread = new Thread(this::measure, "pace");
        thread.setDaemon(true);
        thread.start();
    }

    private void measure() {
        try {
            while (!over.get()) {
                long start = System.nanoTime();
                work(start);
                add(System.nanoTime() - start);
                Thread.sleep(200);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The same few milliseconds of work each time. */
    private static long work(long seed) {
        long number = seed | 1;
        for (int i = 0; i < STEPS; i++) {
            number = number * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
        }
        return number;
    }

    private synchronized void add(long nanos) {
        best = Math.min(best, nanos);
        sum += nanos;
        count++;
    }

    synchronized double slowness() {
        return count == 0 ? 1 : (double) sum / count / best;
    }

    @Override
    public void close() {
        over.set(true);
    }
}
