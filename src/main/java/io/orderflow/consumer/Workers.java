package io.orderflow.consumer;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * Who works on a consumer's records. While the step is fast, whoever polls does it by the way, since a hand-over would
 * cost more than the work. Where it is not, threads are hired when a record has waited and all are busy, and leave when
 * there is nothing to do for them.
 */
final class Workers {

    private static final Duration IDLE = Duration.ofSeconds(10);
    /** After a record that held up whoever polls, others do the work for so long at least. */
    private static final long DISTRUST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Lanes lanes;
    private final Supplier<Worker> makes;
    private final int most;
    private final ThreadFactory threads;
    private final Logger log;
    private final AtomicInteger hired = new AtomicInteger();
    /** What has ended a thread, with records that nobody else has. */
    private volatile Throwable failure;

    private enum Turn {
        POLLS,
        WORKS,
        REPLACED
    }

    /** The work of a thread that polls. */
    static final class Own {
        private final Batch batch = new Batch();
        private final Worker worker;
        private final AtomicReference<Turn> turn = new AtomicReference<>(Turn.POLLS);

        private Own(Worker worker) {
            this.worker = worker;
        }

        /** Whether another thread polls in its place; once it is, it stays so. */
        boolean isReplaced() {
            return turn.get() == Turn.REPLACED;
        }
    }

    /**
     * @param makes a worker for one thread
     * @param most how many threads there may be; 0 where whoever polls does all the work
     */
    Workers(Lanes lanes, Supplier<Worker> makes, int most, ThreadFactory threads, Logger log) {
        this.lanes = lanes;
        this.makes = makes;
        this.most = most;
        this.threads = threads;
        this.log = log;
    }

    Own own() {
        return new Own(makes.get());
    }

    private boolean areNeeded() {
        return most > 0 && !lanes.isFast();
    }

    /**
     * Hires some where they are missing: twice as many each time.
     *
     * @throws IllegalStateException where one has ended with records that it had: they are to be polled again
     */
    void attend() {
        if (failure != null) {
            throw new IllegalStateException("a thread that works on records has ended", failure);
        }
        boolean areShort = most > 0 && lanes.isShortOfWorkers();
        if (areNeeded() && (areShort || hired.get() == 0)) {
            int now = hired.get();
            for (int i = Math.min(most, Math.max(1, 2 * now)); i > now; i--) {
                threads.newThread(this::work).start();
                hired.incrementAndGet();
            }
        }
    }

    /** Works on records in the thread that polls, where no others are needed, for this long. */
    void workHere(Own own, long nanos) {
        long end = System.nanoTime() + nanos;
        own.turn.compareAndSet(Turn.POLLS, Turn.WORKS);
        while (!own.isReplaced() && !areNeeded() && System.nanoTime() - end < 0 && lanes.take(own.batch)) {
            own.worker.work(own.batch);
        }
        own.turn.compareAndSet(Turn.WORKS, Turn.POLLS);
    }

    /**
     * Where records hold up the thread that polls, that is replaced: another one is to poll, and others work on all else.
     * Where it does all the work, it never is.
     */
    boolean replaceIfHeldUp(Own own) {
        if (most == 0 || !lanes.isLate(own.batch) || !own.turn.compareAndSet(Turn.WORKS, Turn.REPLACED)) {
            return false;
        }
        lanes.shareOut(own.batch, DISTRUST_NANOS);
        return true;
    }

    private void work() {
        Batch batch = new Batch();
        try {
            Worker worker = makes.get();
            while (lanes.await(batch, IDLE)) {
                worker.work(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            log.debug("A thread of this consumer has ended", e);
            failure = e;
        } finally {
            hired.decrementAndGet();
        }
    }
}
