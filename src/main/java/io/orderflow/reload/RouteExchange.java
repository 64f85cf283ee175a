package io.orderflow.reload;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.Model;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;

/**
 * Puts one route in the place of another of the same id, in a context that runs. Routes that are exchanged together take
 * turns, so that nothing is sent to a route of the other set:
 *
 * <pre>
 * reads from outside   drain, stop ──┐                                  ┌── start
 * is called (direct:)                └── shut, stop, start, open ───────┤
 * reads from a queue                                                    └── drain, stop, start
 * </pre>
 */
final class RouteExchange {

    private static final Duration PATIENCE_WITH_EACH_OTHER = Duration.ofMillis(500);
    /** A second more than a queue has to be worked off. */
    private static final Duration PATIENCE_WITH_SWAPS = Duration.ofSeconds(6);

    /** The turns of the picture; one with an exchange in flight for long does not hold up the rest. */
    record Turns(CountDownLatch readersStopped, CountDownLatch othersExchanged) {

        Turns(int readers, int others) {
            this(new CountDownLatch(readers), new CountDownLatch(others));
        }

        static void await(CountDownLatch turn) throws InterruptedException {
            turn.await(PATIENCE_WITH_EACH_OTHER.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private final CamelContext context;
    private final Model model;
    private final RouteStop stop;
    private final Map<String, RouteSet> running;
    private final Supplier<RouteSet> wanted;
    private final RouteControl control;
    /** Shared by those that are between one route and the next. */
    private final ReadWriteLock swaps = new ReentrantReadWriteLock();

    private volatile boolean ended;

    /**
     * @param running the set that each route was loaded from, kept up to date here
     * @param wanted the set that the routes are to be of, asked when the old route is done
     * @param control knows the routes that are to stay paused or stopped
     */
    RouteExchange(
            CamelContext context, Map<String, RouteSet> running, Supplier<RouteSet> wanted, RouteControl control) {
        this.context = context;
        this.model = (ModelCamelContext) context;
        this.stop = new RouteStop(context);
        this.running = running;
        this.wanted = wanted;
        this.control = control;
    }

    /** Whether the route of this id reads from outside rather than from other routes. */
    boolean isReader(String id) {
        Route route = context.getRoute(id);
        return route != null && RouteStop.gate(route) == null;
    }

    /** @throws RouteMistake where the new one can't start; then the old one is back */
    void exchange(String id, Turns turns) throws InterruptedException {
        ReentrantLock lock = control.lock(id);
        try {
            if (RouteStop.isQueue(context.getRoute(id))) {
                exchangeQueue(id, turns);
            } else if (isReader(id)) {
                exchangeReader(id, turns);
            } else {
                exchangeOther(id, turns);
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            // an Error too: else nobody would exchange this route again
            throw RouteMistake.of(context, e);
        } finally {
            lock.unlock();
        }
    }

    private void exchangeReader(String id, Turns turns) throws Exception {
        stop.drain(context.getRoute(id));
        stop.remove(id);
        turns.readersStopped().countDown();
        Turns.await(turns.othersExchanged());
        asOne(() -> start(id));
    }

    /** Behind those that fill it: so the queue is always one route's at least, and what is in it is kept. */
    private void exchangeQueue(String id, Turns turns) throws Exception {
        turns.readersStopped().countDown();
        Turns.await(turns.othersExchanged());
        Route route = context.getRoute(id);
        stop.drain(route);
        swap(id);
        KeptQueue.endUnread(route);
    }

    private void exchangeOther(String id, Turns turns) throws Exception {
        Gate gate = RouteStop.gate(context.getRoute(id));
        Turns.await(turns.readersStopped());
        try {
            if (gate != null) {
                stop.shut(gate, id);
            }
            swap(id);
        } finally {
            if (gate != null && control.byHand(id).isEmpty()) {
                gate.open();
            }
            turns.othersExchanged().countDown();
        }
    }

    /** The old one goes and the new one starts, as one: a stop in between would lose what waits in the queue before it. */
    private void swap(String id) throws Exception {
        asOne(() -> {
            if (context.getRoute(id) != null) {
                stop.remove(id);
            }
            start(id);
        });
    }

    private void asOne(Swap swap) throws Exception {
        swaps.readLock().lock();
        try {
            if (ended) {
                throw new InterruptedException("the program stops");
            }
            swap.run();
        } finally {
            swaps.readLock().unlock();
        }
    }

    /** Begins no swap any more; returns when those under way are done. */
    void end() throws InterruptedException {
        boolean allDone = swaps.writeLock().tryLock(PATIENCE_WITH_SWAPS.toSeconds(), TimeUnit.SECONDS);
        ended = true;
        if (allDone) {
            swaps.writeLock().unlock();
        }
    }

    /** What must not be interrupted. */
    private interface Swap {
        void run() throws Exception;
    }

    private synchronized void start(String id) throws Exception {
        RouteSet before = running.remove(id);
        try {
            start(id, wanted.get());
        } catch (Throwable e) {
            RouteMistake mistake = RouteMistake.of(context, e);
            forget(id);
            if (before != null) {
                start(id, before);
            }
            throw mistake;
        }
    }

    private void start(String id, RouteSet set) throws Exception {
        if (set.sources().containsKey(id)) {
            RouteDefinition route = set.load(context).get(id);
            control.prepare(route);
            model.addRouteDefinitions(List.of(route));
            running.put(id, set);
        }
    }

    /** What is left of a route that could not start. */
    private void forget(String id) throws Exception {
        stop.remove(id);
        model.getRouteDefinitions().removeIf(definition -> id.equals(definition.getId()));
    }
}
