package io.orderflow;

import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.OrderJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What was sent, and what became of it, record by record. */
final class Ledger {

    /** A step that says what the ledger wants to know. */
    static final String LOG =
            """
            - log:
                message: "📦 ${header.CamelKafkaPartition} : ${header.CamelKafkaOffset} : ${body.orderId}"
            """;

    static final String STEP = Steps.processOrder(LOG);

    private static final Pattern PROCESSED = Pattern.compile("📦 (\\d+) : (\\d+) : (\\S+)");
    private static final Pattern REPEATED = Pattern.compile("🔁 .* : partition (\\d+) : at offset (\\d+) : (\\S+)");
    private static final String NO_ORDER = "";

    private record Place(int partition, long offset) {}

    /** The order id at each place of the topic. */
    private final Map<Place, String> sent = new HashMap<>();

    private final Map<Place, String> keys = new HashMap<>();
    private final List<Place> processed = new ArrayList<>();
    private final List<Place> repeated = new ArrayList<>();
    private final List<Place> dead = new ArrayList<>();

    void sent(ConsumerRecord<byte[], byte[]> record) {
        // a key is that of its partition; without one, records keep the partition's order
        String key = record.key() == null ? "" : Arrays.toString(record.key());
        keys.put(new Place(record.partition(), record.offset()), record.partition() + ":" + key);
        String id = NO_ORDER;
        try {
            id = OrderJson.read(record.value()).orderId();
        } catch (InvalidOrderException e) {
            // noise is a part of the ledger too
        }
        sent.put(new Place(record.partition(), record.offset()), id);
    }

    void processed(String line) {
        add(processed, PROCESSED, line);
    }

    void repeated(String line) {
        add(repeated, REPEATED, line);
    }

    void dead(String partition, String offset) {
        dead.add(new Place(Integer.parseInt(partition), Long.parseLong(offset)));
    }

    Collection<String> sentIds() {
        return sent.values();
    }

    /** Records that were neither processed nor recognised nor put into the dead letters. */
    Set<Place> withoutOutcome() {
        Set<Place> left = new HashSet<>(sent.keySet());
        processed.forEach(left::remove);
        repeated.forEach(left::remove);
        dead.forEach(left::remove);
        return left;
    }

    /** What came to an end and was never sent. */
    Set<Place> unknown() {
        Set<Place> unknown = new HashSet<>(processed);
        unknown.addAll(repeated);
        unknown.addAll(dead);
        unknown.removeAll(sent.keySet());
        return unknown;
    }

    /** Orders that were processed at more than one place. */
    Map<String, Set<Place>> processedTwice() {
        Map<String, Set<Place>> places = new TreeMap<>();
        for (Place place : processed) {
            places.computeIfAbsent(sent.get(place), id -> new HashSet<>()).add(place);
        }
        places.values().removeIf(all -> all.size() == 1);
        return places;
    }

    /** Records that were processed for the first time after a later one of their key; lines come in by their time. */
    Set<Place> overtaken() {
        Set<Place> seen = new HashSet<>();
        Map<String, Long> last = new HashMap<>();
        Set<Place> overtaken = new HashSet<>();
        for (Place place : processed) {
            if (seen.add(place) && last.merge(keys.get(place), place.offset(), Math::max) > place.offset()) {
                overtaken.add(place);
            }
        }
        return overtaken;
    }

    /** How many records were processed or dead-lettered more than once at their place, since a crash hit them in flight. */
    int comeAgain() {
        return processed.size() + repeated.size() + dead.size() - sent.size();
    }

    @Override
    public String toString() {
        long noise = sent.values().stream().filter(NO_ORDER::equals).count();
        return """

                records on the topic            %,8d   (%,d orders with %,d ids, %,d that are no order)
                processed                       %,8d   (%,d different records)
                seen as repeated                %,8d
                dead letters                    %,8d   (%,d different records)
                without an outcome              %,8d
                processed at two places         %,8d
                overtaken within their key       %,8d
                come again after a crash        %,8d
                """
                .formatted(
                        sent.size(),
                        sent.size() - noise,
                        new HashSet<>(sent.values()).size() - (noise > 0 ? 1 : 0),
                        noise,
                        processed.size(),
                        new HashSet<>(processed).size(),
                        repeated.size(),
                        dead.size(),
                        new HashSet<>(dead).size(),
                        withoutOutcome().size(),
                        processedTwice().size(),
                        overtaken().size(),
                        comeAgain());
    }

    private static void add(List<Place> places, Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        if (matcher.find()) {
            places.add(new Place(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2))));
        }
    }
}
