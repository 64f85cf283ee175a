package io.orderflow.inbox.records;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A window that moves over a stream, from record to record: it holds the bytes of one and as many as have been read ahead,
 * and hardly more than a record may have. Places in it are counted from the record's first byte that is held.
 */
final class Window {

    private static final int READ_AHEAD = 1 << 16;
    /** How far the blanks behind a record may go beyond what a record may have. */
    private static final int ROOM_FOR_BLANKS = 64;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long EACH_BYTE = 0x0101010101010101L;

    private static final int BYTE_ORDER_MARK_LENGTH = 3;
    private static final int END_MARK = 0x1A;

    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private final InputStream in;
    private final int maxRecordBytes;
    private final int capacity;
    private final int maxHeld;
    private byte[] buffer = new byte[2 * READ_AHEAD];
    private int start;
    private int limit;
    private IOException fault;

    private final Position position = new Position();
    private long discarded;
    /** How many of the discarded bytes are blanks behind all others. */
    private long discardedBlanks;

    Window(InputStream in, int maxRecordBytes) {
        this.in = in;
        this.maxRecordBytes = maxRecordBytes;
        this.capacity = (int) Math.min(MAX_ARRAY, maxRecordBytes + 2L * READ_AHEAD);
        this.maxHeld = (int) Math.min(capacity - READ_AHEAD, maxRecordBytes + (long) ROOM_FOR_BLANKS);
    }

    byte[] buffer() {
        return buffer;
    }

    /** Where in the buffer the record begins, or what is still held of it. */
    int start() {
        return start;
    }

    /** How many bytes of the record may be read without a look at {@link #isFull}. */
    int available() {
        return discarded > 0 ? limit - start : Math.min(limit - start, maxHeld);
    }

    /** Where in the file {@link #start} is. */
    Position position() {
        return position;
    }

    /** How many bytes the line has that begins at {@link #start}, or 0 where none does or its end is not held. */
    int lineLength() {
        int end = position.column() == 0 ? start : limit;
        while (end <= limit - Long.BYTES && !hasLineFeed((long) EIGHT_BYTES.get(buffer, end))) {
            end += Long.BYTES;
        }
        while (end < limit && buffer[end] != '\n') {
            end++;
        }
        return end < limit ? end - start : 0;
    }

    /** Takes one from each byte, which is 0 where there was a line feed: then alone it borrows the highest bit. */
    private static boolean hasLineFeed(long eightBytes) {
        long rest = eightBytes ^ '\n' * EACH_BYTE;
        return (rest - EACH_BYTE & ~rest & 0x80 * EACH_BYTE) != 0;
    }

    /** True while no byte of the record has been discarded. */
    boolean isWhole() {
        return discarded == 0;
    }

    /**
     * The record's size where {@code length} more bytes of it are held, without the blanks at its end. Where those were too
     * many to be held, and the record's other bytes were discarded with them, they count: it is too long all the same.
     */
    long size(int length) {
        int held = withoutBlanks(length);
        long size = held > 0 ? discarded + held : discarded - discardedBlanks;
        return isWhole() || size > maxRecordBytes ? size : discarded + length;
    }

    /** The length without the blanks at its end. */
    int withoutBlanks(int length) {
        int end = start + length;
        while (end > start && isBlank(buffer[end - 1])) {
            end--;
        }
        return end - start;
    }

    static boolean isBlank(int b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /** The byte at a place, or -1 behind the last one that can be read; reads on where it must. */
    int at(int place) {
        while (place >= limit - start) {
            if (!fill()) {
                return -1;
            }
        }
        return buffer[start + place] & 0xFF;
    }

    /** @throws IOException where the last byte that can be read is not the file's last one */
    void requireEndOfFile() throws IOException {
        if (fault != null) {
            throw fault;
        }
    }

    /** True where the record is so long that the bytes before a place in it should be discarded before more are read. */
    boolean isFull(int place) {
        return place >= (discarded > 0 ? limit - start : maxHeld);
    }

    /** Discards the first bytes of a record that is too long; what follows them is still the same record. */
    void discard(int length) {
        int held = withoutBlanks(length);
        discardedBlanks = held > 0 ? length - held : discardedBlanks + length;
        discarded += length;
        position.move(buffer, start, length);
        start += length;
    }

    /** Ends the record: the next one begins after {@code length} bytes. */
    void next(int length) {
        position.move(buffer, start, length);
        begin(length);
    }

    /** Ends the record, in which no line ends. */
    void nextOnLine(int length) {
        position.moveOnLine(length);
        begin(length);
    }

    private void begin(int length) {
        start += length;
        discarded = 0;
        discardedBlanks = 0;
        position.beginRecord();
    }

    boolean isByteOrderMark() {
        return at(0) == 0xEF && at(1) == 0xBB && at(2) == 0xBF;
    }

    /** True where nothing but Ctrl-Z follows, with which old programs end a text. */
    boolean isEndMark() {
        int place = 0;
        while (at(place) == END_MARK && place < READ_AHEAD) {
            place++;
        }
        return place > 0 && at(place) < 0;
    }

    /** Goes over a byte-order mark, which takes no room on its line. */
    void skipByteOrderMark() {
        position.moveOverMark(BYTE_ORDER_MARK_LENGTH);
        begin(BYTE_ORDER_MARK_LENGTH);
    }

    /** What was read before a fault is kept, so that a record that ends there is not lost with what follows it. */
    private boolean fill() {
        if (buffer.length - limit < READ_AHEAD) {
            makeRoom();
        }
        try {
            int read = fault == null ? in.read(buffer, limit, READ_AHEAD) : -1;
            limit += Math.max(read, 0);
            return read > 0;
        } catch (IOException e) {
            fault = e;
            return false;
        }
    }

    private void makeRoom() {
        int held = limit - start;
        boolean fits = held + READ_AHEAD <= buffer.length;
        byte[] larger = fits ? buffer : new byte[(int) Math.min(2L * buffer.length, capacity)];
        System.arraycopy(buffer, start, larger, 0, held);
        buffer = larger;
        start = 0;
        limit = held;
    }
}
