package io.orderflow.consumer;

import io.orderflow.failure.Causes;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;

/** Polls with one Kafka client, has the records worked on, and commits what is done. Used by one thread. */
final class PollLoop {

    /** How long a revocation waits for the records that are in work. */
    static final Duration HAND_OVER = Duration.ofSeconds(10);

    private static final Duration BUSY = Duration.ofMillis(2);
    private static final Duration LEAVE = Duration.ofSeconds(2);
    private static final Duration REBALANCE_INTERVAL = Duration.ofMillis(100);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
    /** How long the polling thread works on records itself before it polls again. */
    private static final long WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Consumer<byte[], byte[]> client;
    private final Duration timeout;
    private final Lanes lanes;
    private final Workers workers;
    private final Assignment assignment;
    private final TooLargeRecord tooLarge;
    private final Commits commits;
    private final Trouble trouble;
    private final Logger log;
    private volatile Set<TopicPartition> assigned = Set.of();
    private volatile int held;
    /** The work of the thread that polls. */
    private volatile Workers.Own own;

    private volatile long polledAt = System.nanoTime();
    private volatile boolean paused;
    /** What was done is committed, as far as it can be. */
    private boolean left;

    /**
     * @param timeout how long a poll waits for records where nothing else is to be done
     * @param tooLarge which partitions are set apart because of one
     */
    PollLoop(
            Consumer<byte[], byte[]> client,
            RouteGroup group,
            Duration timeout,
            Lanes lanes,
            Workers workers,
            TooLargeRecord tooLarge,
            Logger log) {
        this.client = client;
        this.timeout = timeout;
        this.lanes = lanes;
        this.workers = workers;
        this.log = log;
        this.trouble = new Trouble(log);
        this.tooLarge = tooLarge;
        this.assignment = new Assignment(client, group, tooLarge, log);
        this.commits = new Commits(client, log);
        this.own = workers.own();
    }

    /**
     * Polls until it is to stop. Where a record holds up the thread, another one may go on in its place.
     *
     * @param goOn false when it is to stop; the client's {@code wakeup} ends a poll that waits
     * @return false where another thread goes on
     */
    boolean run(BooleanSupplier goOn) throws InterruptedException {
        Workers.Own mine = workers.own();
        own = mine;
        while (!mine.isReplaced() && goOn.getAsBoolean()) {
            try {
                turn(mine);
            } catch (WakeupException e) {
                log.debug("What the client was asked besides a poll is ended", e);
            } catch (Throwable e) {
                if (!mine.isReplaced()) {
                    throw e;
                }
                log.warn("A blocked thread has ended: {}", Causes.words(e));
                log.debug("The cause", e);
            }
        }
        return !mine.isReplaced();
    }

    /**
     * Whether a record holds up the thread that polls; then another one is to {@link #run}. Asked by a third one, time
     * and again.
     */
    boolean isToBeContinued() {
        return workers.replaceIfHeldUp(own);
    }

    /** One poll, and what belongs to it. */
    private void turn(Workers.Own mine) throws InterruptedException {
        commits.advance(assignment.partitions());
        lanes.hold(paused || commits.isBehind(assignment.partitions()));
        assignment.reportProgress();
        ask(assignment::open);
        workers.attend();
        assignment.pauseAndResume(paused);
        Duration wait = lanes.pollTimeout(timeout);
        lanes.add(assignment.take(poll(assignment.isFull() && wait.compareTo(BUSY) > 0 ? BUSY : wait)));
        held = assignment.held();
        polledAt = System.nanoTime();
        workers.workHere(mine, WORK_NANOS);
    }

    private ConsumerRecords<byte[], byte[]> poll(Duration wait) {
        try {
            ConsumerRecords<byte[], byte[]> records = client.poll(wait);
            // between two refusals a poll may well return, with nothing
            if (!records.isEmpty()) {
                tooLarge.read(records.partitions());
                trouble.over();
            }
            return records;
        } catch (WakeupException e) {
            log.debug("The poll is ended", e);
        } catch (InterruptException e) {
            throw e;
        } catch (NoOffsetForPartitionException e) {
            log.debug("From where to read is not known yet", e);
        } catch (OffsetOutOfRangeException e) {
            ask(() -> forget(assignment.reset(e), Duration.ZERO));
        } catch (InconsistentGroupProtocolException e) {
            trouble.report(
                    "Can't read from Kafka, trying again: another member of the group shares its partitions in another way;"
                            + " stop that one, or read with another group",
                    e);
            LockSupport.parkNanos(timeout.toNanos());
        } catch (KafkaException e) {
            trouble.report("Can't read from Kafka, trying again", e);
            LockSupport.parkNanos(timeout.toNanos());
        }
        return ConsumerRecords.empty();
    }

