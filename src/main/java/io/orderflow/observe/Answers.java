package io.orderflow.observe;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** Sends answers. */
final class Answers {

    private Answers() {}

    static void send(RoutingContext request, Answer answer) {
        if (!request.response().closed() && !request.response().ended()) {
            if (isUnread(request.request())) {
                request.response().putHeader("Connection", "close");
            }
            answer.headers().forEach(request.response()::putHeader);
            request.response()
                    .setStatusCode(answer.status())
                    .putHeader("Content-Type", answer.type())
                    .end(answer.body());
        }
    }

    /** True where more of the request is to come, which nobody reads: its connection can't be used for another one. */
    static boolean isUnread(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        boolean hasBody = request.getHeader("Transfer-Encoding") != null || length != null && !length.equals("0");
        return hasBody && !request.isEnded();
    }
}
