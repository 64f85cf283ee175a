package io.orderflow.board;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** How orders failed that are retried, as seen once a second: the last attempts of the last thousand orders. */
final class TryLog {

    private static final int MOST_ORDERS = 1_000;
    private static final int MOST_TRIES = 20;

    /**
     * @param number 1 for the first one
     * @param time   when it was seen, in milliseconds since 1970
     */
    record Try(int number, long time, String cause) {}

    private record Place(String topic, int partition, long offset) {}

    private final LongSupplier millis;
    private final Map<Place, List<Try>> tries = new LinkedHashMap<>();

    /** @param millis the clock, as {@link System#currentTimeMillis} */
    TryLog(LongSupplier millis) {
        this.millis = millis;
    }

    synchronized void note(List<ConsumerView> consumers) {
        for (ConsumerView consumer : consumers) {
            for (ConsumerView.Waiting waiting : consumer.waiting()) {
                List<Try> known = tries.computeIfAbsent(
                        new Place(consumer.topic(), waiting.partition(), waiting.offset()), place -> new ArrayList<>());
                if (known.isEmpty() || known.get(known.size() - 1).number() != waiting.tries()) {
                    known.add(new Try(waiting.tries(), millis.getAsLong(), waiting.cause()));
                }
                if (known.size() > MOST_TRIES) {
                    known.remove(0);
                }
            }
        }
        while (tries.size() > MOST_ORDERS) {
            tries.remove(tries.keySet().iterator().next());
        }
    }

    /** Of a record, the first one in front; empty where none was seen. */
    synchronized List<Try> of(String topic, int partition, long offset) {
        return List.copyOf(tries.getOrDefault(new Place(topic, partition, offset), List.of()));
    }
}
