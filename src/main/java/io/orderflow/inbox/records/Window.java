package io.orderflow.inbox.records;

import java.io.InputStream;

/**
 * A window that moves over a stream, from record to record: its first byte is the record's, or the first one that is still
 * held of a record that is too long. It holds hardly more than a record may have, beside what was read ahead.
 */
final class Window extends ReadAhead {

    /** How far the blanks behind a record may go beyond what a record may have. */
    private static final int ROOM_FOR_BLANKS = 64;

    private static final int BYTE_ORDER_MARK_LENGTH = 3;
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private final int maxRecordBytes;
    private final int maxHeld;
    private final Position position = new Position();
    private long discarded;
    /** How many of the discarded bytes are blanks behind all others. */
    private long discardedBlanks;

    Window(InputStream in, int maxRecordBytes) {
        this(in, maxRecordBytes, (int) Math.min(MAX_ARRAY, maxRecordBytes + 2L * AT_A_TIME));
    }

    private Window(InputStream in, int maxRecordBytes, int capacity) {
        super(in, capacity);
        this.maxRecordBytes = maxRecordBytes;
        this.maxHeld = (int) Math.min(capacity - AT_A_TIME, maxRecordBytes + (long) ROOM_FOR_BLANKS);
    }

    /** How many bytes of the record may be read without a look at {@link #isFull}. */
    int available() {
        return discarded > 0 ? held() : Math.min(held(), maxHeld);
    }

    /** Where in the file {@link #start} is. */
    Position position() {
        return position;
    }

    /** How many bytes the line has that begins here, or 0 where none does or its end is not held. */
    int lineLength() {
        return position.column() == 0 ? toLineFeed() : 0;
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

    /** True where the record is so long that the bytes before a place in it should be discarded before more are read. */
    boolean isFull(int place) {
        return place >= (discarded > 0 ? held() : maxHeld);
    }

    /** Discards the first bytes of a record that is too long; what follows them is still the same record. */
    void discard(int length) {
        int held = withoutBlanks(length);
        discardedBlanks = held > 0 ? length - held : discardedBlanks + length;
        discarded += length;
        position.move(buffer(), start(), length);
        forget(length);
    }

    /** Ends the record: the next one begins after {@code length} bytes. */
    void next(int length) {
        position.move(buffer(), start(), length);
        begin(length);
    }

    /** Ends the record, in which no line ends. */
    void nextOnLine(int length) {
        position.moveOnLine(length);
        begin(length);
    }

    /** Goes over a byte-order mark, which takes no room on its line. */
    void skipByteOrderMark() {
        position.moveOverMark(BYTE_ORDER_MARK_LENGTH);
        begin(BYTE_ORDER_MARK_LENGTH);
    }

    private void begin(int length) {
        forget(length);
        discarded = 0;
        discardedBlanks = 0;
        position.beginRecord();
    }
}
