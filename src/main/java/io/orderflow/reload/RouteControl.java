package io.orderflow.reload;

import io.orderflow.consumer.RecordConsumer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.model.RouteDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses, resumes, stops and starts routes as a person asks, and knows what a person has done with each: a route that is
 * saved meanwhile stays as the person left it.
 */
public final class RouteControl {

    /** What may be asked for. */
    public enum Action {
        PAUSE,
        RESUME,
        STOP,
        START
    }

    private static final Logger LOG = LoggerFactory.getLogger("routes");
    private static final long PATIENCE_MS = 5_000;

    private final CamelContext context;
    private final RouteSwitch switches;
    private final ExecutorService threads;
    private final Map<String, ByHand> byHand = new ConcurrentHashMap<>();
    private final Map<String, Future<?>> running = new ConcurrentHashMap<>();
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    public RouteControl(CamelContext context) {
        this.context = context;
        this.switches = new RouteSwitch(context);
        this.threads = context.getExecutorServiceManager().newCachedThreadPool(this, "route-control");
    }

    /**
     * Does it, and waits a while for its end.
     *
     * @param by who asks
     * @return false where what is in flight is not done yet: it goes on until it is
     * @throws IllegalArgumentException where there is no such route
     * @throws IllegalStateException where that can't be done now, with a sentence
     */
    public boolean act(String id, Action action, String by) throws InterruptedException {
        Future<?> doing = begin(id, action, by);
        try {
            doing.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(RouteMistake.sentence(context, e.getCause()), e);
        }
    }

    private synchronized Future<?> begin(String id, Action action, String by) {
        if (context.getRoute(id) == null) {
            throw new IllegalArgumentException("There is no route " + id);
        }
        Future<?> before = running.get(id);
        if (before != null && !before.isDone()) {
            throw new IllegalStateException(
                    "Something is being done with %s already: what is in flight is done first".formatted(id));
        }
        requireSense(id, action);
        ByHand last = byHand.get(id);
        if (action == Action.PAUSE || action == Action.STOP) {
            String what = action == Action.PAUSE ? "paused" : "stopped";
            byHand.put(id, new ByHand(what, by, System.currentTimeMillis(), false));
        }
        Future<?> doing = threads.submit(() -> {
            run(id, action, last);
            return null;
        });
        running.put(id, doing);
        return doing;
    }

    private void requireSense(String id, Action action) {
        boolean runs = runs(id);
        boolean paused = isPaused(id);
        String why =
                switch (action) {
                    case PAUSE -> runs ? null : "%s does not run, so it can't be paused";
                    case RESUME -> paused ? null : "%s is not paused";
                    case STOP -> runs || paused ? null : "%s is stopped already";
                    case START -> runs || paused ? "%s is not stopped" : null;
                };
        if (why != null) {
            throw new IllegalStateException(why.formatted(id));
        }
    }

    private boolean runs(String id) {
        return RouteSwitch.status(context.getRoute(id)) == ServiceStatus.Started;
    }

    /** A paused route that was saved meanwhile has not started. */
    private boolean isPaused(String id) {
        ByHand hand = byHand.get(id);
        return RouteSwitch.status(context.getRoute(id)) == ServiceStatus.Suspended
                || hand != null && hand.what().equals("paused") && !runs(id);
    }

    private void run(String id, Action action, ByHand last) throws Exception {
        Route route = null;
        ReentrantLock lock = lock(id);
        try {
            route = context.getRoute(id);
            if (route == null) {
                throw new IllegalStateException("There is no route %s any more".formatted(id));
            }
            switch (action) {
                case PAUSE -> switches.pause(route);
                case STOP -> switches.stop(route);
                case RESUME -> switches.resume(route);
                case START -> switches.start(route);
            }
            if (action == Action.PAUSE || action == Action.STOP) {
                byHand.computeIfPresent(id, (i, hand) -> new ByHand(hand.what(), hand.by(), hand.time(), true));
            } else {
                byHand.remove(id);
                RouteSwitch.open(route);
            }
        } catch (Throwable e) {
            byHand.compute(id, (i, now) -> last);
            if (route != null && last == null) {
                RouteSwitch.open(route);
            }
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** What was done by hand with the route, and holds. */
    public Optional<ByHand> byHand(String id) {
        return Optional.ofNullable(byHand.get(id));
    }

    /** Makes a route that is about to be added what a person has left it as. */
    void prepare(RouteDefinition route) {
        ByHand hand = byHand.get(route.getRouteId());
        if (hand == null) {
            return;
        }
        if (hand.what().equals("paused") && route.getInput().getEndpointUri().startsWith("kafka:")) {
            // it is to keep its place in the group
            route.routeProperty(RecordConsumer.PAUSED, "true");
        } else {
            route.autoStartup(false);
        }
    }

    /** One at a time does something with a route. @return the lock, which that thread has now */
    ReentrantLock lock(String id) throws InterruptedException {
        ReentrantLock lock = locks.computeIfAbsent(id, i -> new ReentrantLock());
        lock.lockInterruptibly();
        return lock;
    }

    /**
     * Waits for nothing any more: the program is stopping. A route that a person has paused or stopped goes on where orders
     * wait before it in memory, which the end would lose.
     */
    public void end() {
        threads.shutdownNow();
        byHand.keySet().forEach(id -> workOff(context.getRoute(id)));
        if (context.hasComponent("direct") instanceof GatedDirect direct) {
            direct.end();
        }
    }

    private void workOff(Route route) {
        int waiting = KeptQueue.waiting(route);
        if (waiting > 0) {
            LOG.info("{} goes on, since the program ends: {} wait before it in memory", route.getRouteId(), waiting);
            try {
                switches.resume(route);
            } catch (Exception e) {
                LOG.error("{} does not go on: {}", route.getRouteId(), RouteMistake.sentence(context, e));
            }
        }
    }
}
