package io.orderflow.observe;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an HTTP request is answered with. */
public record Answer(int status, String type, String body, Map<String, String> headers) {

    public Answer(int status, String type, String body) {
        this(status, type, body, Map.of());
    }

    public static Answer json(int status, String body) {
        return new Answer(status, "application/json", body);
    }

    /**
     * Why it can't be done, as RFC 9457 wants it.
     *
     * @param detail a sentence for the person who can do something about it
     */
    public static Answer problem(int status, String detail) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("title", HttpResponseStatus.valueOf(status).reasonPhrase());
        problem.put("status", status);
        problem.put("detail", detail);
        return new Answer(status, "application/problem+json", PrintableJson.of(problem));
    }

    public Answer with(String header, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new Answer(status, type, body, all);
    }

    /** Sends it, unless the connection is gone. */
    void send(RoutingContext request) {
        if (!request.response().closed() && !request.response().ended()) {
            if (isUnread(request.request())) {
                request.response().putHeader("Connection", "close");
            }
            headers.forEach(request.response()::putHeader);
            request.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", type)
                    .end(body);
        }
    }

    /** True where more of the request is to come, which nobody reads: its connection can't be used for another one. */
    static boolean isUnread(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        boolean hasBody = request.getHeader("Transfer-Encoding") != null || length != null && !length.equals("0");
        return hasBody && !request.isEnded();
    }
}
