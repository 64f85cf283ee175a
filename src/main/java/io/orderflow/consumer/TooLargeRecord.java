package io.orderflow.consumer;

import io.orderflow.failure.Causes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds the record that does not fit into memory: compressed it may be small, and Kafka's client has no bound for what it
 * unpacks. Once a loop has ended for want of memory, records are to be read one by one, so that those before it are done.
 * Where one loop after the other ends at the same place, its partition is set apart, and the others go on. It is read again,
 * alone, after pauses that double. Used by the thread that polls.
 */
final class TooLargeRecord {

    private static final int ENOUGH = 3;
    private static final long SHORTEST = Duration.ofSeconds(5).toNanos();
    private static final long LONGEST = Duration.ofMinutes(5).toNanos();
    /** What has been read again for so long, and has ended nothing, is not it. */
    private static final long TRIAL = Duration.ofSeconds(10).toNanos();

    /** Where it stands, and when it is read again, by {@link System#nanoTime}. */
    private record Apart(long offset, long pause, long until) {

        Apart longer(long now) {
            long next = Math.min(LONGEST, pause * 2);
            return new Apart(offset, next, now + next);
        }
    }

    private final LongSupplier clock;
    private final Map<TopicPartition, Apart> apart = new HashMap<>();
    /** Where the loops that have ended last would have read on, all of them. */
    private Map<TopicPartition, Long> places = new HashMap<>();

    private int times;
    /** The one that is read again, or null. */
    private TopicPartition tried;

    private long triedSince;
    private volatile String sentence;

    TooLargeRecord() {
        this(System::nanoTime);
    }

    TooLargeRecord(LongSupplier clock) {
        this.clock = clock;
    }

    /** @param standing where the loop that has ended would have read on */
    void ended(Throwable cause, Map<TopicPartition, Long> standing) {
        if (Causes.chain(cause).stream().noneMatch(OutOfMemoryError.class::isInstance)) {
            over();
            return;
        }
        long now = clock.getAsLong();
        if (tried != null) {
            apart.computeIfPresent(tried, (partition, before) -> before.longer(now));
            tried = null;
            over();
            return;
        }
        Map<TopicPartition, Long> suspects = new HashMap<>(standing);
        suspects.keySet().removeAll(apart.keySet());
        places.entrySet().retainAll(suspects.entrySet());
        if (places.isEmpty()) {
            places = suspects;
            times = 0;
        }
        times++;
        if (times == ENOUGH) {
            places.forEach((partition, offset) -> apart.put(partition, new Apart(offset, SHORTEST, now + SHORTEST)));
            over();
            say();
        }
    }

    /** Whether records are to be read one by one. */
    boolean isSought() {
        return times > 0 || !apart.isEmpty();
    }

    /** What has ended loops until now was something else. */
    void over() {
        places.clear();
        times = 0;
    }

    /** Those of the assigned partitions that are not to be read at this moment. */
    Set<TopicPartition> apart(Set<TopicPartition> assigned) {
        if (apart.isEmpty() || assigned.isEmpty()) {
            return Set.of();
        }
        long now = clock.getAsLong();
        if (tried != null && now - triedSince > TRIAL) {
            fits(tried);
        }
        Set<TopicPartition> wait = new HashSet<>(apart.keySet());
        for (TopicPartition partition : wait) {
            boolean due = apart.get(partition).until - now <= 0;
            if (due && !assigned.contains(partition)) {
                fits(partition);
            } else if (due && tried == null) {
                tried = partition;
                triedSince = now;
            }
        }
        wait.retainAll(assigned);
        wait.remove(tried);
        return wait;
    }

    /** Records of these partitions were read. */
    void read(Set<TopicPartition> partitions) {
        if (tried != null && partitions.contains(tried)) {
            fits(tried);
        }
    }

    /**
     * Whether it lies where a partition is read back, for what was processed before; then that is not to be done, and what
     * comes is read.
     *
     * @param from the first offset that is read back
     * @param end the one behind the last
     */
    boolean isReadBack(TopicPartition partition, long from, long end) {
        Apart place = apart.get(partition);
        boolean isThere = place != null && place.offset >= from && place.offset < end;
        if (isThere) {
            fits(partition);
        }
        return isThere;
    }

    private void fits(TopicPartition partition) {
        apart.remove(partition);
        if (partition.equals(tried)) {
            tried = null;
        }
        say();
    }

    private void say() {
        String where = apart.entrySet().stream()
                .map(place -> "%s : partition %d : offset %d"
                        .formatted(place.getKey().topic(), place.getKey().partition(), place.getValue().offset))
                .sorted()
                .collect(Collectors.joining(", or "));
        sentence = where.isEmpty()
                ? null
                : "A record at %s or soon behind it does not fit into memory; the other partitions go on. Give the program a larger -Xmx, or stop all members of the group and skip the record with kafka-consumer-groups --reset-offsets --to-offset"
                        .formatted(where);
    }

    /** What is to be done by a person, or null. For any thread. */
    String sentence() {
        return sentence;
    }
}
