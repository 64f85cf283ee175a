package io.orderflow.board;

import io.orderflow.kafka.RangeReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Looks through topics from their newest record back to the oldest, in steps that grow. Where a step finds more than there is
 * room for in memory, it ends there.
 */
final class BackwardScan {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /** How many records of each partition the first step looks at. */
    static final int STEP = 20_000;

    private static final int LARGEST = 8;

    /**
     * What was found in a step.
     *
     * @param found  newest first, and of a partition the one with the highest offset first
     * @param looked how many records were looked at since the beginning
     * @param oldest the timestamp of the oldest of them; 0 where there is none yet
     * @param below  the offsets below which the step looked
     * @param left   the partitions that have records which are older
     * @param whole  false where the time was up before all of the step was read, its newest records perhaps
     */
    record Step(
            List<ConsumerRecord<byte[], byte[]>> found,
            long looked,
            long oldest,
            Map<TopicPartition, Long> below,
            Set<TopicPartition> left,
            boolean whole) {}

    /**
     * @param below      the offsets below which is what was not looked at
     * @param leaderless the partitions that nobody can read at this moment
     */
    record End(long looked, long oldest, Map<TopicPartition, Long> below, Set<TopicPartition> leaderless) {

        /** Whether all was looked at, back to the oldest record. */
        boolean whole() {
            return below.isEmpty() && leaderless.isEmpty();
        }
    }

    /**
     * Where it begins.
     *
     * @param time    milliseconds since 1970: only older records are looked at; or {@link Long#MAX_VALUE}
     * @param offsets by partition, below which it looks, in these partitions alone; empty for all, from their ends
     */
    record Start(long time, Map<Integer, Long> offsets) {

        static final Start NEWEST = new Start(Long.MAX_VALUE, Map.of());

        boolean has(int partition) {
            return offsets.isEmpty() || offsets.containsKey(partition);
        }
    }

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final List<String> topics;
    private final Duration limit;
    private final int firstStep;
    private long looked;
    private long oldest = Long.MAX_VALUE;

    /** @param firstStep how many records of each partition the first step looks at; the later ones look at more */
    BackwardScan(Supplier<Consumer<byte[], byte[]>> consumers, List<String> topics, Duration limit, int firstStep) {
        this.consumers = consumers;
        this.topics = topics;
        this.limit = limit;
        this.firstStep = firstStep;
    }

    /**
     * Goes back until that is enough, or the time is up.
     *
     * @param enough whether to stop; called after each step
     * @throws org.apache.kafka.common.KafkaException where the broker does not answer
     */
    End scan(Start start, Predicate<ConsumerRecord<byte[], byte[]>> wanted, Predicate<Step> enough) {
        try (RangeReader reader = new RangeReader(consumers, PATIENCE)) {
            long deadline = System.nanoTime() + limit.toNanos();
            RangeReader.Bounds bounds = reader.bounds(topics);
            Map<TopicPartition, Long> starts = new HashMap<>(bounds.starts());
            starts.keySet().removeIf(partition -> !start.has(partition.partition()));
            Set<TopicPartition> leaderless = new HashSet<>(bounds.leaderless());
            leaderless.removeIf(partition -> !start.has(partition.partition()));
            Map<TopicPartition, Long> ends = new HashMap<>(bounds.ends());
            ends.keySet().retainAll(starts.keySet());
            limit(ends, reader.client(), start);
            ends.replaceAll((partition, end) -> Math.max(end, starts.get(partition)));
            for (int step = firstStep; !ends.equals(starts); step = Math.min(LARGEST * firstStep, 2 * step)) {
                Map<TopicPartition, Long> from = new HashMap<>();
                for (TopicPartition partition : starts.keySet()) {
                    from.put(partition, Math.max(starts.get(partition), ends.get(partition) - step));
                }
                Map<TopicPartition, NewestRecords> newest = new HashMap<>();
                from.keySet().forEach(partition -> newest.put(partition, new NewestRecords()));
                boolean read = reader.read(
                        ends,
                        from::get,
                        record -> newest.get(new TopicPartition(record.topic(), record.partition()))
                                .look(record, wanted.test(record)),
                        Duration.ofNanos(deadline - System.nanoTime()));
                from.replaceAll((partition, offset) -> newest.get(partition).reached(offset));
                for (NewestRecords records : newest.values()) {
                    looked += records.looked();
                    oldest = Math.min(oldest, records.oldest());
                }
                List<ConsumerRecord<byte[], byte[]>> found = newest.values().stream()
                        .flatMap(records -> records.all().stream())
                        .collect(Collectors.toCollection(ArrayList::new));
                Set<TopicPartition> left = new HashSet<>(from.keySet());
                left.removeIf(partition -> from.get(partition).equals(starts.get(partition)));
                boolean stop =
                        enough.test(new Step(newestFirst(found), looked, oldest(), Map.copyOf(ends), left, read));
                if (!read) {
                    return new End(looked, oldest(), ends, leaderless);
                }
                ends.putAll(from);
                if (stop) {
                    return new End(looked, oldest(), left.isEmpty() ? Map.of() : ends, leaderless);
                }
            }
            return new End(looked, oldest(), Map.of(), leaderless);
        }
    }

    private static void limit(Map<TopicPartition, Long> ends, Consumer<byte[], byte[]> consumer, Start start) {
        if (start.time() != Long.MAX_VALUE) {
            Map<TopicPartition, Long> times = new HashMap<>();
            ends.keySet().forEach(partition -> times.put(partition, start.time()));
            consumer.offsetsForTimes(times, PATIENCE).forEach((partition, found) -> {
                if (found != null) {
                    ends.put(partition, found.offset());
                }
            });
        }
        ends.replaceAll(
                (partition, end) -> Math.min(end, start.offsets().getOrDefault(partition.partition(), Long.MAX_VALUE)));
    }

    private long oldest() {
        return oldest == Long.MAX_VALUE ? 0 : oldest;
    }

    /** By time, but no record before one of its partition with a higher offset, whatever its producer's clock was. */
    static List<ConsumerRecord<byte[], byte[]>> newestFirst(List<ConsumerRecord<byte[], byte[]>> found) {
        record Row(ConsumerRecord<byte[], byte[]> record, long time) {}
        found.sort(Comparator.comparingLong(record -> -record.offset()));
        Map<TopicPartition, Long> newest = new HashMap<>();
        return found.stream()
                .map(record -> new Row(
                        record,
                        newest.merge(
                                new TopicPartition(record.topic(), record.partition()), record.timestamp(), Math::min)))
                .sorted(Comparator.comparingLong(row -> -row.time()))
                .map(Row::record)
                .toList();
    }
}
