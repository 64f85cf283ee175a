package io.orderflow.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Where two sets of routes differ, each place by the route's id and the path of keys to it. */
final class Difference {

    private static final Object NOTHING = new Object() {
        @Override
        public String toString() {
            return "not there";
        }
    };

    private static final String HOPELESS = "io.orderflow.order.InvalidOrderException";

    private final String route;
    private final List<String> places;

    private Difference(String route, List<String> places) {
        this.route = route;
        this.places = places;
    }

    /** @param java what each route is made of, by its id, as maps and lists; {@code yaml} alike */
    static List<String> between(Map<String, ?> java, Map<String, ?> yaml) {
        List<String> places = new ArrayList<>();
        for (String id : keys(java, yaml)) {
            new Difference(id, places).compare("", value(java, id), value(yaml, id));
        }
        return places;
    }

    private void compare(String path, Object java, Object yaml) {
        if (java instanceof Map<?, ?> one && yaml instanceof Map<?, ?> other) {
            for (String key : keys(one, other)) {
                compare(path.isEmpty() ? key : path + "." + key, value(one, key), value(other, key));
            }
        } else if (java instanceof List<?> one && yaml instanceof List<?> other) {
            // people add the exceptions that are hopeless for their step
            boolean more = path.endsWith("exception") && one.contains(HOPELESS);
            for (int i = 0; i < (more ? one.size() : Math.max(one.size(), other.size())); i++) {
                compare(path + "[" + i + "]", element(one, i), element(other, i));
            }
        } else if (!java.equals(yaml)) {
            places.add(
                    "%s: %s is %s in Java, and %s in YAML".formatted(route, path.isEmpty() ? "it" : path, java, yaml));
        }
    }

    private static TreeSet<String> keys(Map<?, ?> one, Map<?, ?> other) {
        TreeSet<String> keys = new TreeSet<>();
        one.keySet().forEach(key -> keys.add(String.valueOf(key)));
        other.keySet().forEach(key -> keys.add(String.valueOf(key)));
        return keys;
    }

    private static Object value(Map<?, ?> map, String key) {
        Object value = map.get(key);
        return value == null ? NOTHING : value;
    }

    private static Object element(List<?> list, int index) {
        return index < list.size() ? list.get(index) : NOTHING;
    }
}
