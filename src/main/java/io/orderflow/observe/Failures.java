package io.orderflow.observe;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.orderflow.failure.Causes;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a request that can't be served with its status and a sentence. Vert.x would log the stack trace of each. */
final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger("board");

    private final Repetitions repetitions;

    Failures(Repetitions repetitions) {
        this.repetitions = repetitions;
    }

    /** Answers what is no HTTP, or too long, before a path is known or in the middle of a body. */
    static void malformed(HttpServerRequest request) {
        Answer answer = request.version() == null
                ? unknownVersion()
                : answer(request.decoderResult().cause());
        request.response()
                .setStatusCode(answer.status())
                .putHeader("Content-Type", answer.type())
                .putHeader("Connection", "close")
                .end(answer.body())
                .onComplete(sent -> request.connection().close());
    }

    private static Answer unknownVersion() {
        return Answer.problem(501, "HTTP/1.1 is spoken here, and HTTP/1.0");
    }

    private static Answer answer(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Answer.problem(414, "The path is too long");
        }
        return cause instanceof TooLongHttpHeaderException
                ? Answer.problem(431, "The headers are too long")
                : Answer.problem(400, sentence(400));
    }

    void handle(Router router) {
        for (int status = 400; status < 600; status++) {
            router.errorHandler(status, request -> answer(router, request));
        }
    }

    private void answer(Router router, RoutingContext request) {
        int status = isMalformed(request) ? 400 : request.statusCode();
        if (status >= 500) {
            LOG.debug("An HTTP request failed", request.failure());
            repetitions.add("An HTTP request failed: " + words(request.failure()));
        }
        if (!request.response().headWritten()) {
            Answer answer = status == 405 ? notAllowed(router, request) : Answer.problem(status, sentence(status));
            answer.send(request);
        }
    }

    /** The same where somebody asks what is allowed. */
    private static Answer notAllowed(Router router, RoutingContext request) {
        String allowed = allowed(router, request.normalizedPath());
        Answer answer = request.request().method() == HttpMethod.OPTIONS
                ? Answer.json(204, "")
                : Answer.problem(405, "This path takes " + allowed);
        return answer.with("Allow", allowed);
    }

    /** Vert.x knows it, and gives it only where the program has no answer of its own for a method that a path does not take. */
    private static String allowed(Router router, String path) {
        TreeSet<String> methods = new TreeSet<>();
        methods.add(HttpMethod.OPTIONS.name());
        for (Route route : router.getRoutes()) {
            if (route.getPath() != null && route.methods() != null && isOf(route, path)) {
                route.methods().forEach(method -> methods.add(method.name()));
            }
        }
        return String.join(", ", methods);
    }

    private static boolean isOf(Route route, String path) {
        String pattern = "\\Q" + route.getPath().replaceAll(":\\w+", "\\\\E[^/]+\\\\Q") + "\\E";
        return Pattern.matches(pattern, path);
    }

    /** Vert.x notices it only when it is asked for the path. */
    private static boolean isMalformed(RoutingContext request) {
        try {
            return request.normalizedPath() == null;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    private static String words(Throwable failure) {
        return failure == null ? "no reason given" : Causes.words(Causes.root(failure));
    }

    private static String sentence(int status) {
        return switch (status) {
            case 400 -> "The request is not valid HTTP";
            case 404 -> "There is nothing here";
            case 413 -> "The body is too large: 1 MB is the limit";
            default -> status < 500 ? "The request can't be served" : "It can't be answered; the log says why";
        };
    }
}
