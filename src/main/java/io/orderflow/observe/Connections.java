package io.orderflow.observe;

import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The open connections, bounded in number. Where there are too many, the one is closed that has been waiting longest for
 * its request, so that half requests cost each other their place and nobody else. To be used in one thread.
 */
final class Connections {

    private final Limits limits;
    private final Repetitions repetitions;
    private final Map<HttpConnection, Long> waiting = new LinkedHashMap<>();
    private final Set<HttpConnection> busy = new HashSet<>();

    Connections(Limits limits, Repetitions repetitions) {
        this.limits = limits;
        this.repetitions = repetitions;
    }

    void add(HttpConnection connection) {
        if (waiting.size() + busy.size() >= limits.connections()) {
            repetitions.add("More than %d HTTP connections are open, some from %s; those that wait longest are closed"
                    .formatted(limits.connections(), connection.remoteAddress().hostAddress()));
            if (waiting.isEmpty()) {
                connection.close();
                return;
            }
            HttpConnection oldest = waiting.keySet().iterator().next();
            waiting.remove(oldest);
            oldest.close();
        }
        connection.closeHandler(closed -> {
            waiting.remove(connection);
            busy.remove(connection);
        });
        waiting.put(connection, System.nanoTime());
    }

    /** Closes a connection whose request goes on after the answer, since nobody reads it; else it waits for the next one. */
    void follow(RoutingContext request) {
        HttpConnection connection = request.request().connection();
        request.addEndHandler(ended -> {
            boolean open = waiting.remove(connection) != null | busy.remove(connection);
            if (Answer.isUnread(request.request())) {
                connection.close();
            } else if (open && ended.succeeded()) {
                waiting.put(connection, System.nanoTime());
            }
        });
        request.next();
    }

    /** Leaves a connection alone until its request is answered; not for what anyone may ask. */
    void begin(RoutingContext request) {
        HttpConnection connection = request.request().connection();
        if (!Access.isProbe(request) && waiting.remove(connection) != null) {
            busy.add(connection);
        }
        request.next();
    }

    /** To be called often: closes those that have waited too long. */
    void closeLate() {
        long oldest = System.nanoTime() - limits.request().toNanos();
        List<HttpConnection> late = waiting.entrySet().stream()
                .takeWhile(entry -> entry.getValue() - oldest < 0)
                .map(Map.Entry::getKey)
                .toList();
        late.forEach(HttpConnection::close);
    }
}
