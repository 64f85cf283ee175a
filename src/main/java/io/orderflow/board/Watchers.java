package io.orderflow.board;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The open pages, each told by server-sent events. A page that is too slow misses some, and holds nobody up. */
final class Watchers {

    private static final int MOST = 50;

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
     * Keeps the connection open.
     *
     * @param first what the page is told at once
     */
    void add(RoutingContext request, Supplier<String> first) {
        if (watchers.size() >= MOST) {
            request.response().setStatusCode(503).putHeader("Retry-After", "10").end("Too many pages are open\n");
            return;
        }
        HttpServerResponse response = request.response();
        response.setChunked(true).putHeader("Content-Type", "text/event-stream");
        Watcher watcher = new Watcher(request.vertx().getOrCreateContext(), response);
        response.closeHandler(closed -> watchers.remove(watcher));
        response.exceptionHandler(gone -> watchers.remove(watcher));
        request.vertx()
                .executeBlocking(() -> event(first.get()), false)
                .onSuccess(event -> {
                    response.write("retry: 2000\n\n" + event);
                    watchers.add(watcher);
                    if (response.closed()) {
                        watchers.remove(watcher);
                    }
                })
                .onFailure(request::fail);
    }

    boolean isEmpty() {
        return watchers.isEmpty();
    }

    void send(String json) {
        String event = event(json);
        watchers.forEach(watcher -> watcher.send(event));
    }

    private static String event(String json) {
        return "data: " + json + "\n\n";
    }
}
