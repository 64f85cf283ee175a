package io.orderflow.reload;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.spi.ShutdownPrepared;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Removes a route when its exchanges in flight are done, however long that takes. Camel's own graceful stop looks
 * once a second, and cuts the order off when its time is up.
 */
final class RouteStop {

    private static final Duration FIRST_PATIENCE = Duration.ofMillis(500);
    private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(8);
    private static final long LOOK_AGAIN_MS = 5;
    /** No exchange is in flight any more when Camel stops the route; Camel requires a timeout all the same. */
    private static final long LIMIT_S = 3600;

    private static final long QUEUE_LIMIT_S = 5;

    private final CamelContext context;

    RouteStop(CamelContext context) {
        this.context = context;
    }

    /** The gate at which the callers of a direct: route wait; null before any other. */
    static Gate gate(Route route) {
        return route != null
                        && route.getEndpoint() instanceof DirectEndpoint endpoint
                        && endpoint.getComponent() instanceof GatedDirect direct
                ? direct.gate(endpoint)
                : null;
    }

    /**
     * Lets nobody into the route any more; returns when none of its exchanges is in flight. Where an order stays inside
     * for long, or calls the route that it is in, those who wait are let in for a while in between.
     */
    void shut(Gate gate, String id) throws InterruptedException {
        Duration patience = FIRST_PATIENCE;
        while (!isShut(gate, id, patience)) {
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
            Duration doubled = patience.multipliedBy(2);
            patience = doubled.compareTo(LONGEST_PATIENCE) < 0 ? doubled : LONGEST_PATIENCE;
        }
    }

    /** A copy that the route has sent elsewhere is in flight too, and may have to come through its gate. */
    private boolean isShut(Gate gate, String id, Duration patience) throws InterruptedException {
        if (!gate.shut(patience)) {
            return false;
        }
        long end = System.nanoTime() + patience.toNanos();
        while (context.getInflightRepository().size(id) > 0) {
            if (System.nanoTime() > end) {
                gate.open();
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
        }
        return true;
    }

    /** Whether the route reads from a queue in memory, such as seda:, which it must work off before it stops. */
    static boolean isQueue(Route route) {
        return route != null
                && route.getConsumer() instanceof ShutdownAware aware
                && aware.deferShutdown(ShutdownRunningTask.CompleteCurrentTaskOnly)
                && gate(route) == null
                && !(route.getEndpoint() instanceof KafkaEndpoint);
    }

    /** The route's consumer takes nothing new; returns when what it had taken is done. */
    void drain(Route route) throws InterruptedException {
        Consumer consumer = route.getConsumer();
        if (route.getEndpoint() instanceof KafkaEndpoint kafka) {
            // it stops behind the order in flight, and commits; while it waits for that, it must not interrupt it
            kafka.getConfiguration().setShutdownTimeout((int) TimeUnit.SECONDS.toMillis(LIMIT_S));
            ServiceHelper.stopService(consumer);
        } else if (!isQueue(route)) {
            // one with a queue goes on: what is in the queue is in flight already
            if (consumer instanceof Suspendable) {
                ServiceHelper.suspendService(consumer);
            } else {
                ServiceHelper.stopService(consumer);
            }
        }
        while (isInFlight(route) || consumer instanceof ShutdownAware aware && aware.getPendingExchangesSize() > 0) {
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
        }
    }

    private boolean isInFlight(Route route) {
        return context.getInflightRepository().size(route.getId()) > 0;
    }

    /** Stops the route, which has no exchange in flight; what has come to its queue since then waits there. */
    void stop(String id) throws Exception {
        try (KeptQueue kept = keptQueue(context.getRoute(id))) {
            stopRoute(id);
        }
    }

    /** Removes the route, as {@link #stop} stops it. */
    void remove(String id) throws Exception {
        try (KeptQueue kept = keptQueue(context.getRoute(id))) {
            stopRoute(id);
            context.removeRoute(id);
        }
    }

    private void stopRoute(String id) throws Exception {
        long limit = isQueue(context.getRoute(id)) ? QUEUE_LIMIT_S : LIMIT_S;
        context.getRouteController().stopRoute(id, limit, TimeUnit.SECONDS);
    }

    private KeptQueue keptQueue(Route route) throws InterruptedException {
        if (KeptQueue.isBefore(route) && route.getConsumer() instanceof ShutdownPrepared consumer) {
            // its threads end, each behind what it does: Camel would wait for an empty queue, and then interrupt them
            consumer.prepareShutdown(false, true);
            while (isInFlight(route)) {
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
            }
        }
        return KeptQueue.of(route);
    }
}
