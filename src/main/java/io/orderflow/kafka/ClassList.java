package io.orderflow.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Properties;

/** A setting of a Kafka client that lists classes. */
final class ClassList {

    private ClassList() {}

    /**
     * Adds a class to those that are there: as a list, since a Java agent that adds its own makes one element of a text
     * with commas.
     *
     * @param defaults what Kafka takes where nothing is set
     */
    static void add(Properties config, String key, String name, String... defaults) {
        Object there = config.get(key);
        List<Object> classes = new ArrayList<>();
        if (there instanceof Collection<?> known) {
            classes.addAll(known);
        } else if (there != null) {
            for (String known : there.toString().split(",")) {
                if (!known.isBlank()) {
                    classes.add(known.trim());
                }
            }
        } else {
            classes.addAll(List.of(defaults));
        }
        classes.add(name);
        config.put(key, classes);
    }
}
