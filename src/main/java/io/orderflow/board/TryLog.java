package io.orderflow.board;

import io.orderflow.consumer.FailedTries;
import io.orderflow.order.Quotation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** How records failed that are retried: the last tries of each of the last thousand. */
final class TryLog implements FailedTries {

    private static final int MOST_ORDERS = 1_000;
    private static final int MOST_TRIES = 20;

    /**
     * @param number 1 for the first one
     * @param time   when it failed, in milliseconds since 1970
     */
    record Try(int number, long time, String cause) {}

    private record Place(String topic, int partition, long offset) {}

    private final LongSupplier millis;
    private final Map<Place, Deque<Try>> tries = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Deque<Try>> eldest) {
            return size() > MOST_ORDERS;
        }
    };

    /** @param millis the clock, as {@link System#currentTimeMillis} */
    TryLog(LongSupplier millis) {
        this.millis = millis;
    }

    @Override
    public void note(ConsumerRecord<byte[], byte[]> record, int number, Throwable cause) {
        Try failed =
                new Try(number, millis.getAsLong(), Quotation.shortened(cause.toString(), ConsumerView.LONGEST_CAUSE));
        synchronized (this) {
            Deque<Try> known = tries.computeIfAbsent(
                    new Place(record.topic(), record.partition(), record.offset()), place -> new ArrayDeque<>());
            known.addLast(failed);
            if (known.size() > MOST_TRIES) {
                known.removeFirst();
            }
        }
    }

    /** Of a record, the first one in front; empty where none is known. */
    synchronized List<Try> of(String topic, int partition, long offset) {
        Deque<Try> known = tries.get(new Place(topic, partition, offset));
        return known == null ? List.of() : List.copyOf(known);
    }
}
