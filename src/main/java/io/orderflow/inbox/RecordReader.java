package io.orderflow.inbox;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * Cuts a file into its records without asking what they mean: the elements of one array, or objects that follow one
 * another, a line each or spread over lines. A record that is broken costs only itself where the next one can be found.
 */
final class RecordReader implements Closeable {

    private final InputStream in;
    private final Window window;
    private final RecordScanner scanner;
    private boolean started;
    private boolean array;
    private boolean ended;
    private long index;

    /**
     * @param in             the file's bytes; closed with this reader
     * @param maxRecordBytes of a longer record nothing but its size is told
     */
    RecordReader(InputStream in, int maxRecordBytes) {
        this.in = in;
        this.window = new Window(in, maxRecordBytes);
        this.scanner = new RecordScanner(window);
    }

    /** The next record, or null behind the last one. */
    RawRecord next() throws IOException {
        if (!started) {
            started = true;
            skipByteOrderMark();
            array = skipWhitespace() == '[';
            if (array) {
                window.next(1);
            }
        }
        return array ? nextOfArray() : nextOfSequence();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private RawRecord nextOfSequence() throws IOException {
        if (skipWhitespace() < 0) {
            return null;
        }
        String place = "line " + window.line();
        int length = scanner.object();
        return record(place, length, length, null);
    }

    private RawRecord nextOfArray() throws IOException {
        int next = skipWhitespace();
        if (ended) {
            return next < 0 ? null : record("index " + index, scanner.rest(), "it stands behind the end of the array");
        }
        if (next == ']') {
            ended = true;
            window.next(1);
            return nextOfArray();
        }
        String place = "index " + index;
        if (next < 0) {
            ended = true;
            return record(place, 0, "the array breaks off here: no ] ends it, what should follow is missing");
        }
        int length = scanner.element();
        int end = window.at(length);
        if (end < 0) {
            ended = true;
            return record(place, length, "the array breaks off in this record, and what should follow it is missing");
        }
        return record(
                place,
                length,
                end == ',' ? length + 1 : length,
                length == 0 ? "nothing stands before the comma" : null);
    }

    private RawRecord record(String place, int length, String problem) {
        return record(place, length, length, problem);
    }

    private RawRecord record(String place, int length, int consumed, String problem) {
        int offset = window.start();
        long size = window.discarded() + length;
        int held = window.discarded() == 0 ? trimmed(offset, length) : 0;
        RawRecord record = new RawRecord(window.buffer(), offset, held, size, index, place, problem);
        window.next(consumed);
        index++;
        return record;
    }

    private int trimmed(int offset, int length) {
        int end = offset + length;
        while (end > offset && isWhitespace(window.buffer()[end - 1])) {
            end--;
        }
        return end - offset;
    }

    private void skipByteOrderMark() throws IOException {
        if (window.at(0) == 0xEF && window.at(1) == 0xBB && window.at(2) == 0xBF) {
            window.next(3);
        }
    }

    private int skipWhitespace() throws IOException {
        int next = window.at(0);
        while (next >= 0 && isWhitespace(next)) {
            window.next(1);
            next = window.at(0);
        }
        return next;
    }

    static boolean isWhitespace(int b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