    /** Asks the broker for an offset; where it does not answer, or refuses, the next turn asks again. */
    private void ask(Runnable question) {
        try {
            question.run();
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (TimeoutException e) {
            log.debug("From where to read is not known yet", e);
        } catch (KafkaException e) {
            trouble.report("Can't read from Kafka, trying again", e);
        }
    }

    /** What is to be done when the group gives partitions and takes them. */
    ConsumerRebalanceListener listener(Runnable onAssigned) {
        return new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                assignment.assigned(partitions);
                ask(assignment::open);
                assignment.pauseAndResume(paused);
                assigned = Set.copyOf(client.assignment());
                if (!partitions.isEmpty()) {
                    onAssigned.run();
                }
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                if (!left && !handOver(partitions, HAND_OVER)) {
                    log.warn(
                            "The group keeps rebalancing: the last processed records can't be committed and will be read again");
                }
                onPartitionsLost(partitions);
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> partitions) {
                forget(partitions, Duration.ZERO);
                assignment.remove(partitions);
                assigned = assigned.stream()
                        .filter(partition -> !partitions.contains(partition))
                        .collect(java.util.stream.Collectors.toUnmodifiableSet());
            }
        };
    }

    /** Ends what is in work of these partitions, and commits it; @return false where the group rebalances */
    private boolean handOver(Collection<TopicPartition> partitions, Duration patience) {
        int inWork = forget(partitions, patience);
        if (inWork > 0) {
            log.warn(
                    "{} still in work; what can't be committed will be read again",
                    inWork == 1 ? "1 record is" : inWork + " records are");
        }
        List<PartitionProgress> theirs = assignment.partitions().stream()
                .filter(progress -> partitions.contains(progress.partition()))
                .toList();
        return commits.finish(theirs);
    }

    private int forget(Collection<TopicPartition> partitions, Duration patience) {
        try {
            return lanes.forget(partitions, patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /**
     * Gives nothing more into work and reads nothing, or goes on; the member stays in the group, with its partitions. What is
     * in work ends. Another thread's.
     */
    void pause(boolean wanted) {
        paused = wanted;
        if (wanted) {
            lanes.hold(true);
        }
        client.wakeup();
    }

    boolean isPaused() {
        return paused;
    }

    /** Ends a poll that waits. Another thread's. */
    void wakeup() {
        client.wakeup();
    }

    /** Ends what is in work, commits it and leaves the group. */
    void leave(Duration patience) {
        lanes.close();
        try {
            long end = System.nanoTime() + patience.plus(LEAVE).toNanos();
            awaitNothingInWork(patience);
            boolean committed = handOver(List.copyOf(client.assignment()), Duration.ZERO);
            while (!committed && System.nanoTime() - end < 0) {
                pollPaused();
                LockSupport.parkNanos(REBALANCE_INTERVAL.toNanos());
                committed = commits.finish(assignment.partitions());
            }
        } catch (KafkaException e) {
            trouble.report("What was done last can't be committed, and comes again", e);
        }
        left = true;
    }

    /** Polls meanwhile, so that the group does not wait for this member, and commits what ends. */
    private void awaitNothingInWork(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            for (long left = patience.toNanos(); left > 0; left = end - System.nanoTime()) {
                long slice = Math.min(left, REBALANCE_INTERVAL.toNanos());
                if (lanes.awaitNothingInWork(Duration.ofNanos(slice))) {
                    return;
                }
                pollPaused();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pollPaused() {
        try {
            client.pause(client.assignment());
            client.poll(Duration.ZERO);
            commits.advance(assignment.partitions());
        } catch (WakeupException e) {
            log.debug("It was meant for a poll that waits", e);
        }
    }

    /** Gives nothing more into work, and waits for what is: its records come again, here or elsewhere. */
    void drop() {
        lanes.close();
        forget(assigned, HAND_OVER);
    }

    /** Where it would read on, of the partitions in which there is more, as far as the client knows. */
    Map<TopicPartition, Long> standing() {
        Map<TopicPartition, Long> standing = new HashMap<>();
        for (TopicPartition partition : client.assignment()) {
            if (client.currentLag(partition).orElse(1) > 0) {
                standing.put(partition, client.position(partition, Duration.ZERO));
            }
        }
        return standing;
    }

    /** Does not wait half a minute for a broker that is gone. */
    void close() {
        lanes.close();
        client.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }

    Set<TopicPartition> assigned() {
        return assigned;
    }

    /** How many records it holds. */
    int held() {
        return held;
    }

    /** When the last poll ended, by {@link System#nanoTime}. */
    long polledAt() {
        return polledAt;
    }

    /** Why it can't read at this moment, or null. */
    String trouble() {
        return trouble.current();
    }

    List<Key> working(int most) {
        return lanes.working(most);
    }

    LaneState lanes(int most) {
        return lanes.state(most);
    }
}
