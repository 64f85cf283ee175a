package io.orderflow.reload;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An item of a file of routes: a route, or what applies to some.
 *
 * @param kind the word before the colon
 * @param content what stands behind it
 */
record RouteItem(String kind, Object content, int line) {

    private static final String ROUTE = "route";
    private static final String FROM = "from";
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
                                || text.contains(String.valueOf(map.get("name")))
                                || text.contains(String.valueOf(map.get("type"))));
    }

    /** The id of the route; one without is known by what it reads from, and in which group. */
    String id() {
        return text("id").orElseGet(() -> (from().replaceAll("\\?.*", "")
                        + group().map(group -> "-" + group).orElse(""))
                .replaceAll("[^A-Za-z0-9{}.]+", "-"));
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
                : GROUP.matcher(from()).results().map(group -> group.group(1)).findFirst();
    }

    private Object input() {
        return kind.equals(ROUTE) && content instanceof Map<?, ?> map ? map.get(FROM) : content;
    }
}
