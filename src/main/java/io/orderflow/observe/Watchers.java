package io.orderflow.observe;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The open pages, each notified by server-sent events. A page that is too slow misses some and delays nobody. */
public final class Watchers {

    static final String TYPE = "text/event-stream";

    private static final int MOST = 50;

    private final Set<Watcher> places = new HashSet<>();
    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();

    private record Watcher(Context context, HttpServerResponse response) {

        void send(String event) {
            context.runOnContext(ready -> {
                if (!response.closed() && !response.ended() && !response.writeQueueFull()) {
                    response.write(event);
                }
            });
        }
    }

    /**
     * Keeps the connection open, where there is a place.
     *
     * @param first makes the event that the page gets at once
     */
    void add(RoutingContext request, Supplier<Future<String>> first) {
        if (request.request().method() == HttpMethod.HEAD) {
            (hasPlace() ? new Answer(200, TYPE, "") : refusal()).send(request);
            return;
        }
        HttpServerResponse response = request.response();
        Watcher watcher = new Watcher(request.vertx().getOrCreateContext(), response);
        if (!enter(watcher)) {
            refusal().send(request);
            return;
        }
        request.addEndHandler(ended -> leave(watcher));
        response.setChunked(true).putHeader("Content-Type", TYPE);
        first.get()
                .onSuccess(json -> {
                    response.write("retry: 2000\n\n" + event(json));
                    watchers.add(watcher);
                    if (response.closed()) {
                        leave(watcher);
                    }
                })
                .onFailure(request::fail);
    }

    private synchronized boolean hasPlace() {
        return places.size() < MOST;
    }

    /** The place is taken at once, since others come while the page's first event is made. */
    private synchronized boolean enter(Watcher watcher) {
        return hasPlace() && places.add(watcher);
    }

    private synchronized void leave(Watcher watcher) {
        places.remove(watcher);
        watchers.remove(watcher);
    }

    private static Answer refusal() {
        return Answer.problem(
                        503,
                        "%d pages of the board are open, and there can't be more; close one of them".formatted(MOST))
                .with("Retry-After", "10");
    }

    public boolean isEmpty() {
        return watchers.isEmpty();
    }

    public void send(String json) {
        String event = event(json);
        watchers.forEach(watcher -> watcher.send(event));
    }

    private static String event(String json) {
        return "data: " + json + "\n\n";
    }
}
