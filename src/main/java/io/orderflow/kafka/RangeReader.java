package io.orderflow.kafka;

import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads what topics have between two offsets, with a client that belongs to no group and is made when it is first used.
 * For one thread at a time.
 */
public final class RangeReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final Supplier<Consumer<byte[], byte[]>> clients;
    private final Duration patience;
    private Consumer<byte[], byte[]> client;

    /**
     * @param clients makes a client, which is closed with this
     * @param patience how long an answer of the broker is waited for
     */
    public RangeReader(Supplier<Consumer<byte[], byte[]>> clients, Duration patience) {
        this.clients = clients;
        this.patience = patience;
    }

    /**
     * Polls with the client.
     *
     * @throws KafkaException where that fails, also for want of memory: what a record unpacks to has no bound, and whoever
     *     only looks is not to end because of one
     */
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        try {
            return client().poll(timeout);
        } catch (OutOfMemoryError e) {
            close();
            KafkaException failure = new KafkaException("a record does not fit into memory");
            failure.addSuppressed(e);
            throw failure;
        }
    }

    /** For who asks it for more than this class does. */
    public Consumer<byte[], byte[]> client() {
        if (client == null) {
            client = clients.get();
        }
        return client;
    }

    /**
     * Where each partition begins and ends; empty where there is no such topic.
     *
     * @param leaderless those that nobody can read at this moment, and that are not in the others
     */
    public record Bounds(
            Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends, Set<TopicPartition> leaderless) {

        /** @throws TimeoutException where nobody can read this partition at this moment */
        public void require(TopicPartition partition) {
            if (leaderless.contains(partition)) {
                throw new TimeoutException(partition + " can't be read: it has no leader at this moment");
            }
        }
    }

    /** @throws KafkaException where the broker does not answer */
    public Bounds bounds(Collection<String> topics) {
        Consumer<byte[], byte[]> consumer = client();
        Map<Boolean, Set<TopicPartition>> partitions = topics.stream()
                .flatMap(topic -> consumer.partitionsFor(topic, patience).stream())
                .collect(partitioningBy(
                        info -> !Leaders.isMissing(info.leader()),
                        mapping(info -> new TopicPartition(info.topic(), info.partition()), toSet())));
        Set<TopicPartition> led = partitions.get(true);
        return new Bounds(
                consumer.beginningOffsets(led, patience), consumer.endOffsets(led, patience), partitions.get(false));
    }

    /**
     * Reads partitions up to their ends.
     *
     * @param ends of those that are read; the record at the end is not
     * @param from where each of them is read from
     * @param take is given each record
     * @return whether all was read before the time was up
     * @throws KafkaException where the broker does not answer, or a record does not fit into memory
     */
    public boolean read(
            Map<TopicPartition, Long> ends,
            ToLongFunction<TopicPartition> from,
            java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> take,
            Duration limit) {
        Map<TopicPartition, Long> unread = new HashMap<>(ends);
        unread.entrySet().removeIf(end -> from.applyAsLong(end.getKey()) >= end.getValue());
        if (unread.isEmpty()) {
            return true;
        }
        Consumer<byte[], byte[]> consumer = client();
        consumer.assign(unread.keySet());
        // what was paused before stays paused else
        consumer.resume(unread.keySet());
        unread.keySet().forEach(partition -> consumer.seek(partition, from.applyAsLong(partition)));
        long deadline = System.nanoTime() + limit.toNanos();
        while (!unread.isEmpty() && System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : poll(POLL)) {
                if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
                    take.accept(record);
                }
            }
            Set<TopicPartition> done = new HashSet<>(unread.keySet());
            done.removeIf(partition -> consumer.position(partition, patience) < unread.get(partition));
            consumer.pause(done);
            unread.keySet().removeAll(done);
        }
        return unread.isEmpty();
    }

    @Override
    public void close() {
        if (client != null) {
            client.close(CloseOptions.timeout(Duration.ZERO));
            client = null;
        }
    }
}
