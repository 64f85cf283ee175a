package io.orderflow.inbox.records;

import java.util.Arrays;

/** The objects and arrays that are open at a place of a record, as deep as JSON may nest. */
final class Nesting {

    /** Jackson's own limit: what is nested deeper is no JSON to it. */
    private static final int MAX_DEPTH = 1000;

    private final long[] openedAt = new long[MAX_DEPTH];
    private final boolean[] isArray = new boolean[MAX_DEPTH];
    private int depth;

    void clear() {
        depth = 0;
    }

    int depth() {
        return depth;
    }

    /** @param at the place in the file */
    void open(boolean array, long at) {
        if (depth < MAX_DEPTH) {
            openedAt[depth] = at;
            isArray[depth] = array;
        }
        depth++;
    }

    void close() {
        depth = Math.max(depth - 1, 0);
    }

    /** True where the innermost one is an array; what is too deep is taken for one. */
    boolean isInArray() {
        return depth > MAX_DEPTH || depth > 0 && isArray[depth - 1];
    }

    /** So deep that no record begins so far inside of another one. */
    boolean isHopeless() {
        return depth > 2 * MAX_DEPTH;
    }

    /**
     * @param all false: without those that may still be closed, if what is too deep is
     * @return where in the file the open objects begin, in order
     */
    long[] objects(boolean all) {
        int count = Math.max(0, Math.min(all ? depth : depth - MAX_DEPTH, MAX_DEPTH));
        long[] objects = new long[count];
        int found = 0;
        for (int i = 0; i < count; i++) {
            if (!isArray[i]) {
                objects[found++] = openedAt[i];
            }
        }
        return Arrays.copyOf(objects, found);
    }
}
