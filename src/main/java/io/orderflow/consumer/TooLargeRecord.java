package io.orderflow.consumer;

import io.orderflow.failure.Causes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds the record that does not fit into memory: compressed it may be small, and Kafka's client has no bound for what it
 * unpacks. Each consumer that reads it ends, at the same place, until a person skips it. To be used in one thread.
 */
final class TooLargeRecord {

    private static final int ENOUGH = 3;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private Map<TopicPartition, Long> places = new HashMap<>();
    private int times;

    /**
     * @param standing where the consumer that has ended would have read on
     * @return what to do, once several ended there for want of memory; null before
     */
    String note(Throwable cause, Map<TopicPartition, Long> standing) {
        if (Causes.chain(cause).stream().noneMatch(OutOfMemoryError.class::isInstance)) {
            over();
            return null;
        }
        places.entrySet().retainAll(standing.entrySet());
        if (places.isEmpty()) {
            places = new HashMap<>(standing);
            times = 0;
        }
        times++;
        return times < ENOUGH || places.isEmpty() ? null : sentence();
    }

    void over() {
        places.clear();
        times = 0;
    }

    /** Longer each time: each try costs the whole program its memory. */
    Duration pause() {
        Duration longer = SHORTEST.multipliedBy(1L << Math.min(10, Math.max(0, times - ENOUGH + 1)));
        return longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
    }

    private String sentence() {
        String where = places.entrySet().stream()
                .map(place -> "%s : partition %d : offset %d"
                        .formatted(place.getKey().topic(), place.getKey().partition(), place.getValue()))
                .sorted()
                .collect(Collectors.joining(", or "));
        return "A record at %s or soon behind it does not fit into memory, and ends the consumer time and again; give the program a larger -Xmx, or stop all members of the group and skip the record with kafka-consumer-groups --reset-offsets --to-offset"
                .formatted(where);
    }
}
