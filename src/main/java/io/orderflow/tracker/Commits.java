package io.orderflow.tracker;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;

/**
 * What a consumer has processed, on its way to being committed. One commit is under way at a time, and it is not waited
 * for: what is processed meanwhile goes with the next, up to a bound, which is what a crash repeats at the most.
 */
final class Commits {

    /** So many records, three full polls, may be processed and not be committed yet; the poll in hand comes on top. */
    private static final int MAX_UNCOMMITTED = 1_500;

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final KafkaConsumer<Object, Object> consumer;
    private final Logger log;
    private final Trouble trouble;
    private final Map<TopicPartition, OffsetAndMetadata> processed = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> underWay = new HashMap<>();
    private boolean awaiting;
    private int uncommitted;

    Commits(KafkaConsumer<Object, Object> consumer, Logger log) {
        this.consumer = consumer;
        this.log = log;
        this.trouble = new Trouble(log);
    }

    /** What one poll gave, so many records, is processed up to these positions. */
    void add(Map<TopicPartition, OffsetAndMetadata> positions, int records) {
        processed.putAll(positions);
        uncommitted += records;
    }

    /** Whether as much is processed and not committed as may be: nothing more is to be taken then. */
    boolean isBehind() {
        return uncommitted >= MAX_UNCOMMITTED;
    }

    /** Begins to commit what was processed, unless a commit is under way. */
    void advance() {
        if (isBehind()) {
            awaitAcknowledgement();
        }
        if (awaiting) {
            return;
        }
        if (processed.isEmpty()) {
            uncommitted = 0;
            return;
        }
        int records = uncommitted;
        underWay.putAll(processed);
        processed.clear();
        awaiting = true;
        try {
            consumer.commitAsync(Map.copyOf(underWay), (offsets, failure) -> {
                if (failure == null) {
                    uncommitted -= records;
                    trouble.over();
                } else {
                    tryAgain(failure);
                }
                ended();
            });
        } catch (KafkaException e) {
            // a log-in that is refused, say
            tryAgain(e);
            ended();
        }
    }

    /** What was under way goes with the next commit. */
    private void tryAgain(Exception failure) {
        underWay.forEach(processed::putIfAbsent);
        if (failure instanceof RebalanceInProgressException) {
            log.debug("What was processed can't be committed yet", failure);
        } else {
            trouble.tell("What was processed can't be committed yet", failure);
        }
    }

    private void ended() {
        underWay.clear();
        awaiting = false;
    }

    private void awaitAcknowledgement() {
        try {
            // commits nothing, and comes back when what is under way is acknowledged
            consumer.commitSync(Map.of(), TIMEOUT);
        } catch (TimeoutException e) {
            log.debug("What was processed is not committed yet", e);
        }
    }

    /**
     * Commits what was processed of these partitions, before they go to another member, and with it what is under way,
     * which may have been refused already.
     *
     * @return false where the group rebalances: it takes commits again when that is over, for which the consumer polls
     */
    boolean finish(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> last = new HashMap<>(underWay);
        last.putAll(processed);
        last.keySet().retainAll(partitions);
        try {
            if (!last.isEmpty()) {
                consumer.commitSync(last, TIMEOUT);
            }
        } catch (RebalanceInProgressException e) {
            log.debug("What was processed last can't be committed yet", e);
            return false;
        } catch (TimeoutException e) {
            log.warn("Kafka does not answer: what was processed last can't be committed, and comes again");
            log.debug("The cause", e);
        } catch (KafkaException e) {
            trouble.tell("What was processed last can't be committed, and comes again", e);
        }
        forget(partitions);
        return true;
    }

    /** These partitions are another member's. */
    void forget(Collection<TopicPartition> partitions) {
        processed.keySet().removeAll(partitions);
        underWay.keySet().removeAll(partitions);
    }
}
