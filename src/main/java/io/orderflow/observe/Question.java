package io.orderflow.observe;

import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;

/**
 * What an HTTP request asks for.
 *
 * @param who as the log names it: the user with the address it came from
 */
public record Question(String who, RoutingContext request) {

    static Question of(RoutingContext request) {
        String address = request.request().remoteAddress().hostAddress();
        String user = request.get(Access.USER);
        return new Question(user == null ? "somebody at " + address : user + " at " + address, request);
    }

    /** A part of the path, decoded. */
    public String path(String name) {
        return request.pathParam(name);
    }

    /** What stands behind the question mark under this name; empty where it does not. */
    public String query(String name) {
        String value = request.queryParams().get(name);
        return value == null ? "" : value;
    }

    public String body() {
        return request.body() == null || request.body().buffer() == null
                ? ""
                : request.body().buffer().toString(StandardCharsets.UTF_8);
    }
}
