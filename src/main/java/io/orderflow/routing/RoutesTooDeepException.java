package io.orderflow.routing;

/** Routes call each other deeper than anybody means them to: most likely one of them calls itself. */
public final class RoutesTooDeepException extends RuntimeException {

    RoutesTooDeepException(String path) {
        super("%s: more than %d routes deep, it calls itself without an end".formatted(path, RouteDepth.LIMIT));
    }
}
