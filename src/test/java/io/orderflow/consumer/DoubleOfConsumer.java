package io.orderflow.consumer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Kafka's double of a consumer, which can refuse more, and remembers what was asked of it. */
class DoubleOfConsumer extends MockConsumer<byte[], byte[]> {

    /** Thrown by, or given to the callback of, the next commits. */
    final Deque<RuntimeException> refusals = new ArrayDeque<>();
    /** Thrown by the next questions for an offset. */
    final Queue<RuntimeException> unanswered = new ConcurrentLinkedQueue<>();

    /** Nobody says where these begin or end. */
    final Set<TopicPartition> leaderless = new HashSet<>();

    /** How many questions for an offset nobody answered until their time was over. */
    int waits;

    final List<Map<TopicPartition, OffsetAndMetadata>> commits = new ArrayList<>();
    private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    private ConsumerRebalanceListener listener;

    DoubleOfConsumer() {
        super("none");
        for (int partition = 0; partition < 2; partition++) {
            updateBeginningOffsets(Map.of(new TopicPartition(Records.TOPIC, partition), 0L));
            updateEndOffsets(Map.of(new TopicPartition(Records.TOPIC, partition), 0L));
        }
    }

    /** What the group had committed before. */
    void group(TopicPartition partition, long offset, String metadata) {
        committed.put(partition, new OffsetAndMetadata(offset, metadata));
        updateEndOffsets(Map.of(partition, offset));
    }

    OffsetAndMetadata group(TopicPartition partition) {
        return committed.get(partition);
    }

    void send(TopicPartition partition, long offset, String key) {
        addRecord(Records.record(partition, offset, key, "value"));
    }

    void lose(TopicPartition partition) {
        listener.onPartitionsLost(List.of(partition));
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener whenAssigned) {
        listener = whenAssigned;
        super.subscribe(topics, whenAssigned);
    }

    @Override
    public synchronized void commitAsync(
            Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
        RuntimeException refusal = refusals.poll();
        if (refusal == null) {
            commits.add(Map.copyOf(offsets));
            committed.putAll(offsets);
        }
        callback.onComplete(offsets, refusal);
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        RuntimeException refusal = refusals.poll();
        if (refusal != null) {
            throw refusal;
        }
        commits.add(Map.copyOf(offsets));
        committed.putAll(offsets);
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
            Set<TopicPartition> partitions, Duration timeout) {
        answer();
        Map<TopicPartition, OffsetAndMetadata> known = new HashMap<>(committed);
        known.keySet().retainAll(partitions);
        return known;
    }

    @Override
    public synchronized Map<TopicPartition, Long> beginningOffsets(
            Collection<TopicPartition> partitions, Duration timeout) {
        answer();
        requireLeader(partitions);
        return super.beginningOffsets(partitions);
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions, Duration timeout) {
        requireLeader(partitions);
        return super.endOffsets(partitions);
    }

    @Override
    public synchronized List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
        Node node = new Node(1, "localhost", 1);
        return assignment().stream()
                .map(partition -> new PartitionInfo(
                        topic, partition.partition(), leaderless.contains(partition) ? null : node, null, null))
                .toList();
    }

    @Override
    public synchronized long position(TopicPartition partition, Duration timeout) {
        waits += leaderless.contains(partition) ? 1 : 0;
        requireLeader(List.of(partition));
        return super.position(partition);
    }

    private void requireLeader(Collection<TopicPartition> partitions) {
        if (partitions.stream().anyMatch(leaderless::contains)) {
            throw new TimeoutException("no leader");
        }
    }

    private void answer() {
        RuntimeException failure = unanswered.poll();
        if (failure != null) {
            throw failure;
        }
    }
}
