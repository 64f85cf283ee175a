package io.orderflow.board;

import io.orderflow.kafka.RangeReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Looks through topics from their newest record back to the oldest, in steps that grow. */
final class BackwardScan {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int STEP = 20_000;
    private static final int LARGEST_STEP = 160_000;

    /**
     * What was found in a step.
     *
     * @param found  newest first
     * @param looked how many records were looked at since the beginning
     * @param oldest the timestamp of the oldest of them; 0 where there is none yet
     */
    record Step(List<ConsumerRecord<byte[], byte[]>> found, long looked, long oldest) {}

    /** @param whole whether all was looked at, back to the oldest record */
    record End(long looked, long oldest, boolean whole) {}

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final List<String> topics;
    private final Duration limit;
    private long looked;
    private long oldest = Long.MAX_VALUE;

    BackwardScan(Supplier<Consumer<byte[], byte[]>> consumers, List<String> topics, Duration limit) {
        this.consumers = consumers;
        this.topics = topics;
        this.limit = limit;
    }

    /**
     * Goes back until it is told that it is enough, or the time is up.
     *
     * @param before milliseconds since 1970: only older records are looked at; or {@link Long#MAX_VALUE}
     * @param enough is asked after each step
     * @throws org.apache.kafka.common.KafkaException where the broker does not answer
     */
    End scan(long before, Predicate<ConsumerRecord<byte[], byte[]>> wanted, Predicate<Step> enough) {
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            long deadline = System.nanoTime() + limit.toNanos();
            RangeReader reader = new RangeReader(consumer, PATIENCE);
            RangeReader.Bounds bounds = reader.bounds(topics);
            Map<TopicPartition, Long> starts = bounds.starts();
            Map<TopicPartition, Long> ends = ends(consumer, bounds.ends(), before);
            for (int step = STEP; !ends.equals(starts); step = Math.min(LARGEST_STEP, 2 * step)) {
                Map<TopicPartition, Long> from = new HashMap<>();
                for (TopicPartition partition : starts.keySet()) {
                    from.put(partition, Math.max(starts.get(partition), ends.get(partition) - step));
                }
                List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
                boolean read = reader.read(
                        ends,
                        from::get,
                        record -> {
                            looked++;
                            oldest = Math.min(oldest, record.timestamp());
                            if (wanted.test(record)) {
                                found.add(record);
                            }
                        },
                        Duration.ofNanos(deadline - System.nanoTime()));
                sort(found);
                boolean stop = enough.test(new Step(found, looked, oldest()));
                if (stop || !read) {
                    return new End(looked, oldest(), false);
                }
                ends.putAll(from);
            }
            return new End(looked, oldest(), true);
        }
    }

    private static Map<TopicPartition, Long> ends(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> newest, long before) {
        Map<TopicPartition, Long> ends = new HashMap<>(newest);
        if (before != Long.MAX_VALUE) {
            Map<TopicPartition, Long> times = new HashMap<>();
            newest.keySet().forEach(partition -> times.put(partition, before));
            consumer.offsetsForTimes(times, PATIENCE).forEach((partition, found) -> {
                if (found != null) {
                    ends.put(partition, found.offset());
                }
            });
        }
        return ends;
    }

    private long oldest() {
        return oldest == Long.MAX_VALUE ? 0 : oldest;
    }

    private static void sort(List<ConsumerRecord<byte[], byte[]>> found) {
        found.sort((one, other) -> one.timestamp() == other.timestamp()
                ? Long.compare(other.offset(), one.offset())
                : Long.compare(other.timestamp(), one.timestamp()));
    }
}
