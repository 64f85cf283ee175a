package io.orderflow.observe;

import io.vertx.ext.web.RoutingContext;

/** Sends answers. */
final class Answers {

    private Answers() {}

    static void send(RoutingContext request, Answer answer) {
        if (!request.response().closed() && !request.response().ended()) {
            answer.headers().forEach(request.response()::putHeader);
            request.response()
                    .setStatusCode(answer.status())
                    .putHeader("Content-Type", answer.type())
                    .end(answer.body());
        }
    }
}
