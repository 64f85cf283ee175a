package io.orderflow.consumer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.TopicPartition;

/**
 * Who may work on which record: records of different keys at the same time, those of one key one after the other, in the
 * order in which they were polled. A key whose record has failed waits alone. Thread-safe.
 */
final class Lanes {

    private static final long PATIENCE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    /** While something waits for a thread, whoever polls looks after it so often. */
    private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    /** While something is in work, what is done is committed so often. */
    private static final long IN_WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final int parallel;
    private final KeyQueue keys = new KeyQueue();
    private final List<Batch> batches = new ArrayList<>();
    /** How many records are in work that no batch has any more, since they go on in another thread. */
    private int detached;
    /** Those of them that were given up: their keys are free. */
    private final Set<PolledRecord> givenUp = new HashSet<>();

    /** Whether the last records took so little time that a hand-over would cost more. */
    private volatile boolean fast = true;

    private long sharedUntil = System.nanoTime();

    private int idle;
    private long takenAt;
    private long lookedAt;
    private volatile boolean onHold;
    private boolean closed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition ended = lock.newCondition();

    /** @param parallel how many records may be in work at the same time */
    Lanes(int parallel) {
        this.parallel = parallel;
    }

    /** What was polled, in its order. */
    void add(Collection<PolledRecord> polled) {
        if (polled.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            if (!keys.hasWork()) {
                takenAt = System.nanoTime();
            }
            keys.add(polled);
            signalIfMore();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the last records that were worked on took little time. */
    boolean isFast() {
        return fast;
    }

    /** Gives the batch records to work on, if there are any and no more are in work than may be. */
    boolean take(Batch batch) {
        lock.lock();
        try {
            return takeLocked(batch);
        } finally {
            lock.unlock();
        }
    }

    /** The same, and waits this long for them; @return false where there were none, or there will be none any more */
    boolean await(Batch batch, Duration longest) throws InterruptedException {
        lock.lock();
        try {
            long left = longest.toNanos();
            while (fast || !takeLocked(batch)) {
                if (closed || left <= 0) {
                    return false;
                }
                idle++;
                try {
                    left = work.awaitNanos(left);
                } finally {
                    idle--;
                }
            }
            signalIfMore();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean takeLocked(Batch batch) {
        if (closed || onHold || batches.size() + detached >= parallel) {
            return false;
        }
        while (!batch.isFull() && keys.next(batch)) {
            // the batch has one more
        }
        if (batch.isEmpty()) {
            return false;
        }
        takenAt = System.nanoTime();
        batches.add(batch);
        batch.begin();
        return true;
    }

    /** The batch's thread is done with all that it had. */
    void finish(Batch batch) {
        lock.lock();
        try {
            batches.remove(batch);
            batch.lanes().forEach(lane -> keys.release(lane, batch));
            batch.end();
            // a step that goes on elsewhere ends when nobody polls
            fast = batch.isFast() && detached == 0 && System.nanoTime() - sharedUntil >= 0;
            ended.signalAll();
            signalIfMore();
        } finally {
            lock.unlock();
        }
    }

    /** The record, which had failed before, is done. */
    void succeeded(PolledRecord record) {
        lock.lock();
        try {
            record.lane.retry(null);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The record has failed: its key waits for the pause, and what comes after it in the batch waits with it.
     *
     * @return what is known of its failures
     */
    Retry failed(Batch batch, PolledRecord record, Outcome failure) {
        lock.lock();
        try {
            putBack(record.lane, batch.takeBack(record.lane));
            return keys.await(record, failure);
        } finally {
            lock.unlock();
        }
    }

    /** The record goes on in another thread, and {@code call} will tell its end; its key stays in work. */
    void detach(Batch batch, PolledRecord record, Object call) {
        lock.lock();
        try {
            putBack(record.lane, batch.takeBack(record.lane));
            record.lane.ownedBy(call);
            detached++;
            if (batches.size() + detached > parallel) {
                takeBack(batch);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * A detached record has come to its end, or has failed. A second end is none.
     *
     * @return what is known of its failures, or null
     */
    Retry complete(PolledRecord record, Outcome outcome, Object call) {
        lock.lock();
        try {
            Lane lane = record.lane;
            if (!lane.isOwnedBy(call)) {
                return null;
            }
            detached--;
            Retry retry = null;
            record.end(outcome.isDone());
            if (outcome.isDone()) {
                lane.retry(null);
                keys.release(lane, call);
            } else {
                retry = keys.await(record, outcome);
            }
            ended.signalAll();
            signalIfMore();
            return retry;
        } finally {
            lock.unlock();
        }
    }

    /** What is done with a record that has failed for good goes on in another thread; its key does not wait for it. */
    void giveUp(Batch batch, PolledRecord record) {
        lock.lock();
        try {
            givenUp.add(record);
            detached++;
            if (batches.size() + detached > parallel) {
                takeBack(batch);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * What was to be done with a record that was given up is done, or has failed: then the record is tried again, behind
     * what is known of its key. A second end is none.
     *
     * @return what is known of its failures, or null
     */
    Retry settle(PolledRecord record, Outcome outcome) {
        lock.lock();
        try {
            if (!givenUp.remove(record)) {
                return null;
            }
            detached--;
            record.end(outcome.isDone());
            Retry retry = outcome.isDone() || record.lane == null ? null : keys.putBack(record, outcome);
            ended.signalAll();
            signalIfMore();
            return retry;
        } finally {
            lock.unlock();
        }
    }

    private static void putBack(Lane lane, List<PolledRecord> records) {
        for (int i = records.size() - 1; i >= 0; i--) {
            lane.records().addFirst(records.get(i));
        }
    }

    /** Lets others work on the keys that the batch has, but for the one that it is at. */
    private void takeBack(Batch batch) {
        List<PolledRecord> rest = new ArrayList<>();
        Lane current = batch.takeBack(rest);
        for (Lane lane : batch.lanes()) {
            putBack(lane, rest.stream().filter(record -> record.lane == lane).toList());
            if (lane != current) {
                keys.release(lane, batch);
            }
        }
    }

    /**
     * Lets those be worked on whose pause is over.
     *
     * @param longest how long to poll where nothing is to be done meanwhile
     * @return how long to poll: no longer than until the next one is due, and short while something is in work
     */
    Duration pollTimeout(Duration longest) {
        lock.lock();
        try {
            long now = System.nanoTime();
            while (keys.wakeDue(now)) {
                work.signal();
            }
            long timeout = keys.untilDue(now, longest.toNanos());
            if (keys.hasWork()) {
                timeout = Math.min(timeout, BUSY_NANOS);
            } else if (batches.size() + detached > 0) {
                timeout = Math.min(timeout, parallel == 1 ? PATIENCE_NANOS : IN_WORK_NANOS);
            }
            return Duration.ofNanos(timeout);
        } finally {
            lock.unlock();
        }
    }

    /**
     * What waits is for other threads than the one that polls, for so long at least, and what this one has not begun,
     * but for the key that it is at.
     */
    void shareOut(Batch batch, long nanos) {
        lock.lock();
        try {
            fast = false;
            sharedUntil = System.nanoTime() + nanos;
            if (batches.contains(batch)) {
                takeBack(batch);
            }
            signalIfMore();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a thread has had the batch for much longer than was foreseen. */
    boolean isLate(Batch batch) {
        lock.lock();
        try {
            return batches.contains(batch) && batch.isLate();
        } finally {
            lock.unlock();
        }
    }

    /** Whether something may be worked on, has waited, and nobody is free for it; what a busy thread holds is freed. */
    boolean isShortOfWorkers() {
        lock.lock();
        try {
            long now = System.nanoTime();
            if (now - lookedAt > PATIENCE_NANOS) {
                lookedAt = now;
                batches.stream().filter(Batch::isStuck).toList().forEach(this::takeBack);
                signalIfMore();
            }
            return keys.hasWork()
                    && idle == 0
                    && batches.size() + detached < parallel
                    && now - takenAt > PATIENCE_NANOS;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives nothing more of these partitions into work, waits for what is in work, and forgets the rest.
     *
     * @return how many records are still in work when the patience is at its end
     */
    int forget(Collection<TopicPartition> partitions, Duration patience) throws InterruptedException {
        lock.lock();
        try {
            batches.forEach(this::takeBack);
            List<Lane> theirs = keys.drop(partitions);
            signalIfMore();
            long left = patience.toNanos();
            while (inWork(theirs, partitions) > 0 && left > 0) {
                left = ended.awaitNanos(left);
            }
            keys.remove(theirs);
            int inWork = inWork(theirs, partitions);
            givenUp.stream()
                    .filter(record -> partitions.contains(record.partition()))
                    .forEach(record -> record.lane = null);
            return inWork;
        } finally {
            lock.unlock();
        }
    }

    private int inWork(List<Lane> theirs, Collection<TopicPartition> partitions) {
        return (int) (theirs.stream().filter(Lane::isInWork).count()
                + givenUp.stream()
                        .filter(record -> partitions.contains(record.partition()))
                        .count());
    }

    /** Waits until nothing is in work; @return false where that takes longer */
    boolean awaitNothingInWork(Duration longest) throws InterruptedException {
        lock.lock();
        try {
            long left = longest.toNanos();
            while (batches.size() + detached > 0 && left > 0) {
                left = ended.awaitNanos(left);
            }
            return batches.size() + detached == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Some of the keys that are worked on at this moment. */
    List<Key> working(int most) {
        lock.lock();
        try {
            return batches.size() + detached == 0 ? List.of() : keys.inWork(most);
        } finally {
            lock.unlock();
        }
    }

    /** What is known of it at this moment. */
    LaneState state(int most) {
        lock.lock();
        try {
            return new LaneState(batches.size() + detached, keys.waitingKeys(), keys.waiting(most));
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing more is given into work for the time being. */
    void hold(boolean wanted) {
        if (onHold == wanted) {
            return;
        }
        lock.lock();
        try {
            onHold = wanted;
            signalIfMore();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more is given into work. */
    void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** While the work is fast, whoever polls does it. */
    private void signalIfMore() {
        if (!fast && idle > 0 && keys.hasWork()) {
            work.signal();
        }
    }
}
