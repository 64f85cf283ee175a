package io.orderflow.inbox;

import java.io.IOException;
import java.io.InputStream;

/**
 * Cuts a file into its records without asking what they mean: the elements of one array, or objects that follow one
 * another, a line each or spread over lines. A record that is broken costs only itself where the next one can be found.
 */
final class RecordReader implements RecordSource {

    private final int maxRecordBytes;
    private final Window window;
    private final RecordScanner scanner;
    private boolean started;
    private boolean array;
    private boolean ended;
    private long index;

    /**
     * @param in             the file's bytes
     * @param maxRecordBytes of a longer record nothing but its size is told
     */
    RecordReader(InputStream in, int maxRecordBytes) {
        this.maxRecordBytes = maxRecordBytes;
        this.window = new Window(in, maxRecordBytes);
        this.scanner = new RecordScanner(window);
    }

    @Override
    public RawRecord next() throws IOException {
        int first = skipBlanks();
        if (!started) {
            started = true;
            if (first == '[') {
                array = true;
                window.next(1);
                first = skipBlanks();
            }
        }
        if (array) {
            return ended ? behindArray(first) : nextOfArray(first);
        }
        return first < 0 ? null : record(scanner.object(), null);
    }

    @Override
    public String place() {
        return array ? "index " + index : "line " + window.line();
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
            return behindArray(skipBlanks());
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

    private RawRecord behindArray(int first) throws IOException {
        return first < 0 ? null : record(scanner.rest(), "it stands behind the end of the array");
    }

    private RawRecord record(int length, String problem) {
        long size = window.size(length);
        boolean held = window.discarded() == 0 && size <= maxRecordBytes;
        if (!held && size <= maxRecordBytes) {
            size = window.discarded() + length;
        }
        RawRecord record = new RawRecord(
                window.buffer(),
                window.start(),
                held ? (int) size : 0,
                size,
                index,
                array ? 0 : window.line(),
                problem);
        if (scanner.hasLineBreak()) {
            window.next(length);
        } else {
            window.nextOnLine(length);
        }
        index++;
        return record;
    }

    /** The byte behind the blanks, or -1 at the end; a byte-order mark is one of them, for files that were joined. */
    private int skipBlanks() throws IOException {
        while (true) {
            int b = window.at(0);
            if (Window.isBlank(b)) {
                window.next(1);
            } else if (b == 0xEF && window.at(1) == 0xBB && window.at(2) == 0xBF) {
                window.skipByteOrderMark();
            } else {
                return b;
            }
        }
    }
}
