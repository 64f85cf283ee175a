package io.orderflow.observe;

import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The open connections, bounded in number. Where there are too many, the one is closed that has been waiting longest for
 * its request or for the next part of its body, so that half requests cost each other their place and nobody else. To be
 * used in one thread.
 */
final class Connections {

    /** What a request has whose body is read to its end behind the answer: who is cut off while sending may lose the answer. */
    static final String READ_ON = "read-on";

    private final Limits limits;
    private final Repetitions repetitions;
    private final Map<HttpConnection, Traffic> waiting = new LinkedHashMap<>();
    private final Map<HttpConnection, Traffic> busy = new HashMap<>();

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
            waiting.remove(oldest).cut();
        }
        connection.closeHandler(closed -> {
            waiting.remove(connection);
            busy.remove(connection);
        });
        waiting.put(connection, new Traffic(connection, () -> goOn(connection)));
        Pipelined.guard(connection);
    }

    /** One whose body comes has not been waiting since its headers came. */
    private void goOn(HttpConnection connection) {
        Traffic traffic = waiting.get(connection);
        // one that reads no answer can't keep its place by sending on
        if (traffic != null && !traffic.isSending()) {
            waiting.remove(connection);
            await(connection, traffic);
        }
    }

    private void await(HttpConnection connection, Traffic traffic) {
        traffic.move();
        waiting.put(connection, traffic);
    }

    /** Closes a connection whose request goes on after the answer, since nobody reads it; else it waits for the next one. */
    void follow(RoutingContext request) {
        HttpConnection connection = request.request().connection();
        if (waiting.containsKey(connection)) {
            waiting.get(connection).ask(request.request());
        }
        request.addEndHandler(ended -> {
            Traffic traffic = busy.containsKey(connection) ? busy.remove(connection) : waiting.remove(connection);
            if (traffic != null && ended.succeeded()) {
                await(connection, traffic);
            }
            if (Answer.isUnread(request.request())) {
                if (request.get(READ_ON) == null) {
                    connection.close();
                } else {
                    request.request().end().onComplete(whole -> connection.close());
                }
            }
        });
        request.next();
    }

    /** Leaves a connection alone from its request's end until its answer; not for what anyone may ask. */
    void begin(RoutingContext request) {
        if (!Access.isProbe(request)) {
            if (Answer.isUnread(request.request())) {
                request.request().end().onSuccess(whole -> answer(request));
            } else {
                answer(request);
            }
        }
        request.next();
    }

    private void answer(RoutingContext request) {
        HttpConnection connection = request.request().connection();
        Traffic traffic = request.response().ended() ? null : waiting.remove(connection);
        if (traffic != null) {
            traffic.move();
            busy.put(connection, traffic);
        }
    }

    /** To be called often: closes those that have stood still for too long. */
    void closeLate() {
        List<Traffic> late = Stream.concat(
                        waiting.values().stream()
                                .filter(traffic ->
                                        traffic.isStillFor(traffic.isSending() ? limits.answer() : limits.request())),
                        busy.values().stream().filter(traffic -> traffic.isStillFor(limits.answer())))
                .toList();
        late.forEach(Traffic::cut);
    }
}
