package io.orderflow.reload;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.model.FromDefinition;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** All routes that the files make, by id, in the order of the files. */
final class RouteSet {

    private final RouteFiles files;
    private final Map<Path, List<String>> ids = new LinkedHashMap<>();
    private final Map<String, RouteSource> sources = new LinkedHashMap<>();
    /** Where each route begins in its file. */
    private final Map<String, Integer> lines = new HashMap<>();
    /** The direct: endpoints from which its routes read, and those to which they send what nobody takes. */
    private Set<String> read = Set.of();

    private Map<String, String> missing = Map.of();
    private final List<String> warnings = new ArrayList<>();

    private RouteSet(RouteFiles files) {
        this.files = files;
    }

    /**
     * Reads the files, and finds out what each route is made of.
     *
     * @throws RouteMistake where a file is no list of routes, or two routes have one id
     */
    static RouteSet of(CamelContext context, RouteFiles files) {
        RouteSet set = new RouteSet(files);
        List<SourceFile> sources = new ArrayList<>();
        for (Path path : files.contents().keySet()) {
            sources.add(SourceFile.read(files, path));
        }
        List<RouteItem> everywhere = sources.stream()
                .flatMap(file -> file.items().stream())
                .filter(item -> item.isConfiguration() || item.isBeans())
                .toList();
        Map<String, String> places = new HashMap<>();
        for (SourceFile file : sources) {
            List<String> own = new ArrayList<>();
            for (RouteItem item : file.items()) {
                if (item.isRoute()) {
                    String id = context.resolvePropertyPlaceholders(item.id());
                    requireNew("route", id, item, file, places);
                    own.add(id);
                    set.lines.put(id, item.line());
                    set.sources.put(id, RouteSource.of(context, id, item, file, everywhere));
                } else if (item.isConfiguration()) {
                    item.text("id").ifPresent(id -> requireNew("routeConfiguration", id, item, file, places));
                }
            }
            set.ids.put(file.path(), own);
        }
        return set;
    }

    private RouteConfigurationBuilder builder(CamelContext context, Path file) throws Exception {
        try {
            return (RouteConfigurationBuilder) PluginHelper.getRoutesLoader(context)
                    .findRoutesBuilders(List.of(files.resource(file)))
                    .iterator()
                    .next();
        } catch (MarkedYamlEngineException e) {
            throw e;
        } catch (Exception | LinkageError e) {
            // its beans are made here; what goes wrong there has no line
            throw RouteMistake.ofBean(file, e);
        }
    }

    private static void requireNew(
            String kind, String id, RouteItem item, SourceFile file, Map<String, String> places) {
        if (id.isBlank()) {
            throw new RouteMistake(
                    file.path(),
                    item.line(),
                    "an id is wanted, and this one is empty; leave \"id\" out, or give it a name");
        }
        if (id.chars().anyMatch(Character::isISOControl)) {
            throw new RouteMistake(file.path(), item.line(), "an id is wanted without control characters");
        }
        String name = kind + " " + id;
        String before = places.putIfAbsent(name, "%s, line %d".formatted(file.path(), item.line()));
        if (before != null) {
            throw new RouteMistake(
                    file.path(),
                    item.line(),
                    "there is a %s already, in %s; each needs an id of its own".formatted(name, before));
        }
    }

    /**
     * Notes which routes call which.
     *
     * @param before the set that ran until now, or null: what it had, a person may have taken away on purpose
     * @throws RouteMistake where one calls a route that never was, or routes call each other in an endless circle
     */
    void requireCalls(DirectCalls calls, RouteSet before) {
        read = calls.read();
        missing = calls.missing();
        missing.forEach((target, sentence) -> {
            if (before == null || !before.read.contains(target) && !before.missing.containsKey(target)) {
                throw new RouteMistake(sentence);
            }
        });
        calls.requireNoCircle();
    }

    /** Who sends to a route that was taken away, and so waits or fails, each in a sentence. */
    List<String> waiting() {
        return missing.entrySet().stream()
                .map(call -> call.getValue() + " any more, and what is sent there "
                        + (call.getKey().startsWith("direct:") ? "waits" : "fails"))
                .toList();
    }

    RouteFiles files() {
        return files;
    }

    void warn(List<String> sentences) {
        warnings.addAll(sentences);
    }

    /** What a person should know of these routes, though they can run. */
    List<String> warnings() {
        return warnings;
    }

    /** What each route is made of, by its id. */
    Map<String, RouteSource> sources() {
        return sources;
    }

    /**
     * Loads the files with Camel's own loader, and makes their route configurations those of the context.
     *
     * @return the definitions, by id; none of them is added to the context
     */
    Map<String, RouteDefinition> load(CamelContext context) throws Exception {
        Map<Path, RouteConfigurationBuilder> builders = new LinkedHashMap<>();
        for (Path file : ids.keySet()) {
            builders.put(file, builder(context, file));
        }
        ((ModelCamelContext) context).getRouteConfigurationDefinitions().clear();
        for (RouteConfigurationBuilder builder : builders.values()) {
            builder.addRouteConfigurationsToCamelContext(context);
        }
        Map<String, RouteDefinition> definitions = new LinkedHashMap<>();
        for (Map.Entry<Path, RouteConfigurationBuilder> file : builders.entrySet()) {
            List<RouteDefinition> routes =
                    file.getValue().configureRoutes(context).getRoutes();
            List<String> own = ids.get(file.getKey());
            for (int i = 0; i < routes.size(); i++) {
                routes.get(i).setId(own.get(i));
                requireLine(routes.get(i).getInput(), lines.get(own.get(i)));
                definitions.put(own.get(i), routes.get(i));
            }
            file.getValue().prepareModel(context);
        }
        return definitions;
    }

    /** Of what stands in braces on one line, Camel has the line before. */
    private static void requireLine(FromDefinition from, int line) {
        if (from.getLineNumber() < line) {
            from.setLineNumber(line);
        }
    }
}
