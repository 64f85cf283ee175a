package io.orderflow.inbox.records;

import java.io.IOException;
import java.util.Arrays;

/**
 * Finds where a record ends, by its quotes, braces and brackets alone. What is valid JSON always stays in one piece. A
 * record that never closes ends where the next one evidently begins: at a line that opens an object as far to the left
 * as the broken one stands, or at an object where the name of a field should be.
 */
final class RecordScanner {

    /** Jackson's own limit: what is nested deeper is no JSON to it. */
    private static final int MAX_DEPTH = 1000;

    private final Window window;
    private final Cursor cursor;

    private boolean element;
    private boolean knownBroken;
    private boolean cutOff;
    private long column;
    private long indent;
    private int last;
    private int depth;
    /** For each depth, where in the file it was opened, times two; plus one for an array. */
    private final long[] opened = new long[MAX_DEPTH];
    /** What a record that was broken had opened and not closed: whichever record begins there is broken too. */
    private long[] neverClosed = {};

    RecordScanner(Window window) {
        this.window = window;
        this.cursor = new Cursor(window);
    }

    /** The length of the object that begins here, with whatever follows it on its line but another object. */
    int object() throws IOException {
        begin(false);
        int first = cursor.peek();
        if (first != '{' && first != '[') {
            cursor.skipLine();
        } else if (findsEnd()) {
            int b = cursor.peek();
            while (b == ' ' || b == '\t' || b == '\r') {
                cursor.pass(b);
                b = cursor.peek();
            }
            if (b != '{') {
                cursor.skipLine();
            }
        }
        return cursor.at();
    }

    /** The length of the array's element that begins here; behind it is a comma, a bracket or the file's end. */
    int element() throws IOException {
        begin(true);
        cutOff = !findsEnd() && cursor.peek() < 0;
        return cursor.at();
    }

    /** True where the file ends in the midst of the last element. */
    boolean isCutOff() {
        return cutOff;
    }

    /** True where the record goes over the end of a line. */
    boolean hasLineBreak() {
        return cursor.hasLineBreak();
    }

    /** The length of the NULs that stand here, of which a file system makes what was never written. */
    int nulls() throws IOException {
        begin(false);
        cursor.skipNulls();
        return cursor.at();
    }

    /** The length of all that is left. */
    int rest() throws IOException {
        begin(false);
        cursor.skipAll();
        return cursor.at();
    }

    private void begin(boolean ofArray) {
        element = ofArray;
        knownBroken = neverClosed.length > 0 && Arrays.binarySearch(neverClosed, window.position() * 2) >= 0;
        column = window.column();
        indent = window.indent();
        last = 0;
        depth = 0;
        cursor.begin();
    }

    /** Goes behind the record; false where it is broken, and then to the next one. */
    private boolean findsEnd() throws IOException {
        boolean closed;
        do {
            closed = closes();
            if (cursor.isMarked() && !(closed && cursor.isBehindJson())) {
                if (!closed && !knownBroken) {
                    rememberNeverClosed();
                }
                cursor.backToMark();
                return false;
            }
            depth = 0;
        } while (!closed && findsOwnEnd());
        return closed;
    }

    /** Goes behind the closing brace, or to the delimiter behind an element; false where none comes. */
    private boolean closes() throws IOException {
        while (true) {
            int b = cursor.peek();
            switch (b) {
                case Cursor.END:
                    // of what else may stand at the end of an array that breaks off, more may be missing
                    return element && depth == 0 && last == '}';
                case Cursor.TOO_LONG, Cursor.RECORD_SEPARATOR:
                    return false;
                case '"':
                    if (!cursor.skipString()) {
                        return false;
                    }
                    break;
                case '{', '[':
                    if (b == '{' && opensNextRecord() || depth > 2 * MAX_DEPTH && cursor.isMarked()) {
                        return false;
                    }
                    if (depth < MAX_DEPTH) {
                        opened[depth] = cursor.position() * 2 + (b == '[' ? 1 : 0);
                    }
                    depth++;
                    break;
                case '}', ']':
                    if (element && b == ']' && (depth == 0 || !isInArray() && cursor.isFirstOnLine(indent - 1))) {
                        return true;
                    }
                    depth = Math.max(depth - 1, 0);
                    if (!element && depth == 0) {
                        cursor.pass(b);
                        return true;
                    }
                    break;
                case ',':
                    if (element && depth == 0) {
                        return true;
                    }
                    break;
                default:
            }
            if (!Window.isBlank(b)) {
                last = b;
            }
            cursor.pass(b);
        }
    }

    /** True where the brace in hand can only be the next record's; the first place where it may be is marked. */
    private boolean opensNextRecord() {
        boolean allowed = last == 0 || last == ':' || last == '[' || last == ',' && isInArray();
        boolean opens = !allowed || knownBroken;
        boolean inPlace = cursor.isFirstOnLine(column) || !allowed && last == ',' && depth == 1;
        if (inPlace && (opens || cursor.hasWholeRecord())) {
            cursor.mark();
        }
        return opens && cursor.isMarked();
    }

    private boolean isInArray() {
        return depth > MAX_DEPTH || depth > 0 && opened[depth - 1] % 2 == 1;
    }

    /** Where the record was too long to be read to its end: of what is nested deeper than JSON may be. */
    private void rememberNeverClosed() {
        int count = window.isFull(cursor.at()) ? depth - MAX_DEPTH : depth;
        neverClosed = Arrays.copyOf(opened, Math.max(0, Math.min(count, MAX_DEPTH)));
    }

    /**
     * Goes on in a broken record to its own closing brace, which begins a line as far to the left as the record's
     * first line does; or, and this is false, to the next record or the end.
     */
    private boolean findsOwnEnd() throws IOException {
        for (int b = cursor.peek(); b >= 0; b = cursor.peek()) {
            if (b == Cursor.RECORD_SEPARATOR || b == '{' && cursor.isFirstOnLine(column)) {
                return false;
            }
            if (b == '}' && indent < column && cursor.isFirstOnLine(indent)) {
                return true;
            }
            if (b == ']' && element && cursor.isFirstOnLine(indent - 1)) {
                return true;
            }
            cursor.pass(b);
        }
        return false;
    }
}
