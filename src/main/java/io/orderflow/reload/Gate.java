package io.orderflow.reload;

import io.orderflow.failure.ProgramEndsException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.camel.component.direct.DirectConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where callers enter a route that reads from a {@code direct:} endpoint. While it is shut they wait before it, and who
 * shuts it knows when the last one inside has left: no caller ever meets a route that is being taken away.
 */
final class Gate {

    private static final Logger LOG = LoggerFactory.getLogger("routes");
    private static final long CHECK_MS = 100;
    private static final long LOGGED_AFTER_NANOS = Duration.ofSeconds(1).toNanos();

    private final String name;
    private final AtomicInteger inside = new AtomicInteger();
    private volatile boolean shut;
    private volatile DirectConsumer consumer;

    /** @param name what callers send to, such as direct:process-order */
    Gate(String name) {
        this.name = name;
    }

    /**
     * Waits until there is a route behind an open gate.
     *
     * @param caller the route that wants to enter, for the log; null where it is none
     * @param running whether there is still sense in waiting
     * @return the route's consumer; {@link #leave} must follow
     * @throws ProgramEndsException where there will be none any more
     */
    DirectConsumer enter(String caller, BooleanSupplier running) throws InterruptedException {
        DirectConsumer found = tryEnter();
        return found != null ? found : await(caller, running);
    }

    private DirectConsumer await(String caller, BooleanSupplier running) throws InterruptedException {
        long since = System.nanoTime();
        boolean logged = false;
        while (true) {
            synchronized (this) {
                DirectConsumer found = tryEnter();
                if (found != null) {
                    return found;
                }
                wait(CHECK_MS);
            }
            if (!running.getAsBoolean()) {
                throw new ProgramEndsException("no route from " + name + " runs now");
            }
            if (!logged && !shut && consumer == null && System.nanoTime() - since > LOGGED_AFTER_NANOS) {
                logged = true;
                LOG.warn(
                        "{} waits: there is no route from {} to take what it sends",
                        caller == null ? "A caller" : caller,
                        name);
            }
        }
    }

    private DirectConsumer tryEnter() {
        inside.incrementAndGet();
        DirectConsumer found = consumer;
        if (shut || found == null) {
            leave();
            return null;
        }
        return found;
    }

    void leave() {
        if (inside.decrementAndGet() == 0 && shut) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** Lets nobody in any more, and waits this long for those inside to leave; where they don't, it is open again. */
    synchronized boolean shut(Duration patience) throws InterruptedException {
        shut = true;
        long end = System.nanoTime() + patience.toNanos();
        boolean empty = false;
        try {
            for (long left = patience.toMillis(); !(empty = inside.get() == 0) && left > 0; ) {
                wait(left);
                left = (end - System.nanoTime()) / 1_000_000;
            }
        } finally {
            if (!empty) {
                open();
            }
        }
        return empty;
    }

    synchronized void open() {
        shut = false;
        notifyAll();
    }

    synchronized void put(DirectConsumer route) {
        consumer = route;
        notifyAll();
    }

    synchronized void remove(DirectConsumer route) {
        if (consumer == route) {
            consumer = null;
        }
    }
}
