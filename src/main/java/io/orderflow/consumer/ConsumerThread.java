package io.orderflow.consumer;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * The thread of one consumer of a group. Whatever ends its loop but a stop is reported, and a new one begins, with a new
 * client.
 */
final class ConsumerThread {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** After the records in work have ended: the last commit, and the leave. */
    private static final Duration LEAVE = Duration.ofSeconds(1);

    private final Supplier<PollLoop> loops;
    private final Logger log;
    private final Trouble trouble;
    private final Thread thread;
    private volatile boolean running = true;
    private volatile Duration patience = Duration.ZERO;
    private volatile long stopAt;
    private volatile PollLoop loop;

    /**
     * @param name of the thread
     * @param loops makes a loop that has subscribed
     */
    ConsumerThread(String name, Supplier<PollLoop> loops, Logger log) {
        this.loops = loops;
        this.log = log;
        this.trouble = new Trouble(log);
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
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
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(stopAt - System.nanoTime())));
        if (thread.isAlive()) {
            log.warn("{} does not end: it is left behind, and what it works on comes again", thread.getName());
            thread.interrupt();
        }
    }

    private void run() {
        while (running) {
            try {
                loop = loops.get();
                trouble.over();
                loop.run(() -> running);
                loop.leave(patience);
            } catch (Throwable e) {
                died(e);
            } finally {
                close();
            }
        }
    }

    private void died(Throwable cause) {
        if (running) {
            trouble.report("The consumer has ended, and begins anew", cause);
            pause();
        }
    }

    private void pause() {
        // where an interrupt has ended the loop, that has been dealt with
        Thread.interrupted();
        LockSupport.parkNanos(PAUSE.toNanos());
    }

    private void close() {
        PollLoop last = loop;
        loop = null;
        try {
            if (last != null) {
                last.close();
            }
        } catch (Throwable e) {
            log.debug("The client can't be closed", e);
        }
    }

    /** Whether it runs, or begins anew. */
    boolean isAlive() {
        return thread.isAlive();
    }

    /** @return null where none runs at this moment */
    PollLoop loop() {
        return loop;
    }

    /** Why there is no loop, or why it can't read; null where all is well. */
    String trouble() {
        PollLoop current = loop;
        return current == null || trouble.current() != null ? trouble.current() : current.trouble();
    }
}
