package io.orderflow.board.letters;

import java.util.Arrays;
import java.util.function.LongConsumer;

/** What is kept of each letter of one partition: nineteen bytes. Not thread-safe. */
final class LetterTable {

    private static final byte ABSENT = -1;

    /** The offset of the first letter that is kept. */
    private final long base;

    private int size;
    private short[] groups = new short[1_024];
    private byte[] states = new byte[1_024];
    private long[] times = new long[1_024];
    private long[] origins = new long[1_024];

    LetterTable(long base) {
        this.base = base;
    }

    /** The offset after the last letter that is kept. */
    long next() {
        return base + size;
    }

    long base() {
        return base;
    }

    /** @param offset beyond the ones before; between them there was none */
    void add(long offset, int group, long time, long origin) {
        int at = (int) (offset - base);
        if (at >= groups.length) {
            int length = Math.max(at + 1, 2 * groups.length);
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

    /** Those before this offset are gone from the topic. */
    void forgetBefore(long offset) {
        Arrays.fill(states, 0, (int) Math.max(0, Math.min(size, offset - base)), ABSENT);
    }

    boolean has(long offset) {
        return offset >= base && offset < next() && states[(int) (offset - base)] != ABSENT;
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
        for (int i = 0; i < size; i++) {
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
        for (int i = 0; i < size; i++) {
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
        for (int i = 0; i < size; i++) {
            if (states[i] != ABSENT) {
                counts[groups[i]][states[i]]++;
            }
        }
    }
}
