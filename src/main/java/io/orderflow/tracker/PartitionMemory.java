package io.orderflow.tracker;

import com.dynatrace.hash4j.hashing.HashValue128;
import io.orderflow.consumer.PolledRecord;
import io.orderflow.order.Order;
import io.orderflow.order.Quotation;
import java.util.ArrayList;
import java.util.List;

/** What a group has processed of a partition, and what it is processing. Thread-safe. */
final class PartitionMemory {

    private record InWork(PolledRecord record, Order order, String id, HashValue128 hash) {

        boolean is(PolledRecord another, String itsId) {
            return record == another && id.equals(itsId);
        }
    }

    private final RecentIds ids;
    /** As many as are worked on at the same time: one, or some dozens. */
    private final List<InWork> inWork = new ArrayList<>();
    /** Before this offset all is processed, and remembered here. */
    private volatile long end;

    private volatile Object reader;
    private volatile boolean dropped;

    /** @param capacity how many ids are remembered at the most */
    PartitionMemory(int capacity) {
        ids = new RecentIds(capacity);
    }

    /**
     * @return false for a repeated order
     * @throws IllegalStateException where another record with this id is being processed
     */
    synchronized boolean begin(PolledRecord record, Order order, String id) {
        HashValue128 hash = RecentIds.hash(id);
        for (int i = inWork.size() - 1; i >= 0; i--) {
            InWork other = inWork.get(i);
            if (other.hash.equals(hash)) {
                if (other.record != record && other.record.isInWork()) {
                    throw new IllegalStateException(
                            "Order " + Quotation.quote(id) + " is being processed, as another record with its id");
                }
                // an Error that was thrown has left it here
                inWork.remove(i);
            }
        }
        return !ids.contains(hash) && inWork.add(new InWork(record, order, id, hash));
    }

    /** @return the order; null where it has not begun here, and another memory of this partition before this one had it */
    synchronized Order processed(PolledRecord record, String id) {
        InWork order = end(record, id);
        if (order == null) {
            ids.add(id);
            return null;
        }
        ids.addNew(order.hash);
        return order.order;
    }

    /** @return false where it has not begun here */
    synchronized boolean failed(PolledRecord record, String id) {
        return end(record, id) != null;
    }

    private InWork end(PolledRecord record, String id) {
        for (int i = inWork.size() - 1; i >= 0; i--) {
            if (inWork.get(i).is(record, id)) {
                return inWork.remove(i);
            }
        }
        return null;
    }

    /** It was processed before. */
    synchronized void remember(String id) {
        ids.add(id);
    }

    synchronized boolean contains(String id) {
        return ids.contains(id);
    }

    synchronized int size() {
        return ids.size();
    }

    /** Before this offset all is processed, and remembered here. */
    void reached(long offset) {
        end = offset;
    }

    long end() {
        return end;
    }

    void readBy(Object consumer) {
        reader = consumer;
    }

    boolean isReadBy(Object consumer) {
        return reader == consumer;
    }

    /** Nobody is to ask this one any more. */
    void drop() {
        dropped = true;
    }

    boolean isDropped() {
        return dropped;
    }
}
