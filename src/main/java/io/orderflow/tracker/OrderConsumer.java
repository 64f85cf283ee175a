package io.orderflow.tracker;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;

/**
 * The Kafka consumer beneath a route: commits what the route has done, and only that, and gives it a record that failed
 * again after a pause.
 *
 * <p>Kafka's own auto-commit also commits what was polled and never processed, and camel-kafka's commits take a failed
 * record for done. While a record waits to be tried again its partition is paused and polling goes on: the records of
 * other partitions flow, and the place in the group is kept however long it takes.
 */
final class OrderConsumer extends KafkaConsumer<Object, Object> {

    private static final ThreadLocal<OrderConsumer> CURRENT = new ThreadLocal<>();

    /** Less than Camel waits for a consumer that stops (shutdownTimeout). */
    private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(2);

    /** So long is the route given records before the next poll, for which the group waits when a member joins or leaves. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    private static final Duration NO_WAIT = Duration.ofMillis(10);
    private static final Duration REBALANCE_INTERVAL = Duration.ofMillis(100);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final Retries retries;
    private final Reading reading;
    private final Logger log;
    private final AtomicBoolean announced;
    private final Trouble pollTrouble;
    private final Commits commits;
    private final Set<TopicPartition> paused = new HashSet<>();
    private final LeftOver leftOver = new LeftOver();
    private RecordsInHand inHand = RecordsInHand.NONE;

    OrderConsumer(Properties properties, Retries retries, Reading reading, Logger log, AtomicBoolean announced) {
        super(properties);
        this.retries = retries;
        this.reading = reading;
        this.log = log;
        this.announced = announced;
        this.pollTrouble = new Trouble(log);
        this.commits = new Commits(this, log);
    }

    /** The consumer whose records this thread works on. */
    static OrderConsumer current() {
        return CURRENT.get();
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
        super.subscribe(topics, new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                listener.onPartitionsAssigned(partitions);
                reading.assigned(partitions);
                reading.prepare(OrderConsumer.this);
                pauseAndResume();
                if (!partitions.isEmpty() && announced.compareAndSet(false, true)) {
                    log.info("🟢 Consumer is running and subscribed to {} topic", String.join(", ", topics));
                }
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                if (!commits.finish(partitions)) {
                    log.warn(
                            "The group goes on rebalancing: what was processed last can't be committed, and comes again");
                }
                onPartitionsLost(partitions);
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> partitions) {
                commits.forget(partitions);
                leftOver.forget(partitions);
                paused.removeAll(partitions);
                reading.revoked(partitions);
            }
        });
    }

    @Override
    public ConsumerRecords<Object, Object> poll(Duration timeout) {
        CURRENT.set(this);
        settle();
        try {
            commits.advance();
            reading.prepare(this);
            pauseAndResume();
            leftOver.add(taken(super.poll(leftOver.isEmpty() ? retries.untilDue(timeout) : NO_WAIT)));
            if (!commits.isBehind()) {
                inHand = new RecordsInHand(leftOver.take(), POLL_INTERVAL);
            }
            // between two refusals a poll may well return, with nothing
            if (!inHand.isEmpty()) {
                pollTrouble.over();
            }
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            pollTrouble.tell("Can't read from Kafka, trying again", e);
            LockSupport.parkNanos(timeout.toNanos());
        }
        return inHand;
    }

    private ConsumerRecords<Object, Object> taken(ConsumerRecords<Object, Object> polled) {
        try {
            return reading.take(polled);
        } catch (RuntimeException e) {
            // what was polled is polled again
            polled.partitions()
                    .forEach(partition ->
                            seek(partition, polled.records(partition).get(0).offset()));
            throw new KafkaException("What was read can't be taken", e);
        }
    }

    /** Commits what was done, and leaves the group; what is polled meanwhile comes to another member. */
    @Override
    public void unsubscribe() {
        settle();
        try {
            long end = System.nanoTime() + LEAVE_TIMEOUT.toNanos();
            while (!commits.finish(assignment()) && System.nanoTime() - end < 0) {
                super.poll(REBALANCE_INTERVAL);
            }
        } catch (KafkaException e) {
            pollTrouble.tell("What was processed last can't be committed, and comes again", e);
        }
        super.unsubscribe();
    }

    /** Does not wait half a minute for a broker that is gone. */
    @Override
    public void close() {
        close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }

    /** The record that the route has in hand has failed: it is due again after a pause, and those behind it wait. */
    void failed(Throwable cause) {
        retries.failed(inHand.fail(), cause, log);
    }

    /** What was done of the last poll may be committed; what failed is fetched again, with all that is behind it. */
    private void settle() {
        RecordsInHand records = inHand;
        inHand = RecordsInHand.NONE;
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        for (TopicPartition partition : records.nextOffsets().keySet()) {
            OffsetAndMetadata position = records.position(partition);
            positions.put(partition, position);
            reading.reached(partition, position.offset());
            retries.passed(partition, position.offset());
            if (records.hasFailed(partition)) {
                seek(partition, position);
            }
        }
        leftOver.add(records.rest());
        commits.add(positions, records.done());
    }

    private void pauseAndResume() {
        Set<TopicPartition> wait = new HashSet<>(assignment());
        if (!commits.isBehind() && leftOver.isEmpty()) {
            wait.retainAll(retries.waiting());
            wait.addAll(reading.closed());
        }
        if (!wait.equals(paused)) {
            paused.removeAll(wait);
            resume(paused);
            paused.clear();
            paused.addAll(wait);
            pause(paused);
        }
    }
}
