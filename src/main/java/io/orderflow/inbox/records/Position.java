package io.orderflow.inbox.records;

/** A place in a file, by bytes, lines and columns; it moves with the {@link Window}, from record to record. */
final class Position {

    private long offset;
    private long line = 1;
    private long lineStart;
    private long indent = -1;
    private long recordLine = 1;

    /** How many bytes stand before it in the file. */
    long offset() {
        return offset;
    }

    /** The line on which the record begins, from 1 on. */
    long line() {
        return recordLine;
    }

    /** How many bytes stand before it on its line. */
    long column() {
        return offset - lineStart;
    }

    /** How many blanks its line begins with. */
    long indent() {
        return indent < 0 ? column() : indent;
    }

    void beginRecord() {
        recordLine = line;
    }

    /** Moves over bytes in which no line ends. */
    void moveOnLine(int length) {
        indent = indent();
        offset += length;
    }

    /** Moves over bytes. */
    void move(byte[] buffer, int start, int length) {
        int end = start + length;
        int blanks = start;
        for (int i = start; i < end; i++) {
            if (buffer[i] == '\n') {
                line++;
                lineStart = offset + (i + 1 - start);
                indent = -1;
                blanks = i + 1;
            }
        }
        if (indent < 0) {
            while (blanks < end && Window.isBlank(buffer[blanks])) {
                blanks++;
            }
            if (blanks < end) {
                indent = offset + (blanks - start) - lineStart;
            }
        }
        offset += length;
    }

    /** Moves over a byte-order mark, which takes no room on its line. */
    void moveOverMark(int length) {
        moveOnLine(length);
        lineStart += length;
    }
}
