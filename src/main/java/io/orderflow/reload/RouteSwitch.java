package io.orderflow.reload;

import io.orderflow.consumer.RecordConsumer;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;

/** Pauses, resumes, stops and starts a route. What is in flight is done first, and who calls it waits before its gate. */
public final class RouteSwitch {

    private static final long LOOK_AGAIN_MS = 5;
    private static final long LIMIT_S = 3_600;

    private final CamelContext context;
    private final RouteStop stop;

    RouteSwitch(CamelContext context) {
        this.context = context;
        this.stop = new RouteStop(context);
    }

    /** As Camel names it, but that a paused consumer of ours is suspended as well. */
    public static ServiceStatus status(Route route) {
        ServiceStatus status = route.getCamelContext().getRouteController().getRouteStatus(route.getRouteId());
        return status == ServiceStatus.Started
                        && route.getConsumer() instanceof RecordConsumer reader
                        && reader.isPaused()
                ? ServiceStatus.Suspended
                : status;
    }

    void pause(Route route) throws Exception {
        settle(route);
        if (!(route.getConsumer() instanceof RecordConsumer)) {
            context.getRouteController().suspendRoute(route.getRouteId(), LIMIT_S, TimeUnit.SECONDS);
        }
    }

    void stop(Route route) throws Exception {
        if (status(route) == ServiceStatus.Started) {
            settle(route);
        }
        stop.stop(route.getRouteId());
    }

    void start(Route route) throws Exception {
        context.getRouteController().startRoute(route.getRouteId());
    }

    /** Takes nothing new; returns when nothing is in flight. */
    private void settle(Route route) throws InterruptedException {
        Gate gate = RouteStop.gate(route);
        if (gate != null) {
            stop.shut(gate, route.getRouteId());
        } else if (route.getConsumer() instanceof RecordConsumer reader) {
            reader.pause(true);
            while (reader.state().inWork() > 0) {
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
            }
        } else {
            stop.drain(route);
        }
    }

    void resume(Route route) throws Exception {
        String id = route.getRouteId();
        if (route.getConsumer() instanceof RecordConsumer reader && reader.isPaused() && reader.isStarted()) {
            reader.pause(false);
        } else if (context.getRouteController().getRouteStatus(id) == ServiceStatus.Suspended) {
            context.getRouteController().resumeRoute(id);
        } else {
            context.getRouteController().startRoute(id);
        }
    }

    static void open(Route route) {
        Gate gate = RouteStop.gate(route);
        if (gate != null) {
            gate.open();
        }
    }
}
