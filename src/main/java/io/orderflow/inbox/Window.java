package io.orderflow.inbox;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A window that moves over a stream: it holds the bytes of the record in hand and as many as have been read ahead, and
 * never more than a record may have. Places in it are counted from the record's first byte.
 */
final class Window {

    private static final int READ_AHEAD = 1 << 16;

    private final InputStream in;
    private final int maxRecordBytes;
    private byte[] buffer = new byte[2 * READ_AHEAD];
    private int start;
    private int limit;
    private long line = 1;
    private int column;
    private long discarded;

    Window(InputStream in, int maxRecordBytes) {
        this.in = in;
        this.maxRecordBytes = maxRecordBytes;
    }

    byte[] buffer() {
        return buffer;
    }

    /** Where in the buffer the record in hand begins. */
    int start() {
        return start;
    }

    /** How many bytes of the record in hand, and behind it, are in the buffer. */
    int available() {
        return limit - start;
    }

    /** The line on which the record in hand begins, from 1 on. */
    long line() {
        return line;
    }

    /** How many bytes stand before the record in hand on its line. */
    int column() {
        return column;
    }

    /** How many bytes of the record in hand were too many to be held. */
    long discarded() {
        return discarded;
    }

    /** The byte at a place, or -1 behind the last one; reads on where it must. */
    int at(int place) throws IOException {
        while (place >= available()) {
            if (!fill()) {
                return -1;
            }
        }
        return buffer[start + place] & 0xFF;
    }

    /** Reads more bytes behind those that are here; false at the end of the stream. */
    private boolean fill() throws IOException {
        if (buffer.length - limit < READ_AHEAD) {
            makeRoom();
        }
        int read = in.read(buffer, limit, READ_AHEAD);
        if (read > 0) {
            limit += read;
        }
        return read > 0;
    }

    /** True where the record in hand has more bytes than it may have, so that the first {@code length} should go. */
    boolean isTooLong(int length) {
        return discarded + length > maxRecordBytes;
    }

    /** Lets go of the first bytes of a record that is too long; what follows them is still the same record. */
    void discard(int length) {
        discarded += length;
        advance(length);
    }

    /** Ends the record in hand: the next one begins after {@code length} bytes. */
    void next(int length) {
        discarded = 0;
        advance(length);
    }

    private void advance(int length) {
        for (int end = start + length; start < end; start++) {
            if (buffer[start] == '\n') {
                line++;
                column = 0;
            } else {
                column++;
            }
        }
    }

    private void makeRoom() {
        int available = available();
        if (available + READ_AHEAD > buffer.length) {
            buffer = Arrays.copyOfRange(buffer, start, start + 2 * buffer.length);
        } else {
            System.arraycopy(buffer, start, buffer, 0, available);
        }
        start = 0;
        limit = available;
    }
}
