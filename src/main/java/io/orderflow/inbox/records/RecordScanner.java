package io.orderflow.inbox.records;

import java.io.IOException;
import java.util.Arrays;

/**
 * Finds where a record ends, by its quotes, braces and brackets alone. What is valid JSON always stays in one piece.
 *
 * <p>A record that is broken costs only itself, by these rules of recovery:
 *
 * <ol>
 *   <li><b>Misplaced brace</b>: an object can't begin where a field's name or a comma should be. A brace there is the next
 *       record's, if it is the first on its line, as far to the left as the broken record, or follows the comma behind
 *       one of the broken record's own fields.
 *   <li><b>Doubt</b>: a brace that is the first on its line, as far to the left, and well placed, may be either's. The
 *       record is read on: it ends there after all, unless it turns out to be valid JSON.
 *   <li><b>Never closed</b>: what a broken record has opened and not closed is broken too. Where a record begins there, the
 *       next brace in place is taken for the next record's at once, so that no file is read time and again.
 *   <li><b>Own end</b>: a record that is broken on one of its lines goes on to a closing brace as far to the left as its
 *       first line, or to the next record.
 *   <li><b>The array's end</b>: a closing bracket that is the first on its line, further to the left than the element,
 *       ends the array, though the element has no end.
 *   <li><b>String</b>: no string goes over the end of its line.
 * </ol>
 */
final class RecordScanner {

    private static final int NOTHING = 0;

    private final Window window;
    private final Cursor cursor;
    private final Nesting nesting = new Nesting();

    /** Whether the record is an array's element. */
    private boolean element;

    private boolean cutOff;
    private long column;
    private long indent;
    /** The last byte that is neither a blank nor in a string. */
    private int last;

    /** Rule "never closed": where in the file these objects begin. */
    private long[] neverClosed = {};

    private boolean isNeverClosed;

    RecordScanner(Window window) {
        this.window = window;
        this.cursor = new Cursor(window);
    }

    /** The length of the object that begins here, with whatever follows it on its line but another object or a file's end mark. */
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
            if (b != '{' && b != Window.END_MARK) {
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
        Position position = window.position();
        isNeverClosed = neverClosed.length > 0 && Arrays.binarySearch(neverClosed, position.offset()) >= 0;
        column = position.column();
        indent = position.indent();
        last = NOTHING;
        nesting.clear();
        cursor.begin();
    }

    /** Goes behind the record; false where it is broken, and then to the next one. */
    private boolean findsEnd() throws IOException {
        boolean closed;
        do {
            closed = closes();
            if (cursor.isMarked() && !(closed && cursor.isBehindJson())) {
                if (!closed && !isNeverClosed) {
                    // a record too long to be read to its end may still close the outermost ones
                    neverClosed = nesting.objects(!window.isFull(cursor.at()));
                }
                cursor.backToMark();
                return false;
            }
            nesting.clear();
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
                    return element && nesting.depth() == 0 && last == '}';
                case Cursor.TOO_LONG, Cursor.RECORD_SEPARATOR:
                    return false;
                case '"':
                    if (!cursor.skipString()) {
                        return false;
                    }
                    break;
                case '{', '[':
                    if (b == '{' && beginsNextRecord() || cursor.isMarked() && nesting.isHopeless()) {
                        return false;
                    }
                    nesting.open(b == '[', cursor.offset());
                    break;
                case '}', ']':
                    if (b == ']' && element && endsArray()) {
                        return true;
                    }
                    nesting.close();
                    if (!element && nesting.depth() == 0) {
                        cursor.pass(b);
                        return true;
                    }
                    break;
                case ',':
                    if (element && nesting.depth() == 0) {
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

    /** Rules "misplaced brace", "doubt" and "never closed": true where it is the next record's; a doubt is marked. */
    private boolean beginsNextRecord() {
        boolean misplaced = isMisplaced();
        boolean certain = misplaced || isNeverClosed;
        if (isWhereRecordsBegin(misplaced) && (certain || window.isWhole())) {
            cursor.mark();
        }
        return certain && cursor.isMarked();
    }

    /** An object is the whole record, a field's value, or one of an array. */
    private boolean isMisplaced() {
        return !(last == NOTHING || last == ':' || last == '[' || last == ',' && nesting.isInArray());
    }

    private boolean isWhereRecordsBegin(boolean misplaced) {
        return cursor.isFirstOnLine(column) || misplaced && last == ',' && nesting.depth() == 1;
    }

    /** Rule "the array's end", where the element has no end itself. */
    private boolean endsArray() {
        return nesting.depth() == 0 || !nesting.isInArray() && cursor.isFirstOnLine(indent - 1);
    }

    /** Rule "own end": true at the broken record's; false at the next record or at the end. */
    private boolean findsOwnEnd() throws IOException {
        for (int b = cursor.peek(); b >= 0; b = cursor.peek()) {
            if (b == Cursor.RECORD_SEPARATOR || b == '{' && cursor.isFirstOnLine(column)) {
                return false;
            }
            if (b == '}' && indent < column && cursor.isFirstOnLine(indent)
                    || b == ']' && element && cursor.isFirstOnLine(indent - 1)) {
                return true;
            }
            cursor.pass(b);
        }
        return false;
    }
}
