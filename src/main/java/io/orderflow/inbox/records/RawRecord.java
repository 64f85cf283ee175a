package io.orderflow.inbox.records;

import java.util.Arrays;

/**
 * A record as it stands in a file, before anyone has asked whether it is an order. It is a view of the reader's buffer,
 * valid until the next record is read.
 *
 * @param length  how many bytes are here: all of them, or none of a record that is too long to be held
 * @param size    how many bytes it has in the file
 * @param index   which record of the file this is, from 0 on
 * @param line    the line on which it begins, from 1 on; 0 in an array
 * @param problem what keeps it from being read, or null where its bytes show it
 * @param found   its own bytes where those here are made of them, or null
 */
public record RawRecord(
        byte[] buffer, int offset, int length, long size, long index, long line, String problem, byte[] found) {

    RawRecord(byte[] buffer, int offset, int length, long size, long index, long line, String problem) {
        this(buffer, offset, length, size, index, line, problem, null);
    }

    /** Where it stands, for a person: {@code line 3}, or {@code index 2} of an array. */
    public String place() {
        return line > 0 ? "line " + line : "index " + index;
    }

    /** The bytes that stand in the file. */
    public byte[] original() {
        return found == null ? bytes() : found;
    }

    public byte[] bytes() {
        return Arrays.copyOfRange(buffer, offset, offset + length);
    }
}
