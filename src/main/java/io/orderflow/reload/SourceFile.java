package io.orderflow.reload;

import io.orderflow.failure.Causes;
import io.orderflow.settings.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** The items of one file of routes, in their order. */
record SourceFile(Path path, List<RouteItem> items) {

    /** @throws RouteMistake where the file is empty, no list, or has an item of a kind that can't be there */
    static SourceFile read(RouteFiles files, Path path) {
        try {
            return parse(files, path);
        } catch (MarkedYamlEngineException e) {
            throw e;
        } catch (YamlEngineException e) {
            // such as too many aliases: it knows no place
            throw new RouteMistake("%s: %s".formatted(path, YamlFault.words(Causes.plainReason(e))), e);
        }
    }

    private static SourceFile parse(RouteFiles files, Path path) {
        LoadSettings settings = LoadSettings.builder().setLabel(path.toString()).build();
        StreamReader reader =
                new StreamReader(settings, RouteText.of(path, files.contents().get(path)));
        Node root = new Composer(settings, new ParserImpl(settings, reader))
                .getSingleNode()
                .orElseThrow(() -> new RouteMistake(path, 1, "the file is empty; a list of routes is wanted"));
        if (!(root instanceof SequenceNode list)) {
            throw mistake(path, root, "a list is wanted, each item of it beginning with \"- route:\"");
        }
        List<RouteItem> items = new ArrayList<>();
        for (Node item : list.getValue()) {
            items.add(item(path, item, new StandardConstructor(settings)));
        }
        return new SourceFile(path, items);
    }

    private static RouteItem item(Path path, Node node, StandardConstructor constructor) {
        Object data = constructor.constructSingleDocument(Optional.of(node));
        if (standsInItself(data, new IdentityHashMap<>())) {
            throw mistake(path, node, "something stands within itself: an alias (*name) in what has that name (&name)");
        }
        if (!(data instanceof Map<?, ?> map) || map.size() != 1) {
            throw mistake(path, node, "an item with one key is wanted, such as \"- route:\"");
        }
        Map.Entry<?, ?> entry = map.entrySet().iterator().next();
        String kind = String.valueOf(entry.getKey());
        List<String> kinds = RouteItem.kinds();
        if (!kinds.contains(kind)) {
            String hint = Nearest.hint(kind, kinds);
            String list = (hint.isEmpty() ? "; what can: " : hint + " What can: ") + String.join(", ", kinds);
            throw mistake(path, node, kind + " can't be here" + list);
        }
        RouteItem item = new RouteItem(kind, entry.getValue(), line(node));
        String lack = item.isRoute() ? item.lack() : null;
        if (lack != null) {
            throw mistake(path, node, lack);
        }
        return item;
    }

    /** @param around true for what is around this value, false for what has been looked through */
    private static boolean standsInItself(Object value, Map<Object, Boolean> around) {
        Collection<?> parts =
                value instanceof Map<?, ?> map ? map.values() : value instanceof Collection<?> list ? list : List.of();
        if (parts.isEmpty()) {
            return false;
        }
        Boolean known = around.putIfAbsent(value, true);
        if (known != null) {
            return known;
        }
        boolean found = parts.stream().anyMatch(part -> standsInItself(part, around));
        around.put(value, false);
        return found;
    }

    private static RouteMistake mistake(Path path, Node node, String sentence) {
        return new RouteMistake(path, line(node), sentence);
    }

    private static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }
}
