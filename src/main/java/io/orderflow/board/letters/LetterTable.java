package io.orderflow.board.letters;

import java.util.Arrays;

/** What is kept of each letter of one partition: eleven bytes. Not thread-safe. */
final class LetterTable {

    private static final byte ABSENT = -1;

    /** The offset of the first letter that is kept. */
    private final long base;

    private int size;
    private short[] groups = new short[1_024];
    private byte[] states = new byte[1_024];
    private long[] times = new long[1_024];

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
    void add(long offset, int group, long time) {
        int at = (int) (offset - base);
        if (at >= groups.length) {
            int length = Math.max(at + 1, 2 * groups.length);
            groups = Arrays.copyOf(groups, length);
            states = Arrays.copyOf(states, length);
            times = Arrays.copyOf(times, length);
        }
        Arrays.fill(states, size, at, ABSENT);
        groups[at] = (short) group;
        states[at] = (byte) LetterState.OPEN.ordinal();
        times[at] = time;
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

    /** Adds how many there are, by group and state. */
    void count(long[][] counts) {
        for (int i = 0; i < size; i++) {
            if (states[i] != ABSENT) {
                counts[groups[i]][states[i]]++;
            }
        }
    }
}
