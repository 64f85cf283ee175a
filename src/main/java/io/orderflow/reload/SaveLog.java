package io.orderflow.reload;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The last changes of the routes' files, and what is said of one that was taken. */
final class SaveLog {

    private static final int REMEMBERED = 20;

    private final Deque<Save> saves = new ArrayDeque<>();

    void addTaken(String sentence) {
        add(new Save(System.currentTimeMillis(), sentence, true, List.of()));
    }

    void addRefused(Mistakes mistakes) {
        add(new Save(
                System.currentTimeMillis(),
                mistakes.sentence(),
                false,
                mistakes.sentences().size() > 1 ? mistakes.sentences() : List.of()));
    }

    private synchronized void add(Save save) {
        saves.addFirst(save);
        if (saves.size() > REMEMBERED) {
            saves.removeLast();
        }
    }

    synchronized List<Save> newestFirst() {
        return List.copyOf(saves);
    }

    /**
     * @param saved the files that differ
     * @param following the routes that are exchanged later
     */
    static String sentence(
            String saved, Map<String, RouteSource> before, Map<String, RouteSource> now, Set<String> following) {
        Set<String> ids = new TreeSet<>(before.keySet());
        ids.addAll(now.keySet());
        ids.removeIf(id -> Objects.equals(before.get(id), now.get(id)));
        List<String> parts = new ArrayList<>();
        part(parts, "changed ", ids, id -> before.containsKey(id) && now.containsKey(id));
        part(parts, "added ", ids, id -> !before.containsKey(id));
        part(parts, "removed ", ids, id -> !now.containsKey(id));
        part(parts, "when its exchanges in flight are done: ", following, id -> true);
        String files = saved.isEmpty() ? "The files are as they were" : saved;
        return files + ": " + (parts.isEmpty() ? "no route differs" : String.join("; ", parts));
    }

    private static void part(List<String> parts, String what, Set<String> ids, Predicate<String> those) {
        String list = ids.stream().filter(those).collect(Collectors.joining(", "));
        if (!list.isEmpty()) {
            parts.add(what + list);
        }
    }
}
