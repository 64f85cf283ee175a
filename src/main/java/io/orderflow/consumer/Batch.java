package io.orderflow.consumer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Records that one thread has taken, of keys that are its own meanwhile, to be worked on one after the other. What it has
 * not begun can be taken back from it. {@link #next} is its thread's; the lock of {@link Lanes} guards all else.
 */
final class Batch {

    /** So much work is taken at a time, as far as the last records tell. */
    private static final long AIM_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final int MAX_RECORDS = 256;
    /** Less than some 15 microseconds a record: what another thread costs is of that order. */
    private static final int FAST = 32;

    private static final int TAKEN_BACK = Integer.MAX_VALUE / 2;

    private final PolledRecord[] records = new PolledRecord[MAX_RECORDS];
    private final List<Lane> lanes = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    /** The lane of the record that was in work when the rest was taken back. */
    private Lane current;

    private int size;
    private int limit = 1;
    private int seenAt;
    private long startedAt;
    /** When that one was begun which was late when this was asked before. */
    private long lateBefore;

    boolean isFull() {
        return size == limit;
    }

    boolean isEmpty() {
        return size == 0;
    }

    boolean isFast() {
        return limit >= FAST;
    }

    void add(Lane lane, PolledRecord record) {
        if (!lane.isOwnedBy(this)) {
            lane.ownedBy(this);
            lanes.add(lane);
        }
        record.lane = lane;
        records[size++] = record;
    }

    void begin() {
        seenAt = -1;
        startedAt = System.nanoTime();
        next.set(0);
    }

    /** @return the record that is to be worked on, or null where there is none left */
    PolledRecord next() {
        int at = next.getAndIncrement();
        while (at < size && records[at] == null) {
            at = next.getAndIncrement();
        }
        return at < size ? records[at] : null;
    }

    /** Takes those of this lane that were not begun, in their order. */
    List<PolledRecord> takeBack(Lane lane) {
        List<PolledRecord> rest = new ArrayList<>();
        for (int i = next.get(); i < size; i++) {
            if (records[i] != null && records[i].lane == lane) {
                rest.add(records[i]);
                records[i] = null;
            }
        }
        return rest;
    }

    /**
     * Takes all that were not begun.
     *
     * @param rest is given them, in their order
     * @return the lane of the record that is in work, or null where none is
     */
    Lane takeBack(List<PolledRecord> rest) {
        int at = next.getAndSet(TAKEN_BACK);
        if (at >= TAKEN_BACK) {
            return current;
        }
        for (int i = at; i < size; i++) {
            if (records[i] != null) {
                rest.add(records[i]);
            }
        }
        current = at >= 1 && at <= size && records[at - 1] != null ? records[at - 1].lane : null;
        return current;
    }

    /**
     * Whether its thread has had it for much longer than was foreseen, and had it when this was asked before: when all
     * threads stood still, which a collection of garbage does to them, it is not the record's fault.
     */
    boolean isLate() {
        if (System.nanoTime() - startedAt <= LATE_NANOS) {
            return false;
        }
        boolean wasLate = lateBefore == startedAt;
        lateBefore = startedAt;
        return wasLate;
    }

    /** Whether it is at the same record as when this was asked before. */
    boolean isStuck() {
        int at = next.get();
        boolean stuck = at == seenAt && at <= size;
        seenAt = at;
        return stuck;
    }

    List<Lane> lanes() {
        return lanes;
    }

    /** Its records are worked on; how long that took tells how many it may take the next time. */
    void end() {
        int worked = next.get() > size + 1 ? 0 : size;
        long nanosEach = (System.nanoTime() - startedAt) / Math.max(1, worked) + 1;
        long fit = worked == 0 ? 1 : AIM_NANOS / nanosEach;
        // not by one batch alone, which may have been held up by anything
        limit = (int) Math.max(limit / 2, Math.min(fit, Math.min(limit * 2L, MAX_RECORDS)));
        limit = worked == 0 ? 1 : Math.max(1, limit);
        Arrays.fill(records, 0, size, null);
        lanes.clear();
        current = null;
        size = 0;
    }
}
