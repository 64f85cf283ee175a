package io.orderflow.consumer;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;

/**
 * The thread of one consumer of a group. Whatever ends its loop but a stop is reported, and a new one begins, with a new
 * client.
 */
final class ConsumerThread {

    private static final long LOOK_AGAIN_MS = 20;
    /** What ends one loop after the other is reported once; after a life of this length it is news again. */
    private static final Duration LONG_LIFE = Duration.ofMinutes(1);

    /** After the records in work have ended: the last commit, and the leave. */
    private static final Duration LEAVE = Duration.ofSeconds(1);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Function<TooLargeRecord, PollLoop> loops;
    private final Logger log;
    private final Trouble trouble;
    private final TooLargeRecord tooLarge = new TooLargeRecord();
    private final String name;
    private volatile Thread thread;
    private volatile boolean running = true;
    private volatile Duration patience = Duration.ZERO;
    private volatile long stopAt;
    private volatile PollLoop loop;
    /** Whether the loop looks for a record that is too large. */
    private volatile boolean seeks;

    private volatile long begunAt = System.nanoTime();

    /**
     * @param name of the thread
     * @param loops makes a loop that has subscribed, and leaves apart what ends each
     */
    ConsumerThread(String name, Function<TooLargeRecord, PollLoop> loops, Logger log) {
        this.loops = loops;
        this.log = log;
        this.trouble = new Trouble(log);
        this.name = name;
    }

    void start() {
        start(null);
    }

    private void start(PollLoop existing) {
        Thread next = new Thread(() -> run(existing), name);
        next.setDaemon(true);
        next.start();
        thread = next;
    }

    /** Where a record holds up the thread, another one goes on polling. Called time and again. */
    synchronized void lookAfter() {
        PollLoop current = loop;
        if (current != null && current.isToBeContinued()) {
            start(current);
        }
    }

    /** Asks it to stop: what is in work may take this long. */
    void stop(Duration longest) {
        patience = longest;
        stopAt = System.nanoTime() + longest.plus(LEAVE).toNanos();
        running = false;
        PollLoop current = loop;
        if (current != null) {
            current.wakeup();
        }
        // it may wait after something was refused
        LockSupport.unpark(thread);
    }

    /** Waits until it has stopped, and says so where it does not. */
    void join() throws InterruptedException {
        if (thread == null) {
            return;
        }
        while (thread.isAlive() && System.nanoTime() - stopAt < 0) {
            thread.join(LOOK_AGAIN_MS);
            lookAfter();
        }
        if (thread.isAlive()) {
            log.warn("{} does not end: it is abandoned, and its records will be read again", thread.getName());
            thread.interrupt();
        }
    }

    private void run(PollLoop existing) {
        PollLoop own = existing;
        while (running || own != null) {
            try {
                if (own == null) {
                    seeks = tooLarge.isSought();
                    own = loops.apply(tooLarge);
                    loop = own;
                    begunAt = System.nanoTime();
                }
                if (!own.run(() -> running && !hasSought())) {
                    return;
                }
                own.leave(running ? PollLoop.HAND_OVER : patience);
            } catch (Throwable e) {
                died(e, own);
            }
            close(own);
            own = null;
        }
    }

    private void died(Throwable cause, PollLoop last) {
        if (hasLivedLong()) {
            trouble.over();
            tooLarge.over();
        }
        if (running) {
            tooLarge.ended(cause, standing(last));
            String known = tooLarge.sentence();
            trouble.report(known == null ? "The consumer has ended, and begins anew" : known, cause);
            if (last != null) {
                last.drop();
            }
            pause();
        }
    }

    /** A loop that looks for a record is slow: another one takes its place when there is none any more. */
    private boolean hasSought() {
        if (seeks && hasLivedLong()) {
            tooLarge.over();
        }
        return seeks && !tooLarge.isSought();
    }

    private boolean hasLivedLong() {
        return System.nanoTime() - begunAt > LONG_LIFE.toNanos();
    }

    private Map<TopicPartition, Long> standing(PollLoop last) {
        try {
            return last == null ? Map.of() : last.standing();
        } catch (KafkaException | IllegalStateException | OutOfMemoryError e) {
            log.debug("Where it read is not known", e);
            return Map.of();
        }
    }

    private void pause() {
        // where an interrupt has ended the loop, that has been dealt with
        Thread.interrupted();
        LockSupport.parkNanos(PAUSE.toNanos());
    }

    private void close(PollLoop last) {
        loop = null;
        try {
            if (last != null) {
                last.close();
            }
        } catch (Throwable e) {
            log.debug("The client can't be closed", e);
        }
    }

    /** Whether it runs, begins, or begins anew. */
    boolean isAlive() {
        Thread current = thread;
        return current == null || current.isAlive();
    }

    /** @return null where none runs at this moment */
    PollLoop loop() {
        return loop;
    }

    /** Why there is no loop, or why it can't read; null where all is well. */
    String trouble() {
        PollLoop current = loop;
        String now = current == null ? trouble.current() : current.trouble();
        return now == null ? tooLarge.sentence() : now;
    }
}
