package io.orderflow.board;

import io.orderflow.board.letters.LetterId;
import io.orderflow.observe.RefusedException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Where the next page begins: in each partition, the offset below which it goes on. */
final class PageCursor {

    private PageCursor() {}

    /** @throws RefusedException where it is none that was given before */
    static Map<Integer, Long> read(String cursor) {
        Map<Integer, Long> before = new TreeMap<>();
        try {
            for (String part : cursor.isEmpty() ? new String[0] : cursor.split("\\.")) {
                LetterId id = LetterId.parse(part);
                before.put(id.partition(), id.offset());
            }
        } catch (RefusedException e) {
            throw new RefusedException(400, "cursor is what the page before gave as next");
        }
        return before;
    }

    static String after(Map<Integer, Long> before, List<LetterId> shown) {
        Map<Integer, Long> next = new TreeMap<>(before);
        shown.forEach(id -> next.merge(id.partition(), id.offset(), Math::min));
        return of(next);
    }

    static String of(Map<Integer, Long> next) {
        return next.entrySet().stream()
                .map(entry -> new LetterId(entry.getKey(), entry.getValue()).toString())
                .collect(Collectors.joining("."));
    }
}
