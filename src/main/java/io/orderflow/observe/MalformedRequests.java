package io.orderflow.observe;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/** Answers what is no HTTP, or too long, before a path is known. */
final class MalformedRequests implements Handler<HttpServerRequest> {

    @Override
    public void handle(HttpServerRequest request) {
        Answer answer = answer(request.decoderResult().cause());
        request.response()
                .setStatusCode(answer.status())
                .putHeader("Content-Type", answer.type())
                .putHeader("Connection", "close")
                .end(answer.body())
                .onComplete(sent -> request.connection().close());
    }

    private static Answer answer(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Answer.problem(414, "The path is too long");
        }
        return cause instanceof TooLongHttpHeaderException
                ? Answer.problem(431, "The headers are too long")
                : Answer.problem(400, "The request is not valid HTTP");
    }
}
