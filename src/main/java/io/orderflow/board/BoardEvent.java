package io.orderflow.board;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;

/**
 * What the open pages are sent each second: the board in {@value #MOST_BYTES} bytes at the most, whatever strangers write
 * and however much of it there is. Long texts are cut; of each list there is what fits, and {@code left_out} counts the rest.
 * The whole is a request away: {@code /api/board}, {@code /api/routes}, {@code /api/orders/{order_id}}.
 */
final class BoardEvent {

    static final int MOST_BYTES = 12_000;

    private static final int MOST_READ_FILES = 10;
    private static final int MOST_WAITING_FILES = 5;
    private static final int MOST_REASONS = 2;
    private static final int MOST_ROWS = 50;
    private static final int MOST_ROWS_OF_CONSUMERS = 10;
    /** In bytes, of all consumers together. */
    private static final Map<String, Integer> MOST_OF_CONSUMERS =
            Map.of("waiting", 1_500, "working", 200, "assigned", 200);

    private static final int LEFT_OUT_BYTES = 200;

    /** A list, and how many bytes are kept free for it while those before it are given room. */
    private enum Part {
        PROBLEMS("/verdict/problems", 1_400),
        ROUTES("/routes", 1_600),
        CONSUMERS("/consumers", 3_200),
        JOBS("/jobs", 700),
        PARTITIONS("/backlog/partitions", 300),
        LATEST("/latest", 1_050),
        INBOX("/inbox", 900),
        TOP_ITEMS("/top_items", 300),
        ALERTS("/analytics/alerts", 300);

        private final String path;
        private final int least;

        Part(String path, int least) {
            this.path = path;
            this.least = least;
        }

        int leastOfTheLater() {
            return Arrays.stream(values())
                    .skip(ordinal() + 1L)
                    .mapToInt(part -> part.least)
                    .sum();
        }
    }

    private final ObjectNode event;
    private final Map<Part, Integer> leftOut = new EnumMap<>(Part.class);

    private BoardEvent(Snapshot board) {
        event = BoardJson.tree(board);
    }

    static String of(Snapshot board) {
        BoardEvent event = new BoardEvent(board);
        event.removeWhatIsAskedFor();
        event.keepFewFiles();
        event.keepFewRows();
        LongTexts.shorten(event.event);
        event.keepFewKeys();
        event.keepWhatFits();
        return BoardJson.of(event.event);
    }

    /** What the page does not need each second. */
    private void removeWhatIsAskedFor() {
        event.remove("reload_failure");
        ((ObjectNode) event.path("dead_letters")).retain("count", "counts");
        event.path("routes").forEach(route -> ((ObjectNode) route).remove("description"));
        if (event.path("analytics") instanceof ObjectNode analytics) {
            analytics.remove("top_items");
        }
    }

    /** The newest of those that were read, and some that wait. */
    private void keepFewFiles() {
        int read = 0;
        int waiting = 0;
        for (Iterator<JsonNode> files = event.path("inbox").iterator(); files.hasNext(); ) {
            JsonNode file = files.next();
            boolean waits = file.path("stage").asText().equals("waiting");
            if (waits ? ++waiting > MOST_WAITING_FILES : ++read > MOST_READ_FILES) {
                files.remove();
                leftOut.merge(Part.INBOX, 1, Integer::sum);
            }
            ArrayNode reasons = (ArrayNode) file.path("reasons");
            while (reasons.size() > MOST_REASONS) {
                reasons.remove(MOST_REASONS);
            }
        }
    }

    /** As many as might fit, so that no more are looked at. */
    private void keepFewRows() {
        for (Part part : Part.values()) {
            if (event.at(part.path) instanceof ArrayNode list) {
                leftOut.merge(part, keepFirst(list, MOST_ROWS), Integer::sum);
            }
        }
        for (JsonNode consumer : event.path("consumers")) {
            MOST_OF_CONSUMERS
                    .keySet()
                    .forEach(name -> keepFirst((ArrayNode) consumer.path(name), MOST_ROWS_OF_CONSUMERS));
        }
    }

    private void keepFewKeys() {
        MOST_OF_CONSUMERS.forEach((name, most) -> {
            int room = most;
            for (JsonNode consumer : event.path("consumers")) {
                room -= keep((ArrayNode) consumer.path(name), room);
            }
        });
    }

    private void keepWhatFits() {
        int room = MOST_BYTES - LEFT_OUT_BYTES - BoardJson.bytes(event);
        for (Part part : Part.values()) {
            room += event.at(part.path).isArray() ? BoardJson.bytes(event.at(part.path)) - 2 : 0;
        }
        for (Part part : Part.values()) {
            if (event.at(part.path) instanceof ArrayNode list) {
                int before = list.size();
                room -= keep(list, room - part.leastOfTheLater());
                leftOut.merge(part, before - list.size(), Integer::sum);
            }
        }
        ObjectNode counts = event.putObject("left_out");
        leftOut.forEach((part, count) -> {
            if (count > 0) {
                counts.put(part.name().toLowerCase(Locale.ROOT), count);
            }
        });
    }

    /**
     * Keeps the first rows, as many as there is room for.
     *
     * @return how many bytes they take
     */
    private static int keep(ArrayNode list, int room) {
        int taken = 0;
        int kept = 0;
        while (kept < list.size()) {
            int more = BoardJson.bytes(list.get(kept)) + 1;
            if (taken + more > room) {
                break;
            }
            taken += more;
            kept++;
        }
        keepFirst(list, kept);
        return taken;
    }

    /** @return how many were removed */
    private static int keepFirst(ArrayNode list, int count) {
        int removed = Math.max(0, list.size() - count);
        for (int i = 0; i < removed; i++) {
            list.remove(list.size() - 1);
        }
        return removed;
    }
}
