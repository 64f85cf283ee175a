package io.orderflow.observe;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which methods a path takes. Vert.x knows it, but tells it only to who has no answer of his own for what a path does not take. */
final class AllowedMethods {

    private AllowedMethods() {}

    /** As the header {@code Allow} has them. */
    static String of(Router router, String path) {
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
}
