package io.orderflow.reload;

import io.orderflow.settings.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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
record SourceFile(Path path, List<Item> items) {

    private static final String ROUTE = "route";
    private static final String FROM = "from";
    private static final String CONFIGURATION = "routeConfiguration";
    private static final String BEANS = "beans";
    private static final Pattern GROUP = Pattern.compile("[?&]groupId=([^&]*)");
    private static final Set<String> OF_THE_FILE = Set.of(
            "errorHandler", "onException", "onCompletion", "intercept", "interceptFrom", "interceptSendToEndpoint");

    /**
     * @param kind the word before the colon
     * @param content what stands behind it
     */
    record Item(String kind, Object content, int line) {

        boolean isRoute() {
            return kind.equals(ROUTE) || kind.equals(FROM);
        }

        boolean isConfiguration() {
            return kind.equals(CONFIGURATION);
        }

        boolean isBeans() {
            return kind.equals(BEANS);
        }

        /** Something that applies to each route of the file. */
        boolean isOfTheFile() {
            return OF_THE_FILE.contains(kind);
        }

        /** Whether this text may mean one of the beans, by its name or its class. */
        boolean isNamedIn(String text) {
            return !(content instanceof List<?> beans)
                    || beans.stream()
                            .anyMatch(bean -> !(bean instanceof Map<?, ?> map)
                                    || text.contains(String.valueOf(map.get("name")))
                                    || text.contains(String.valueOf(map.get("type"))));
        }

        /** A text directly in the item; empty where it isn't there. */
        Optional<String> text(String key) {
            return content instanceof Map<?, ?> map
                    ? Optional.ofNullable(map.get(key)).map(Object::toString)
                    : Optional.empty();
        }

        /** Where the route reads from, as it is written. */
        String from() {
            return input() instanceof Map<?, ?> map ? String.valueOf(map.get("uri")) : String.valueOf(input());
        }

        /** The group in which the route reads, as it is written; empty where it names none. */
        Optional<String> group() {
            return input() instanceof Map<?, ?> map
                            && map.get("parameters") instanceof Map<?, ?> parameters
                            && parameters.get("groupId") != null
                    ? Optional.of(parameters.get("groupId").toString())
                    : GROUP.matcher(from())
                            .results()
                            .map(group -> group.group(1))
                            .findFirst();
        }

        private Object input() {
            return kind.equals(ROUTE) && content instanceof Map<?, ?> map ? map.get(FROM) : content;
        }
    }

    /** @throws RouteMistake where the file is empty, no list, or has an item of a kind that can't be there */
    static SourceFile read(RouteFiles files, Path path) {
        try {
            return parse(files, path);
        } catch (MarkedYamlEngineException e) {
            throw e;
        } catch (YamlEngineException e) {
            // such as too many aliases: it knows no place
            throw new RouteMistake("%s: %s".formatted(path, e.getMessage()), e);
        }
    }

    private static SourceFile parse(RouteFiles files, Path path) {
        LoadSettings settings = LoadSettings.builder().setLabel(path.toString()).build();
        StreamReader reader =
                new StreamReader(settings, RouteText.of(path, files.contents().get(path)));
        Node root = new Composer(settings, new ParserImpl(settings, reader))
                .getSingleNode()
                .orElseThrow(() -> mistake(path, 1, "the file is empty; a list of routes is wanted"));
        if (!(root instanceof SequenceNode list)) {
            throw mistake(path, line(root), "a list is wanted, each item of it beginning with \"- route:\"");
        }
        List<Item> items = new ArrayList<>();
        for (Node item : list.getValue()) {
            items.add(item(path, item, new StandardConstructor(settings)));
        }
        return new SourceFile(path, items);
    }

    private static Item item(Path path, Node node, StandardConstructor constructor) {
        Object data = constructor.constructSingleDocument(Optional.of(node));
        if (!(data instanceof Map<?, ?> map) || map.size() != 1) {
            throw mistake(path, line(node), "an item with one key is wanted, such as \"- route:\"");
        }
        Map.Entry<?, ?> entry = map.entrySet().iterator().next();
        Item item = new Item(String.valueOf(entry.getKey()), entry.getValue(), line(node));
        if (!item.isRoute() && !item.isConfiguration() && !item.isBeans() && !item.isOfTheFile()) {
            List<String> kinds = new ArrayList<>(List.of("route", "from", "routeConfiguration", "beans"));
            kinds.addAll(OF_THE_FILE.stream().sorted().toList());
            String hint = Nearest.hint(item.kind(), kinds);
            throw mistake(
                    path,
                    item.line(),
                    "%s can't be here%s%s"
                            .formatted(
                                    item.kind(),
                                    hint.isEmpty() ? "; what can: " : hint + " What can: ",
                                    String.join(", ", kinds)));
        }
        return item;
    }

    RouteMistake mistake(int line, String sentence) {
        return mistake(path, line, sentence);
    }

    static RouteMistake mistake(Path path, int line, String sentence) {
        return new RouteMistake("%s, line %d: %s".formatted(path, line, sentence));
    }

    private static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }
}
