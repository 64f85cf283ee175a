package io.orderflow.consumer;

import java.util.ArrayDeque;
import java.util.Deque;

/** The records of one key that are in work or wait; the lock of {@link Lanes} guards it. */
final class Lane {

    private final Key key;
    /** Those that come after the one in work, in their order; null where there never was one. */
    private Deque<PolledRecord> records;
    /** Who works on its first record, or null. */
    private Object owner;
    /** Why its first record waits to be tried again, or null. */
    private Retry retry;

    Lane(Key key) {
        this.key = key;
    }

    Key key() {
        return key;
    }

    /** Those that come after the one in work, in their order. */
    Deque<PolledRecord> records() {
        if (records == null) {
            records = new ArrayDeque<>(2);
        }
        return records;
    }

    boolean isEmpty() {
        return records == null || records.isEmpty();
    }

    boolean isOwnedBy(Object someone) {
        return owner == someone;
    }

    boolean isInWork() {
        return owner != null;
    }

    void ownedBy(Object someone) {
        owner = someone;
    }

    Retry retry() {
        return retry;
    }

    void retry(Retry next) {
        retry = next;
    }
}
