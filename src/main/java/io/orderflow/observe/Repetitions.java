package io.orderflow.observe;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reports at once what happens for the first time, and then, once in a while, how often it happened again: a stranger must
 * not be able to fill the log. To be used in one thread.
 */
final class Repetitions {

    private static final int MOST = 100;

    private final Consumer<String> log;
    private final Map<String, Integer> again = new HashMap<>();

    Repetitions(Consumer<String> log) {
        this.log = log;
    }

    /** @param what happened, and by whom */
    void add(String what) {
        if (again.containsKey(what)) {
            again.merge(what, 1, Integer::sum);
        } else if (again.size() < MOST) {
            again.put(what, 0);
            log.accept(what);
        } else {
            again.merge("There was more of this kind from other addresses", 1, Integer::sum);
        }
    }

    /** To be called once in a while; what has not happened again since the last time is forgotten. */
    void report() {
        again.values().removeIf(times -> times == 0);
        again.forEach((what, times) -> log.accept("%s (%d times more)".formatted(what, times)));
        again.replaceAll((what, times) -> 0);
    }
}
