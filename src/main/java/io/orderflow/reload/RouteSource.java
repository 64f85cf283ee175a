package io.orderflow.reload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.support.PatternHelper;

/**
 * What a route is made of: where two of them are equal, the routes are.
 *
 * @param id what the route is known by
 * @param parts its own text, and that of the route configurations, beans and error handling that apply to it, as maps
 *     and lists: comments, blanks and the name of the file say nothing
 */
record RouteSource(String id, List<Object> parts) {

    /** @param everywhere the route configurations and beans of all files */
    static RouteSource of(
            CamelContext context, String id, RouteItem route, SourceFile file, List<RouteItem> everywhere) {
        List<Object> parts = new ArrayList<>(Arrays.asList(route.kind(), route.content()));
        file.items().stream()
                .filter(item -> item.isOfTheFile() || item.isBeans())
                .forEach(item -> parts.add(item.content()));
        String pattern = context.resolvePropertyPlaceholders(
                route.text("routeConfigurationId").orElse(""));
        everywhere.stream()
                .filter(item -> item.isConfiguration() && applies(item, pattern))
                .forEach(item -> parts.add(item.content()));
        addBeans(parts, everywhere);
        return new RouteSource(id, parts);
    }

    /** Besides those of the file, those that are named in the parts, and those that these name. */
    private static void addBeans(List<Object> parts, List<RouteItem> everywhere) {
        int size;
        do {
            size = parts.size();
            String text = parts.toString();
            everywhere.stream()
                    .filter(item -> item.isBeans() && item.isNamedIn(text) && !parts.contains(item.content()))
                    .forEach(item -> parts.add(item.content()));
        } while (parts.size() > size);
    }

    /** As Camel decides it: a configuration without an id is every route's. */
    private static boolean applies(RouteItem configuration, String patterns) {
        return configuration.text("id").isEmpty()
                || PatternHelper.matchPatterns(configuration.text("id").get(), patterns.split(","));
    }
}
