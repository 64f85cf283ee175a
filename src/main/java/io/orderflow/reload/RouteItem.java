package io.orderflow.reload;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.model.FromDefinition;

/**
 * An item of a file of routes: a route, or what applies to some.
 *
 * @param kind the word before the colon
 * @param content what stands behind it
 */
record RouteItem(String kind, Object content, int line) {

    private static final String ROUTE = "route";
    private static final String FROM = "from";
    private static final String URI = "uri";
    private static final String STEPS = "steps";
    private static final String CONFIGURATION = "routeConfiguration";
    static final String BEANS = "beans";
    private static final Pattern GROUP = Pattern.compile("[?&]groupId=([^&]*)");
    private static final Set<String> OF_THE_FILE = Set.of(
            "errorHandler", "onException", "onCompletion", "intercept", "interceptFrom", "interceptSendToEndpoint");

    /** The kinds that there are. */
    static List<String> kinds() {
        return Stream.concat(
                        Stream.of(ROUTE, FROM, CONFIGURATION, BEANS),
                        OF_THE_FILE.stream().sorted())
                .toList();
    }

    boolean isRoute() {
        return isRoute(kind);
    }

    static boolean isRoute(String kind) {
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
                                || isWordIn(text, String.valueOf(map.get("name")))
                                || isWordIn(text, String.valueOf(map.get("type"))));
    }

    /** Rather than a part of one: "rt" is no part of "partition". */
    private static boolean isWordIn(String text, String name) {
        return Pattern.compile("(?<!\\w)" + Pattern.quote(name) + "(?!\\w)")
                .matcher(text)
                .find();
    }

    /** The id of the route; one without is known by what it reads from, and in which group. */
    String id() {
        return text("id").orElseGet(() -> (from().replaceAll("\\?.*", "")
                        + group().filter(group -> !group.isEmpty())
                                .map(group -> "-" + group)
                                .orElse(""))
                .replaceAll("[^A-Za-z0-9{}.]+", "-"));
    }

    /**
     * What the route lacks that none can be without, in a sentence; null where it has all, or has a key that there is not:
     * that is the mistake then.
     */
    String lack() {
        if (!(content instanceof Map<?, ?> map)) {
            return kind + " is empty; a route reads \"from\" somewhere, and has \"steps\" there";
        }
        if (kind.equals(ROUTE) && map.containsKey(FROM) && map.containsKey(STEPS)) {
            return "the steps of a route stand in its \"from\", beside \"uri\"";
        }
        if (kind.equals(ROUTE) && hasUnknownKey(ROUTE, map)) {
            return null;
        }
        if (kind.equals(ROUTE) && !map.containsKey(FROM)) {
            return "the route has no \"from\", which says where it reads from";
        }
        Map<?, ?> from = input() instanceof Map<?, ?> parts ? parts : Map.of();
        if (hasUnknownKey(FromDefinition.class.getName(), from)) {
            return null;
        }
        if (input() == null
                || input() instanceof Map<?, ?>
                        && (from.get(URI) == null || from.get(URI).toString().isBlank())) {
            return "from has no \"uri\", which says where the route reads from";
        }
        return from.containsKey(STEPS) && !List.of().equals(from.get(STEPS))
                ? null
                : "from has no \"steps\", which say what is done with what the route reads";
    }

    /** @param part as {@link UnknownKey} has it */
    private static boolean hasUnknownKey(String part, Map<?, ?> map) {
        Set<String> known = UnknownKey.keys(part).collect(Collectors.toSet());
        return map.keySet().stream().anyMatch(key -> !known.contains(String.valueOf(key)));
    }

    /** A text directly in the item; empty where it isn't there. */
    Optional<String> text(String key) {
        return content instanceof Map<?, ?> map
                ? Optional.ofNullable(map.get(key)).map(Object::toString)
                : Optional.empty();
    }

    /** Where the route reads from, as it is written. */
    String from() {
        return input() instanceof Map<?, ?> map ? String.valueOf(map.get(URI)) : String.valueOf(input());
    }

    /** The group in which the route reads, as it is written; empty where it names none. */
    Optional<String> group() {
        return input() instanceof Map<?, ?> map
                        && map.get("parameters") instanceof Map<?, ?> parameters
                        && parameters.get("groupId") != null
                ? Optional.of(parameters.get("groupId").toString())
                : GROUP.matcher(from()).results().map(group -> group.group(1)).findFirst();
    }

    private Object input() {
        return kind.equals(ROUTE) && content instanceof Map<?, ?> map ? map.get(FROM) : content;
    }
}
