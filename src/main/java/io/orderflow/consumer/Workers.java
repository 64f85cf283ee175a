package io.orderflow.consumer;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * The threads that work on a consumer's records. One is enough for a step that is fast; more are hired when a record has
 * waited and all are busy, and leave when there is nothing to do for them.
 */
final class Workers {

    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private final Lanes lanes;
    private final Supplier<Worker> makes;
    private final int most;
    private final ThreadFactory threads;
    private final Logger log;
    private final AtomicInteger hired = new AtomicInteger();
    private final Batch own = new Batch();
    private final Worker here;

    /**
     * @param makes a worker for one thread
     * @param most how many threads there may be; 0 where whoever polls does the work too
     */
    Workers(Lanes lanes, Supplier<Worker> makes, int most, ThreadFactory threads, Logger log) {
        this.lanes = lanes;
        this.makes = makes;
        this.here = makes.get();
        this.most = most;
        this.threads = threads;
        this.log = log;
    }

    /** Hires some where they are missing: twice as many each time. */
    void attend() {
        if (most > 0 && (lanes.isShortOfWorkers() || hired.get() == 0)) {
            int now = hired.get();
            for (int i = Math.min(most, Math.max(1, 2 * now)); i > now; i--) {
                hired.incrementAndGet();
                threads.newThread(this::work).start();
            }
        }
    }

    /** Works on records in the thread that calls, where there are no others, for this long. */
    void workHere(long nanos) {
        long end = System.nanoTime() + nanos;
        while (most == 0 && System.nanoTime() - end < 0 && lanes.take(own)) {
            here.work(own);
        }
    }

    private void work() {
        Batch batch = new Batch();
        try {
            Worker worker = makes.get();
            while (lanes.await(batch, IDLE)) {
                worker.work(batch);
                if (batch.isFast() && hired.get() > PROCESSORS) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            log.error("A thread of this consumer has ended, and another takes its place", e);
        } finally {
            hired.decrementAndGet();
        }
    }
}
