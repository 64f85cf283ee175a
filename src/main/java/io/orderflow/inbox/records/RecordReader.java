package io.orderflow.inbox.records;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Predicate;

/**
 * Cuts a file into its records without asking what they mean: the elements of one array, or objects that follow one
 * another, a line each or spread over lines. A record that is broken costs only itself where the next one can be found.
 */
final class RecordReader implements RecordSource {

    static final String NULLS = "NUL bytes stand here in place of text; what was here may be lost";

    private static final int HITS_FOR_A_MISS = 16;

    private final int maxRecordBytes;
    private final Predicate<RawRecord> isOrder;
    private final Window window;
    private final RecordScanner scanner;
    private boolean started;
    private boolean array;
    private boolean ended;
    private long index;
    /** How many elements did not end at the first brace in them, or were no orders: those are read twice. */
    private long misses;

    /**
     * @param in             the file's bytes
     * @param maxRecordBytes of a longer record only the size is known
     * @param isOrder        asked of a line or an element that may be a record as a whole: one that is an order is not
     *                       searched for its end, which takes longer
     */
    RecordReader(InputStream in, int maxRecordBytes, Predicate<RawRecord> isOrder) {
        this.maxRecordBytes = maxRecordBytes;
        this.isOrder = isOrder;
        this.window = new Window(in, maxRecordBytes);
        this.scanner = new RecordScanner(window);
    }

    @Override
    public RawRecord next() throws IOException {
        int first = skipBlanks();
        if (first < 0) {
            window.requireEndOfFile();
        }
        if (!started) {
            started = true;
            if (first == '[') {
                array = true;
                window.next(1);
                return next();
            }
        }
        if (first == 0) {
            return record(scanner.nulls(), NULLS);
        }
        if (array) {
            return ended ? behindArray(first) : nextOfArray(first);
        }
        if (first < 0) {
            return null;
        }
        RawRecord line = first == '{' ? line() : null;
        return line == null ? record(scanner.object(), null) : line;
    }

    @Override
    public String place() {
        return array ? "index " + index : "line " + window.position().line();
    }

    @Override
    public boolean isEmpty() {
        return index == 0 && !array;
    }

    private RawRecord nextOfArray(int first) throws IOException {
        if (first < 0) {
            ended = true;
            return record(0, "the array breaks off here: no ] ends it, what should follow is missing");
        }
        if (first == ']') {
            ended = true;
            window.next(1);
            return next();
        }
        RawRecord flat = first == '{' ? flatElement() : null;
        if (flat != null) {
            return flat;
        }
        int length = scanner.element();
        if (scanner.isCutOff()) {
            ended = true;
            return record(
                    length, "the array breaks off in this record, which has no end; what should follow is missing");
        }
        boolean comma = window.at(length) == ',';
        RawRecord record = record(length, first == ',' ? "nothing stands before the comma" : null);
        if (comma) {
            window.next(1);
        }
        return record;
    }

    /** The element that begins here and ends at the next brace, where that is an order, or null. */
    private RawRecord flatElement() {
        if (misses > index / HITS_FOR_A_MISS) {
            return null;
        }
        int size = window.toBrace();
        int behind = size == 0 || size > maxRecordBytes ? -1 : window.at(size);
        if (behind == ',' || behind == ']') {
            RawRecord element = raw(size, size, null);
            if (isOrder.test(element)) {
                window.nextOnLine(behind == ',' ? size + 1 : size);
                index++;
                return element;
            }
        }
        misses++;
        return null;
    }

    private RawRecord behindArray(int first) throws IOException {
        return first < 0 ? null : record(scanner.rest(), "it stands behind the end of the array");
    }

    /** The line that begins here, where it is an order, or null. */
    private RawRecord line() {
        int length = window.lineLength();
        int size = window.withoutBlanks(length);
        if (size == 0 || size > maxRecordBytes || window.buffer()[window.start() + size - 1] != '}') {
            return null;
        }
        RawRecord line = raw(size, size, null);
        if (!isOrder.test(line)) {
            return null;
        }
        window.nextOnLine(length);
        index++;
        return line;
    }

    /** @throws IOException where the record can't be read to its end */
    private RawRecord record(int length, String problem) throws IOException {
        if (window.at(length) < 0 && (length == 0 || window.buffer()[window.start() + length - 1] != '}')) {
            window.requireEndOfFile();
        }
        long size = window.size(length);
        boolean held = window.isWhole() && size <= maxRecordBytes;
        RawRecord record = raw(held ? (int) size : 0, size, problem);
        if (scanner.hasLineBreak()) {
            window.next(length);
        } else {
            window.nextOnLine(length);
        }
        index++;
        return record;
    }

    private RawRecord raw(int length, long size, String problem) {
        return new RawRecord(
                window.buffer(),
                window.start(),
                length,
                size,
                index,
                array ? 0 : window.position().line(),
                problem);
    }

    /**
     * The byte behind the blanks, or -1 at the end. What separates joined files and sequences is a blank too; an array is
     * of one file.
     */
    private int skipBlanks() {
        while (true) {
            int b = window.at(0);
            if (Window.isBlank(b) || b == Cursor.RECORD_SEPARATOR || b == Window.END_MARK && !array) {
                window.next(1);
            } else if (b == 0xEF && window.isByteOrderMark()) {
                window.skipByteOrderMark();
            } else {
                return b == Window.END_MARK && window.isEndMark() ? -1 : b;
            }
        }
    }
}
