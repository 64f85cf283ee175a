package io.orderflow.board;

import io.orderflow.inbox.OrderFileState;
import io.orderflow.inbox.OrderFileState.Stage;
import io.orderflow.reload.Save;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What happened, to be marked in the charts: a file came, routes were changed or paused, Kafka was away. The last 200 of each kind. */
final class Marks {

    private static final int MOST = 200;

    enum Kind {
        FILE,
        ROUTE,
        KAFKA
    }

    /**
     * @param time  in milliseconds, as {@code until}, which is there where it lasted
     * @param text  a sentence
     */
    record Mark(long time, Long until, Kind kind, String text) {

        /** An outage without an end goes on. */
        private boolean reaches(long since) {
            return time >= since || (until == null ? kind == Kind.KAFKA : until >= since);
        }
    }

    private final Map<Kind, Deque<Mark>> marks = new EnumMap<>(Kind.class);
    private final Map<String, String> byHand = new HashMap<>();
    private long lastFile;
    private long lastSave;
    private Long awaySince;
    private boolean answered;
    private long changed;

    /** @param begin what was before is not marked */
    Marks(long begin) {
        lastFile = begin;
        lastSave = begin;
    }

    /** To be called once a second. */
    synchronized void look(
            long now, boolean kafkaUp, List<OrderFileState> files, List<Save> saves, List<RouteState> routes) {
        kafka(now, kafkaUp);
        files(files);
        saves.stream()
                .filter(save -> save.time() > lastSave)
                .forEach(save ->
                        add(save.time(), null, Kind.ROUTE, (save.taken() ? "" : "Not taken: ") + save.sentence()));
        lastSave = saves.stream().mapToLong(Save::time).reduce(lastSave, Math::max);
        routes.forEach(route -> byHand(now, route));
    }

    private void kafka(long now, boolean up) {
        if (up) {
            answered = true;
            if (awaySince != null) {
                long since = awaySince;
                marks.get(Kind.KAFKA).removeIf(mark -> mark.until == null);
                add(since, now, Kind.KAFKA, "Kafka was away");
            }
            awaySince = null;
        } else if (answered && awaySince == null) {
            awaySince = now;
            add(now, null, Kind.KAFKA, "Kafka is away");
        }
    }

    private void files(List<OrderFileState> files) {
        List<OrderFileState> archived = files.stream()
                .filter(file -> file.stage() == Stage.DONE || file.stage() == Stage.FAILED)
                .filter(file -> file.time() > lastFile)
                .toList();
        if (archived.isEmpty()) {
            return;
        }
        lastFile = archived.stream().mapToLong(OrderFileState::time).max().orElse(lastFile);
        long orders = archived.stream().mapToLong(OrderFileState::orders).sum();
        String name = archived.size() == 1 ? archived.get(0).name() : Words.count(archived.size(), "file");
        add(lastFile, null, Kind.FILE, name + ": " + Words.count(orders, "order"));
    }

    private void byHand(long now, RouteState route) {
        String what = route.byHand() == null ? null : route.byHand().what();
        String before = what == null ? byHand.remove(route.id()) : byHand.put(route.id(), what);
        if (what != null && !what.equals(before)) {
            add(
                    route.byHand().time(),
                    null,
                    Kind.ROUTE,
                    "%s was %s by %s".formatted(route.id(), what, route.byHand().by()));
        } else if (what == null && before != null) {
            add(now, null, Kind.ROUTE, route.id() + " goes on");
        }
    }

    private void add(long time, Long until, Kind kind, String text) {
        Deque<Mark> ofKind = marks.computeIfAbsent(kind, k -> new ArrayDeque<>());
        ofKind.addLast(new Mark(time, until, kind, text));
        changed++;
        if (ofKind.size() > MOST) {
            ofKind.removeFirst();
        }
    }

    /** Since a time, the oldest first, with what has lasted since before and goes on. */
    synchronized List<Mark> since(long time) {
        return marks.values().stream()
                .flatMap(Deque::stream)
                .filter(mark -> mark.reaches(time))
                .sorted(Comparator.comparingLong(Mark::time))
                .toList();
    }

    /** Another one where there are other marks. */
    synchronized long version() {
        return changed;
    }
}
