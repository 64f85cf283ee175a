package io.orderflow.board;

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
            List<TopicPartition> partitions = topics.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic, PATIENCE).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions, PATIENCE);
            Map<TopicPartition, Long> ends = ends(consumer, partitions, before);
            for (int step = STEP; !ends.equals(starts); step = Math.min(LARGEST_STEP, 2 * step)) {
                Map<TopicPartition, Long> from = new HashMap<>();
                for (TopicPartition partition : partitions) {
                    from.put(partition, Math.max(starts.get(partition), ends.get(partition) - step));
                }
                List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
                boolean read = read(consumer, from, ends, wanted, found, deadline);
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
            Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, long before) {
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions, PATIENCE));
        if (before != Long.MAX_VALUE) {
            Map<TopicPartition, Long> times = new HashMap<>();
            partitions.forEach(partition -> times.put(partition, before));
            consumer.offsetsForTimes(times, PATIENCE).forEach((partition, found) -> {
                if (found != null) {
                    ends.put(partition, found.offset());
                }
            });
        }
        return ends;
    }

    /** @return false where the time was up before all was read */
    private boolean read(
            Consumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> to,
            Predicate<ConsumerRecord<byte[], byte[]>> wanted,
            List<ConsumerRecord<byte[], byte[]>> found,
            long deadline) {
        List<TopicPartition> unread = new ArrayList<>(from.keySet());
        unread.removeIf(partition -> from.get(partition) >= to.get(partition));
        consumer.assign(unread);
        // what was paused in the step before stays paused else
        consumer.resume(unread);
        unread.forEach(partition -> consumer.seek(partition, from.get(partition)));
        while (!unread.isEmpty() && System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                if (record.offset() < to.get(new TopicPartition(record.topic(), record.partition()))) {
                    looked++;
                    oldest = Math.min(oldest, record.timestamp());
                    if (wanted.test(record)) {
                        found.add(record);
                    }
                }
            }
            List<TopicPartition> ended = unread.stream()
                    .filter(partition -> consumer.position(partition, PATIENCE) >= to.get(partition))
                    .toList();
            consumer.pause(ended);
            unread.removeAll(ended);
        }
        return unread.isEmpty();
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
