package io.orderflow.consumer;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;

/**
 * Commits what is done. One commit is under way at a time, and it is not waited for: what is done meanwhile goes with the
 * next one.
 */
final class Commits {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    /** What is done in between is what a crash repeats, beside what is in work. */
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Consumer<byte[], byte[]> consumer;
    private final Logger log;
    private final Trouble trouble;
    /** While a commit takes longer than this, the records that are done and not committed are bounded. */
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final int MAX_UNCOMMITTED = 1_000;

    private boolean underWay;
    private boolean refused;
    private long begunAt = System.nanoTime() - INTERVAL_NANOS;

    Commits(Consumer<byte[], byte[]> consumer, Logger log) {
        this.consumer = consumer;
        this.log = log;
        this.trouble = new Trouble(log);
    }

    /** Begins to commit what is done, unless a commit is under way. */
    void advance(Collection<PartitionProgress> partitions) {
        if (underWay || System.nanoTime() - begunAt < INTERVAL_NANOS) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> positions = positions(partitions, false);
        if (positions.isEmpty()) {
            return;
        }
        underWay = true;
        begunAt = System.nanoTime();
        try {
            consumer.commitAsync(positions, (offsets, failure) -> {
                underWay = false;
                refused = failure != null;
                if (failure == null) {
                    acknowledged(partitions, positions);
                    trouble.over();
                } else {
                    refused(failure);
                    shorten(failure, partitions);
                }
            });
        } catch (WakeupException e) {
            underWay = false;
            throw e;
        } catch (KafkaException e) {
            // a log-in that is refused, say
            underWay = false;
            refused = true;
            refused(e);
        }
    }

    /**
     * Whether Kafka takes its time with a commit, and as much is done meanwhile as a crash may repeat: nothing more is to
     * be given into work then.
     */
    boolean isBehind(Collection<PartitionProgress> partitions) {
        boolean late = underWay ? System.nanoTime() - begunAt > LATE_NANOS : refused;
        return late
                && partitions.stream().mapToLong(PartitionProgress::uncommitted).sum() >= MAX_UNCOMMITTED;
    }

    /** A broker may take less metadata than Kafka's default. */
    private static void shorten(Exception failure, Collection<PartitionProgress> partitions) {
        if (failure instanceof OffsetMetadataTooLarge) {
            partitions.forEach(PartitionProgress::omitMetadata);
        }
    }

    /** What is done goes with the next commit. */
    private void refused(Exception failure) {
        if (failure instanceof RebalanceInProgressException) {
            log.debug("What is done can't be committed yet", failure);
        } else {
            trouble.report("What is done can't be committed yet", failure);
        }
    }

    /**
     * Commits what is done of these partitions before they go to another member, and waits for it.
     *
     * @return false where the group rebalances: it takes commits again when that is over, for which the consumer polls
     */
    boolean finish(Collection<PartitionProgress> partitions) {
        Map<TopicPartition, OffsetAndMetadata> positions = positions(partitions, true);
        try {
            if (!positions.isEmpty()) {
                commit(positions);
                acknowledged(partitions, positions);
            }
        } catch (RebalanceInProgressException e) {
            log.debug("What was done last can't be committed yet", e);
            return false;
        } catch (TimeoutException e) {
            log.warn("Kafka does not answer: what was done last can't be committed, and comes again");
            log.debug("The cause", e);
        } catch (KafkaException e) {
            trouble.report("What was done last can't be committed, and comes again", e);
        }
        return true;
    }

    private void commit(Map<TopicPartition, OffsetAndMetadata> positions) {
        try {
            consumer.commitSync(positions, TIMEOUT);
        } catch (WakeupException e) {
            // meant for a poll: what is done is to be committed all the same
            consumer.commitSync(positions, TIMEOUT);
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> positions(
            Collection<PartitionProgress> partitions, boolean last) {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        for (PartitionProgress progress : partitions) {
            OffsetAndMetadata position = progress.toCommit(last);
            if (position != null) {
                positions.put(progress.partition(), position);
            }
        }
        return positions;
    }

    private static void acknowledged(
            Collection<PartitionProgress> partitions, Map<TopicPartition, OffsetAndMetadata> positions) {
        for (PartitionProgress progress : partitions) {
            OffsetAndMetadata position = positions.get(progress.partition());
            if (position != null) {
                progress.committed(position);
            }
        }
    }
}
