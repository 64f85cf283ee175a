package io.orderflow.inbox.records;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The bytes of a stream from a first one on, which moves, to those that have been read ahead. Places are counted from the
 * first one.
 */
class ReadAhead {

    static final int AT_A_TIME = 1 << 16;

    /** Ctrl-Z, with which old programs end a text. */
    static final int END_MARK = 0x1A;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long EACH_BYTE = 0x0101010101010101L;
    private static final long LINE_FEEDS = '\n' * EACH_BYTE;
    private static final long BRACES = '}' * EACH_BYTE;

    private final InputStream in;
    private final int capacity;
    private byte[] buffer = new byte[2 * AT_A_TIME];
    private int start;
    private int limit;
    private IOException fault;

    /** @param capacity how many bytes are held at the most */
    ReadAhead(InputStream in, int capacity) {
        this.in = in;
        this.capacity = capacity;
    }

    final byte[] buffer() {
        return buffer;
    }

    /** Where in the buffer the first byte is. */
    final int start() {
        return start;
    }

    /** How many bytes are held. */
    final int held() {
        return limit - start;
    }

    /** Holds the first bytes no longer. */
    final void forget(int length) {
        start += length;
    }

    /** The byte at a place, or -1 behind the last one that can be read; reads on where it must. */
    final int at(int place) {
        while (place >= limit - start) {
            if (!fill()) {
                return -1;
            }
        }
        return buffer[start + place] & 0xFF;
    }

    /** @throws IOException where the last byte that can be read is not the file's last one */
    final void requireEndOfFile() throws IOException {
        if (fault != null) {
            throw fault;
        }
    }

    /** How many bytes there are to the first line feed, with it; 0 where none is held. */
    final int toLineFeed() {
        int end = start;
        while (end <= limit - Long.BYTES && !has(LINE_FEEDS, (long) EIGHT_BYTES.get(buffer, end))) {
            end += Long.BYTES;
        }
        while (end < limit && buffer[end] != '\n') {
            end++;
        }
        return end < limit ? end - start : 0;
    }

    /** How many bytes there are to the first closing brace, with it; 0 where none is held on this line. */
    final int toBrace() {
        int end = start;
        while (end <= limit - Long.BYTES) {
            long bytes = (long) EIGHT_BYTES.get(buffer, end);
            if (has(BRACES, bytes) || has(LINE_FEEDS, bytes)) {
                break;
            }
            end += Long.BYTES;
        }
        while (end < limit && buffer[end] != '}' && buffer[end] != '\n') {
            end++;
        }
        return end < limit && buffer[end] == '}' ? end + 1 - start : 0;
    }

    /** Takes one from each byte, which is 0 where the one was that is looked for: then alone it borrows the highest bit. */
    private static boolean has(long wanted, long eightBytes) {
        long rest = eightBytes ^ wanted;
        return (rest - EACH_BYTE & ~rest & 0x80 * EACH_BYTE) != 0;
    }

    /** The length without the blanks at its end. */
    final int withoutBlanks(int length) {
        int end = start + length;
        while (end > start && isBlank(buffer[end - 1])) {
            end--;
        }
        return end - start;
    }

    /** The length without the end marks at its end, where that is the file's. */
    final int withoutEndMarks(int length) {
        if (at(length) >= 0) {
            return length;
        }
        int end = start + length;
        while (end > start && buffer[end - 1] == END_MARK) {
            end--;
        }
        return end - start;
    }

    static boolean isBlank(int b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    final boolean isByteOrderMark() {
        return at(0) == 0xEF && at(1) == 0xBB && at(2) == 0xBF;
    }

    /** True where nothing but end marks follows. */
    final boolean isEndMark() {
        int place = 0;
        while (at(place) == END_MARK && place < AT_A_TIME) {
            place++;
        }
        return place > 0 && at(place) < 0;
    }

    /** What was read before a fault is kept, so that a record that ends there is not lost with what follows it. */
    private boolean fill() {
        if (buffer.length - limit < AT_A_TIME) {
            makeRoom();
        }
        try {
            int read = fault == null ? in.read(buffer, limit, AT_A_TIME) : -1;
            limit += Math.max(read, 0);
            return read > 0;
        } catch (IOException e) {
            fault = e;
            return false;
        }
    }

    private void makeRoom() {
        int held = held();
        boolean fits = held + AT_A_TIME <= buffer.length;
        byte[] larger = fits ? buffer : new byte[(int) Math.min(2L * buffer.length, capacity)];
        System.arraycopy(buffer, start, larger, 0, held);
        buffer = larger;
        start = 0;
        limit = held;
    }
}
