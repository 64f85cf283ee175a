package io.orderflow.board;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Looks for the records of one order in the two topics, from the newest back to the oldest, for a bounded time. So
 * nothing need be remembered of orders, and those from before a restart are found as well.
 */
final class OrderSearch {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int STEP = 20_000;

    /**
     * @param records newest first
     * @param whole   false where the time was up before the oldest record was looked at
     */
    record Found(List<ConsumerRecord<byte[], byte[]>> records, long looked, boolean whole) {}

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final List<String> topics;
    private final Duration limit;

    OrderSearch(Supplier<Consumer<byte[], byte[]>> consumers, List<String> topics, Duration limit) {
        this.consumers = consumers;
        this.topics = topics;
        this.limit = limit;
    }

    /**
     * Goes back until an order of that id was found and all that is as new was looked at, or the time is up.
     *
     * @throws org.apache.kafka.common.KafkaException where the broker does not answer
     */
    Found search(String orderId) {
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            long deadline = System.nanoTime() + limit.toNanos();
            List<TopicPartition> partitions = topics.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic, PATIENCE).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions, PATIENCE);
            Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions, PATIENCE));
            List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
            WantedOrder wanted = new WantedOrder(orderId);
            long looked = 0;
            for (int step = STEP; System.nanoTime() < deadline; step *= 2) {
                Map<TopicPartition, Long> from = new HashMap<>();
                for (TopicPartition partition : partitions) {
                    from.put(partition, Math.max(starts.get(partition), ends.get(partition) - step));
                }
                looked += read(consumer, from, ends, wanted, found, deadline);
                ends.replaceAll((partition, end) -> from.get(partition));
                if (ends.equals(starts) && System.nanoTime() < deadline) {
                    return newestFirst(found, looked, true);
                }
                if (!found.isEmpty()) {
                    break;
                }
            }
            return newestFirst(found, looked, false);
        }
    }

    private static long read(
            Consumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> to,
            WantedOrder wanted,
            List<ConsumerRecord<byte[], byte[]>> found,
            long deadline) {
        List<TopicPartition> unread = new ArrayList<>(from.keySet());
        unread.removeIf(partition -> from.get(partition) >= to.get(partition));
        consumer.assign(unread);
        unread.forEach(partition -> consumer.seek(partition, from.get(partition)));
        long looked = 0;
        while (!unread.isEmpty() && System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                if (record.offset() < to.get(new TopicPartition(record.topic(), record.partition()))) {
                    looked++;
                    if (wanted.is(record)) {
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
        return looked;
    }

    private static Found newestFirst(List<ConsumerRecord<byte[], byte[]>> found, long looked, boolean whole) {
        found.sort((one, other) -> one.timestamp() == other.timestamp()
                ? Long.compare(other.offset(), one.offset())
                : Long.compare(other.timestamp(), one.timestamp()));
        return new Found(found, looked, whole);
    }
}
