package io.orderflow.tracker;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.Arrays;

/**
 * The last ids of a partition, as 128-bit hashes in arrays: 24 bytes an id, nothing for the garbage collector to walk.
 *
 * <p>A ring holds the hashes in the order of their arrival, each with a link to the one before it in its bucket. A newer
 * id overwrites the oldest one; links that lead to an overwritten place are known by that: along a chain, ids only get
 * older.
 */
final class RecentIds {

    private static final Hasher128 HASHER = Hashing.murmur3_128();
    private static final int FIRST_CAPACITY = 1_024;
    private static final int NONE = -1;

    private final int capacity;
    private long[] high;
    private long[] low;
    private int[] before;
    private int[] newest;
    /** Where the next id goes; the newest one is before it. */
    private int next;

    private int size;

    /** @param capacity how many ids are remembered at the most */
    RecentIds(int capacity) {
        this.capacity = capacity;
        allocate(Math.min(capacity, FIRST_CAPACITY));
    }

    static HashValue128 hash(String id) {
        return HASHER.hashCharsTo128Bits(id);
    }

    /** @return false where the id is there already */
    synchronized boolean add(String id) {
        HashValue128 hash = hash(id);
        if (contains(hash)) {
            return false;
        }
        addNew(hash);
        return true;
    }

    /** Adds one that is not there. */
    synchronized void addNew(HashValue128 hash) {
        if (size == high.length && size < capacity) {
            grow();
        }
        append(hash.getMostSignificantBits(), hash.getLeastSignificantBits());
    }

    boolean contains(String id) {
        return contains(hash(id));
    }

    synchronized boolean contains(HashValue128 hash) {
        return has(hash.getMostSignificantBits(), hash.getLeastSignificantBits());
    }

    synchronized int size() {
        return size;
    }

    private boolean has(long highBits, long lowBits) {
        int age = -1;
        for (int at = newest[bucket(lowBits)]; at != NONE && age(at) > age && age(at) < size; at = before[at]) {
            if (low[at] == lowBits && high[at] == highBits) {
                return true;
            }
            age = age(at);
        }
        return false;
    }

    /** How many ids came after the one at this place. */
    private int age(int at) {
        return at < next ? next - 1 - at : next - 1 - at + high.length;
    }

    private void append(long highBits, long lowBits) {
        high[next] = highBits;
        low[next] = lowBits;
        int bucket = bucket(lowBits);
        before[next] = newest[bucket];
        newest[bucket] = next;
        next = next + 1 == high.length ? 0 : next + 1;
        size = Math.min(size + 1, high.length);
    }

    private int bucket(long lowBits) {
        return (int) lowBits & newest.length - 1;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        int oldest = next;
        allocate((int) Math.min(capacity, 2L * oldHigh.length));
        for (int i = 0; i < oldHigh.length; i++) {
            int at = (oldest + i) % oldHigh.length;
            append(oldHigh[at], oldLow[at]);
        }
    }

    private void allocate(int length) {
        high = new long[length];
        low = new long[length];
        before = new int[length];
        newest = new int[Integer.highestOneBit(Math.max(1, length - 1)) * 2];
        Arrays.fill(newest, NONE);
        next = 0;
        size = 0;
    }
}
