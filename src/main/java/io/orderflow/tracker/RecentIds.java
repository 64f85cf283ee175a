package io.orderflow.tracker;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.Arrays;

/**
 * The last ids of a partition, as 96 bits of their 128-bit hashes in arrays: 16 bytes an id and 4 to 8 for where to find
 * it, nothing for the garbage collector to walk. Two of a million ids have the same 96 bits with a probability of
 * 10^-17.
 *
 * <p>A ring holds the hashes in the order of their arrival, each with a link to the one before it in its bucket. A newer
 * id overwrites the oldest one; links that lead to an overwritten place are known by that: along a chain, ids only get
 * older. Not thread-safe.
 */
final class RecentIds {

    private static final Hasher128 HASHER = Hashing.murmur3_128();
    private static final int FIRST_CAPACITY = 1_024;
    private static final int GROWTH = 4;
    private static final int NONE = -1;
    private static final long HASH_BITS = 0xffff_ffff_0000_0000L;

    private final int capacity;
    /**
     * Two an id, side by side in the processor's cache: the first 64 bits of its hash; 32 further ones, and the place of
     * the id before it in its bucket.
     */
    private long[] ring;
    /** The place of the newest id of each bucket. */
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
    boolean add(String id) {
        HashValue128 hash = hash(id);
        if (contains(hash)) {
            return false;
        }
        addNew(hash);
        return true;
    }

    /** Adds one that is not there. */
    void addNew(HashValue128 hash) {
        if (size == places() && size < capacity) {
            grow();
        }
        append(hash.getLeastSignificantBits(), hash.getMostSignificantBits());
    }

    boolean contains(String id) {
        return contains(hash(id));
    }

    boolean contains(HashValue128 hash) {
        long first = hash.getLeastSignificantBits();
        long further = hash.getMostSignificantBits() & HASH_BITS;
        int age = -1;
        for (int at = newest[bucket(first)];
                at != NONE && age(at) > age && age(at) < size;
                at = (int) ring[2 * at + 1]) {
            if (ring[2 * at] == first && (ring[2 * at + 1] & HASH_BITS) == further) {
                return true;
            }
            age = age(at);
        }
        return false;
    }

    int size() {
        return size;
    }

    private int places() {
        return ring.length / 2;
    }

    /** How many ids came after the one at this place. */
    private int age(int at) {
        return at < next ? next - 1 - at : next - 1 - at + places();
    }

    private void append(long first, long further) {
        int bucket = bucket(first);
        ring[2 * next] = first;
        ring[2 * next + 1] = further & HASH_BITS | Integer.toUnsignedLong(newest[bucket]);
        newest[bucket] = next;
        next = next + 1 == places() ? 0 : next + 1;
        size = Math.min(size + 1, places());
    }

    private int bucket(long first) {
        return (int) first & newest.length - 1;
    }

    private void grow() {
        long[] old = ring;
        int oldest = 2 * next;
        allocate((int) Math.min(capacity, GROWTH * (old.length / 2L)));
        for (int i = 0; i < old.length; i += 2) {
            int at = (oldest + i) % old.length;
            append(old[at], old[at + 1]);
        }
    }

    private void allocate(int places) {
        ring = new long[2 * places];
        newest = new int[Integer.highestOneBit(Math.max(1, places - 1)) * 2];
        Arrays.fill(newest, NONE);
        next = 0;
        size = 0;
    }
}
