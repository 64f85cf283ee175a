package io.orderflow.reload;

import io.orderflow.settings.RealPath;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.CamelContextHelper;

/**
 * A route that would take the order files which another one reads and moves when they are sent. Whichever reads them with
 * the inbox's filter is theirs, so that one's own can stand in the place of receive-orders.
 */
final class SharedInbox {

    private static final String FILTER = "orderFiles";

    private record Reader(RouteDefinition route, FileEndpoint endpoint, Path folder) {

        boolean readsOrderFiles(CamelContext context) {
            return endpoint.getFilter() != null
                    && endpoint.getFilter() == context.getRegistry().lookupByName(FILTER)
                    && !Boolean.FALSE.equals(CamelContextHelper.parseBoolean(context, route.getAutoStartup()));
        }

        boolean takesFrom(Path other) {
            return folder.equals(other) || endpoint.isRecursive() && other.startsWith(folder);
        }

        /** False where its own options leave these endings to others. */
        boolean takesOneOf(List<String> extensions) {
            return extensions.stream().map(extension -> "orders." + extension).anyMatch(this::takes);
        }

        private boolean takes(String name) {
            if (endpoint.getIncludePattern() != null) {
                return endpoint.getIncludePattern().matcher(name).matches();
            }
            return endpoint.getIncludeExt() == null
                    || Arrays.stream(endpoint.getIncludeExt().split(","))
                            .anyMatch(extension -> name.endsWith("." + extension.strip()));
        }
    }

    private SharedInbox() {}

    /** @throws RouteMistake where two routes would take order files from each other, with both and what to do */
    static void requireNone(ModelCamelContext context) {
        List<String> extensions = List.of(context.resolvePropertyPlaceholders("{{orders.inbox.extensions:json}}")
                .split(","));
        List<Reader> readers = context.getRouteDefinitions().stream()
                .filter(route -> context.getEndpoint(route.getInput().getEndpointUri()) instanceof FileEndpoint)
                .map(route -> {
                    FileEndpoint endpoint =
                            (FileEndpoint) context.getEndpoint(route.getInput().getEndpointUri());
                    return new Reader(
                            route, endpoint, RealPath.of(endpoint.getFile().toPath()));
                })
                .toList();
        readers.stream().filter(reader -> reader.readsOrderFiles(context)).forEach(owner -> readers.stream()
                .filter(other -> other != owner && other.takesFrom(owner.folder) && other.takesOneOf(extensions))
                .forEach(other -> {
                    throw mistake(owner, other);
                }));
    }

    private static RouteMistake mistake(Reader owner, Reader other) {
        return new RouteMistake(
                "%s: it would take order files from %s, which reads them in the folder %s; let it read another folder, or change that route"
                        .formatted(place(other), place(owner), owner.endpoint.getFile()));
    }

    private static String place(Reader reader) {
        return StepPlace.of(reader.route.getInput(), reader.route.getId());
    }
}
