package io.orderflow.consumer;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.apache.kafka.common.TopicPartition;

/**
 * Records in the order in which they were polled, and whose key is free. A record is {@code fresh} until somebody takes
 * it. Where its key is in work or waits by then, it is put into the lane of its key, and comes when what is before it is
 * done. The lock of {@link Lanes} guards it.
 */
final class KeyQueue {

    private final Deque<PolledRecord> fresh = new ArrayDeque<>();
    /** Of the keys that are in work or wait. */
    private final Map<Key, Lane> lanes = new HashMap<>();
    /** Those whose first record may be worked on. */
    private final Deque<Lane> ready = new ArrayDeque<>();
    /** Those whose first record has failed, the one that is due first in front. */
    private final PriorityQueue<Lane> waiting = new PriorityQueue<>(
            (one, other) -> Long.compare(one.retry().due() - other.retry().due(), 0));

    void add(Collection<PolledRecord> polled) {
        fresh.addAll(polled);
    }

    /** Whether something may be worked on, as far as that is known without looking at each key. */
    boolean hasWork() {
        return !fresh.isEmpty() || !ready.isEmpty();
    }

    /** Gives the batch what may be worked on next; @return false where there is nothing */
    boolean next(Batch batch) {
        Lane lane = ready.poll();
        if (lane == null) {
            return nextFresh(batch);
        }
        batch.add(lane, lane.records().poll());
        while (lane.retry() == null && !lane.isEmpty() && !batch.isFull()) {
            batch.add(lane, lane.records().poll());
        }
        return true;
    }

    private boolean nextFresh(Batch batch) {
        for (PolledRecord record = fresh.poll(); record != null; record = fresh.poll()) {
            Lane lane = lanes.get(record.key());
            if (lane == null) {
                lane = new Lane(record.key());
                lanes.put(record.key(), lane);
                batch.add(lane, record);
                return true;
            }
            if (lane.isOwnedBy(batch) && lane.retry() == null && lane.isEmpty()) {
                batch.add(lane, record);
                return true;
            }
            lane.records().add(record);
        }
        return false;
    }

    /** The key is free again, if this one has it. */
    void release(Lane lane, Object owner) {
        if (!lane.isOwnedBy(owner)) {
            return;
        }
        lane.ownedBy(null);
        if (lane.isEmpty()) {
            lanes.remove(lane.key(), lane);
        } else if (lanes.get(lane.key()) == lane) {
            ready.add(lane);
        }
    }

    /** The key waits until its record, which has failed, is due. */
    Retry await(PolledRecord record, Outcome failure) {
        Lane lane = record.lane;
        lane.ownedBy(null);
        lane.retry(Retry.after(lane.retry(), failure.cause(), failure.pause()));
        if (lanes.get(lane.key()) == lane) {
            lane.records().addFirst(record);
            waiting.add(lane);
        }
        return lane.retry();
    }

    /** The same for a record whose key was free meanwhile; where it is not any more, the record waits behind it. */
    Retry putBack(PolledRecord record, Outcome failure) {
        Lane lane = lanes.get(record.key());
        if (lane != null) {
            record.lane = lane;
            lane.records().add(record);
            return Retry.after(null, failure.cause(), failure.pause());
        }
        record.lane = new Lane(record.key());
        lanes.put(record.key(), record.lane);
        return await(record, failure);
    }

    /** Lets one be worked on whose pause is over; @return false where none is */
    boolean wakeDue(long now) {
        if (waiting.isEmpty() || waiting.peek().retry().due() - now > 0) {
            return false;
        }
        ready.add(waiting.poll());
        return true;
    }

    /** How long until the next one is due, in nanoseconds, at the most this long. */
    long untilDue(long now, long longest) {
        return waiting.isEmpty()
                ? longest
                : Math.min(longest, waiting.peek().retry().due() - now);
    }

    /** Forgets what is not in work of these partitions; @return the lanes of their keys, for {@link #remove} */
    List<Lane> drop(Collection<TopicPartition> partitions) {
        fresh.removeIf(record -> partitions.contains(record.partition()));
        List<Lane> theirs = lanes.values().stream()
                .filter(lane -> partitions.contains(lane.key().partition()))
                .toList();
        theirs.forEach(lane -> lane.records().clear());
        ready.removeAll(theirs);
        waiting.removeAll(theirs);
        return theirs;
    }

    /** What comes to its end in these from now on changes nothing. */
    void remove(List<Lane> gone) {
        waiting.removeAll(gone);
        gone.forEach(lane -> lanes.remove(lane.key(), lane));
    }

    /** Some of the keys of which a record is in work. */
    List<Key> inWork(int most) {
        return lanes.values().stream()
                .filter(Lane::isInWork)
                .limit(most)
                .map(Lane::key)
                .toList();
    }

    int waitingKeys() {
        return waiting.size();
    }

    /** The first ones that are due. */
    List<LaneState.Waiting> waiting(int most) {
        return waiting.stream()
                .sorted(waiting.comparator())
                .limit(most)
                .map(lane -> new LaneState.Waiting(
                        lane.records().peek(), lane.records().size() - 1, lane.retry()))
                .toList();
    }
}
