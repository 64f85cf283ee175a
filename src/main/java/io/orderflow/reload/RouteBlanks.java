package io.orderflow.reload;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Leaves the part of a file of routes out that has a mistake; each other line stays the line that it is. */
final class RouteBlanks {

    private static final String NO_STEP = "{log: x}";
    private static final String NO_ITEM = "{beans: []}";
    /** A part that others refer to can't be left out by itself. */
    private static final Pattern ANCHOR = Pattern.compile("(^|\\s)&\\S");

    /** What was left out. */
    enum Part {
        STEP,
        ROUTE,
        /** Beans, or what applies to several routes. */
        OTHER,
        FILE
    }

    /** @param text what stood there */
    record Blank(RouteFiles rest, Part part, String text) {}

    private final String text;
    private final int line;
    private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private Node step;

    private RouteBlanks(String text, int line) {
        this.text = text;
        this.line = line;
    }

    /**
     * Leaves the innermost step with this line out, or else the item of the file, or else the file.
     *
     * @param line 0 where the mistake is somewhere in the file
     */
    static Blank of(RouteFiles files, Path file, int line) {
        try {
            String text = RouteText.of(file, files.contents().get(file));
            LoadSettings settings = LoadSettings.builder().build();
            Node root = new Composer(settings, new ParserImpl(settings, new StreamReader(settings, text)))
                    .getSingleNode()
                    .orElse(null);
            Blank blank = root instanceof SequenceNode list ? new RouteBlanks(text, line).of(files, file, list) : null;
            if (blank != null && !ANCHOR.matcher(blank.text()).find()) {
                return blank;
            }
        } catch (YamlEngineException | RouteMistake e) {
            // there is nothing in it that is known
            return withoutFile(files, file);
        }
        return withoutFile(files, file);
    }

    private static Blank withoutFile(RouteFiles files, Path file) {
        SortedMap<Path, ByteBuffer> others = new TreeMap<>(files.contents());
        others.remove(file);
        return new Blank(new RouteFiles(files.folder(), others), Part.FILE, "");
    }

    private Blank of(RouteFiles files, Path file, SequenceNode items) {
        Node found = null;
        for (Node item : items.getValue()) {
            if (line == 0 ? found == null && kind(item).equals(RouteItem.BEANS) : has(item)) {
                found = item;
            }
        }
        if (found == null) {
            return null;
        }
        walk(found, false);
        return step == null
                ? without(files, file, found, NO_ITEM, RouteItem.isRoute(kind(found)) ? Part.ROUTE : Part.OTHER)
                : without(files, file, step, NO_STEP, Part.STEP);
    }

    private static String kind(Node item) {
        return item instanceof MappingNode map && !map.getValue().isEmpty()
                ? key(map.getValue().get(0))
                : "";
    }

    /** The deepest one comes last. */
    private void walk(Node node, boolean isStep) {
        if (!seen.add(node)) {
            return;
        }
        if (isStep && has(node)) {
            step = node;
        }
        if (node instanceof MappingNode map) {
            map.getValue().forEach(tuple -> {
                if (tuple.getValueNode() instanceof SequenceNode list) {
                    boolean steps = key(tuple).equals("steps");
                    list.getValue().forEach(each -> walk(each, steps));
                } else {
                    walk(tuple.getValueNode(), false);
                }
            });
        } else if (node instanceof SequenceNode list) {
            list.getValue().forEach(each -> walk(each, false));
        }
    }

    private static String key(NodeTuple tuple) {
        return tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
    }

    private boolean has(Node node) {
        return node.getStartMark().orElseThrow().getLine() < line && line <= lastLine(node, 0);
    }

    /** A block's own mark is where the next one begins. */
    private static int lastLine(Node node, int depth) {
        if (depth < RouteText.MAX_DEPTH
                && node instanceof CollectionNode<?> block
                && block.getFlowStyle() == FlowStyle.BLOCK
                && !block.getValue().isEmpty()) {
            Object last = block.getValue().get(block.getValue().size() - 1);
            return lastLine(last instanceof NodeTuple tuple ? tuple.getValueNode() : (Node) last, depth + 1);
        }
        return node.getEndMark().orElseThrow().getLine() + 1;
    }

    private Blank without(RouteFiles files, Path file, Node node, String instead, Part part) {
        int begin = at(node.getStartMark().orElseThrow());
        String gone = text.substring(begin, at(node.getEndMark().orElseThrow())).stripTrailing();
        String rest = text.substring(0, begin)
                + instead
                + gone.replaceAll("[^\n]", "")
                + text.substring(begin + gone.length());
        SortedMap<Path, ByteBuffer> contents = new TreeMap<>(files.contents());
        contents.put(file, ByteBuffer.wrap(rest.getBytes(UTF_8)));
        return new Blank(new RouteFiles(files.folder(), contents), part, gone);
    }

    private int at(Mark mark) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }
}
