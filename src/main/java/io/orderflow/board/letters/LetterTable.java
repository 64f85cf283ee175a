package io.orderflow.board.letters;

import java.util.Arrays;
import java.util.function.LongConsumer;

/** What is kept of each letter of one partition: {@value #BYTES} bytes. Not thread-safe. */
final class LetterTable {

    static final int BYTES = 19;

    private static final byte ABSENT = -1;
    private static final int LEAST = 1_024;

    /** The offset of what stands first in the arrays. */
    private long base;
    /** The offset of the first letter that is kept. */
    private long first;

    private int size;
    private short[] groups = new short[LEAST];
    private byte[] states = new byte[LEAST];
    private long[] times = new long[LEAST];
    private long[] origins = new long[LEAST];

    /** @param first the offset from which on letters are kept */
    LetterTable(long first) {
        this.base = first;
        this.first = first;
    }

    /** The offset after the last letter that is kept. */
    long next() {
        return base + size;
    }

    /** The offset from which on all letters are kept. */
    long first() {
        return first;
    }

    /** @param offset beyond the ones before; between them there was none */
    void add(long offset, int group, long time, long origin) {
        int at = (int) (offset - base);
        if (at >= groups.length) {
            int length = Math.max(at + 1, groups.length + groups.length / 2);
            groups = Arrays.copyOf(groups, length);
            states = Arrays.copyOf(states, length);
            times = Arrays.copyOf(times, length);
            origins = Arrays.copyOf(origins, length);
        }
        Arrays.fill(states, size, at, ABSENT);
        groups[at] = (short) group;
        states[at] = (byte) LetterState.OPEN.ordinal();
        times[at] = time;
        origins[at] = origin;
        size = at + 1;
    }

    /** Keeps none before this offset, and none that was not added yet. */
    void forgetBefore(long offset) {
        if (offset >= next()) {
            base = offset;
            first = offset;
            size = 0;
        } else if (offset > first) {
            first = offset;
            int gone = (int) (first - base);
            // what is left is seldom moved
            if (gone > Math.max(size / 4, LEAST)) {
                size -= gone;
                base = first;
                System.arraycopy(groups, gone, groups, 0, size);
                System.arraycopy(states, gone, states, 0, size);
                System.arraycopy(times, gone, times, 0, size);
                System.arraycopy(origins, gone, origins, 0, size);
            }
        }
    }

    boolean has(long offset) {
        return offset >= first && offset < next() && states[(int) (offset - base)] != ABSENT;
    }

    LetterState state(long offset) {
        return LetterState.values()[states[(int) (offset - base)]];
    }

    void become(long offset, LetterState state) {
        states[(int) (offset - base)] = (byte) state.ordinal();
    }

    int group(long offset) {
        return groups[(int) (offset - base)];
    }

    long time(long offset) {
        return times[(int) (offset - base)];
    }

    /** When the oldest one was written, or 0 where there is none. */
    long since() {
        for (int i = (int) (first - base); i < size; i++) {
            if (states[i] != ABSENT) {
                return times[i];
            }
        }
        return 0;
    }

    /**
     * Finds the letters of some records.
     *
     * @param sorted their origins, the least first
     */
    void find(long[] sorted, LongConsumer offsets) {
        for (int i = (int) (first - base); i < size; i++) {
            if (states[i] != ABSENT && Arrays.binarySearch(sorted, origins[i]) >= 0) {
                offsets.accept(base + i);
            }
        }
    }

    long origin(long offset) {
        return origins[(int) (offset - base)];
    }

    /** Adds how many there are, by group and state. */
    void count(long[][] counts) {
        for (int i = (int) (first - base); i < size; i++) {
            if (states[i] != ABSENT) {
                counts[groups[i]][states[i]]++;
            }
        }
    }
}
