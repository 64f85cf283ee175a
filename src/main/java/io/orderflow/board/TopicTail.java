package io.orderflow.board;

import io.orderflow.kafka.RangeReader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The last records of a topic, read by a consumer of its own that belongs to no group. However much is written to the
 * topic, each look reads its ends alone.
 *
 * @param <T> what is kept of a record
 */
final class TopicTail<T> implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private record Row<T>(long offset, long time, T kept) {}

    private final RangeReader reader;
    private final String topic;
    private final int count;
    private final Function<ConsumerRecord<byte[], byte[]>, T> keep;
    private final Map<TopicPartition, Deque<Row<T>>> tails = new HashMap<>();

    /**
     * @param consumers makes a client, which is closed with this
     * @param count     how many records are wanted
     * @param keep      null where a record is left out
     */
    TopicTail(
            Supplier<Consumer<byte[], byte[]>> consumers,
            String topic,
            int count,
            Function<ConsumerRecord<byte[], byte[]>, T> keep) {
        this.reader = new RangeReader(consumers, PATIENCE);
        this.topic = topic;
        this.count = count;
        this.keep = keep;
    }

    /**
     * Looks at the topic's ends now.
     *
     * @return the newest records, the newest first
     * @throws org.apache.kafka.common.KafkaException where the broker does not answer
     */
    List<T> look() {
        RangeReader.Bounds bounds = reader.bounds(List.of(topic));
        Map<TopicPartition, Long> ends = bounds.ends();
        // a topic that was created again begins at zero again
        tails.keySet()
                .removeIf(partition ->
                        !bounds.leaderless().contains(partition) && ends.getOrDefault(partition, 0L) < next(partition));
        reader.read(
                ends,
                partition -> Math.max(
                        next(partition),
                        Math.max(ends.get(partition) - count, bounds.starts().get(partition))),
                this::add,
                PATIENCE);
        return newest();
    }

    @Override
    public void close() {
        reader.close();
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        Deque<Row<T>> tail = tails.computeIfAbsent(
                new TopicPartition(record.topic(), record.partition()), partition -> new ArrayDeque<>());
        tail.addLast(new Row<>(record.offset(), record.timestamp(), keep.apply(record)));
        if (tail.size() > count) {
            tail.removeFirst();
        }
    }

    private long next(TopicPartition partition) {
        Deque<Row<T>> tail = tails.get(partition);
        return tail == null ? 0 : tail.getLast().offset() + 1;
    }

    /** Of those of the same millisecond, the one that is nearer to its partition's end. */
    private List<T> newest() {
        Map<Row<T>, Integer> fromEnd = new IdentityHashMap<>();
        tails.values()
                .forEach(tail -> tail.forEach(
                        row -> fromEnd.put(row, (int) (tail.getLast().offset() - row.offset()))));
        Comparator<Row<T>> byTime = Comparator.comparingLong(row -> -row.time());
        return tails.values().stream()
                .flatMap(Deque::stream)
                .sorted(byTime.thenComparing(fromEnd::get))
                .map(Row::kept)
                .filter(Objects::nonNull)
                .limit(count)
                .toList();
    }
}
