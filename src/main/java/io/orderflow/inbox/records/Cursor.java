package io.orderflow.inbox.records;

import java.io.IOException;

/**
 * A place that moves over one record, and may go back to a mark in it. The bytes of a record that is too long are
 * discarded behind it: then there is no way back.
 */
final class Cursor {

    static final int END = -1;
    /** There is a mark to go back to, and it would be discarded here. */
    static final int TOO_LONG = -2;

    /** What no JSON has in it, and what a record begins with in a JSON text sequence (RFC 7464). */
    static final int RECORD_SEPARATOR = 0x1E;

    private static final int NONE = -1;

    private final Window window;
    private int at;
    private int available;
    private int mark;
    private int lineStart;
    private boolean lineIsBlank;
    private boolean lineBreak;

    Cursor(Window window) {
        this.window = window;
    }

    /** Goes to the first byte of the record. */
    void begin() {
        at = 0;
        available = window.available();
        mark = NONE;
        lineIsBlank = false;
        lineBreak = false;
    }

    /** True where a line has ended since the record's first byte. */
    boolean hasLineBreak() {
        return lineBreak;
    }

    /** How far the record goes, if it ends here. */
    int at() {
        return at;
    }

    /** Where in the file this is. */
    long offset() {
        return window.position().offset() + at;
    }

    /** The byte here, or END, or TOO_LONG. */
    int peek() throws IOException {
        return at < available ? window.buffer()[window.start() + at] & 0xFF : readOn();
    }

    /** Goes on behind the byte that stands here. */
    void pass(int b) {
        at++;
        if (b == '\n') {
            lineStart = at;
            lineIsBlank = true;
            lineBreak = true;
        } else if (!Window.isBlank(b)) {
            lineIsBlank = false;
        }
    }

    /** True where nothing but blanks, and no more than {@code column} of them, stands before this on a line of its own. */
    boolean isFirstOnLine(long column) {
        return lineIsBlank && at - lineStart <= column;
    }

    /** Goes to the string's closing quote; false, at the line break, the next record or the end, where it has none. */
    boolean skipString() throws IOException {
        at++;
        while (true) {
            byte[] buffer = window.buffer();
            int start = window.start();
            int end = start + available;
            int i = start + at;
            while (i < end
                    && buffer[i] != '"'
                    && buffer[i] != '\\'
                    && buffer[i] != '\n'
                    && buffer[i] != RECORD_SEPARATOR) {
                i++;
            }
            at = i - start;
            int b = peek();
            if (b == '"') {
                return true;
            }
            if (b < 0 || b == '\n' || b == RECORD_SEPARATOR && isBeforeObject()) {
                return false;
            }
            at++;
            if (b == '\\') {
                int escaped = peek();
                at += escaped < 0 || escaped == '\n' || escaped == RECORD_SEPARATOR ? 0 : 1;
            }
        }
    }

    /** True where an object begins behind the byte here: else a separator in a string is a fault of its own record. */
    private boolean isBeforeObject() throws IOException {
        if (at + 1 >= available && window.isFull(at + 1)) {
            return true;
        }
        int b = window.at(at + 1);
        available = window.available();
        return b == '{';
    }

    /** Goes to the end of the line, or to what separates this record from the next one on it. */
    void skipLine() throws IOException {
        for (int b = peek(); b >= 0 && b != '\n' && b != RECORD_SEPARATOR; b = peek()) {
            at++;
        }
    }

    /** Goes over the NULs that stand here. */
    void skipNulls() throws IOException {
        while (peek() == 0) {
            at++;
        }
    }

    /** Goes to the end of the file. */
    void skipAll() throws IOException {
        lineBreak = true;
        while (peek() >= 0) {
            at = available;
        }
    }

    /** Keeps this as the place to go back to, where none is kept yet. */
    void mark() {
        if (mark == NONE) {
            mark = at;
        }
    }

    boolean isMarked() {
        return mark != NONE;
    }

    void backToMark() {
        at = mark;
    }

    /** True where the bytes so far are one value of JSON. */
    boolean isBehindJson() throws IOException {
        return JsonCheck.isValue(window.buffer(), window.start(), at);
    }

    private int readOn() throws IOException {
        if (window.isFull(at)) {
            // up to the line's start, where no number is cut in two
            if (isMarked() && !JsonCheck.isBeginning(window.buffer(), window.start(), lineStart)) {
                return TOO_LONG;
            }
            mark = NONE;
            window.discard(at);
            lineStart -= at;
            at = 0;
        }
        int b = window.at(at);
        available = window.available();
        return b;
    }
}
