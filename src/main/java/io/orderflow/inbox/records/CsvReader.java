package io.orderflow.inbox.records;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a CSV file (RFC 4180) with a header line into its rows, and gives each as the JSON that an order would have.
 * Whether that is an order is asked elsewhere.
 */
final class CsvReader implements RecordSource {

    private final CsvColumns columns;
    private final int maxRecordBytes;
    private final Window window;
    private final Cursor cursor;
    private boolean started;
    private boolean ended;
    private long index;

    CsvReader(InputStream in, CsvColumns columns, int maxRecordBytes) {
        this.columns = columns;
        this.maxRecordBytes = maxRecordBytes;
        this.window = new Window(in, maxRecordBytes);
        this.cursor = new Cursor(window);
    }

    @Override
    public RawRecord next() throws IOException {
        for (int i = 0; !started && i < columns.lines(); i++) {
            skipLine();
        }
        started = true;
        RawRecord row = null;
        while (row == null && !ended) {
            skipBlanks();
            row = ended ? null : row();
        }
        return row;
    }

    private void skipLine() throws IOException {
        cursor.begin();
        cursor.skipLine();
        if (cursor.peek() == '\n') {
            cursor.pass('\n');
        }
        window.next(cursor.at());
    }

    @Override
    public String place() {
        return "line " + window.position().line();
    }

    @Override
    public boolean isEmpty() {
        return false;
    }

    /** To the next row's first byte: a byte-order mark and an end mark are skipped too, for files that were joined. */
    private void skipBlanks() throws IOException {
        while (true) {
            int b = window.at(0);
            if (b != columns.separator() && (Window.isBlank(b) || b == Window.END_MARK)) {
                window.next(1);
            } else if (window.isByteOrderMark()) {
                window.skipByteOrderMark();
            } else if (b < 0) {
                window.requireEndOfFile();
                ended = true;
                return;
            } else {
                return;
            }
        }
    }

    /** The next row, or null where nothing is in it; where it is broken over several lines, its first line alone. */
    private RawRecord row() throws IOException {
        RawRecord row = row(skipRow());
        if (row != null && row.problem() != null && cursor.isMarked()) {
            cursor.backToMark();
            row = row(cursor.at());
        }
        if (window.at(cursor.at()) < 0) {
            // of a row that a fault cuts off, a part may look like a whole one
            window.requireEndOfFile();
        }
        window.next(cursor.at());
        index += row == null ? 0 : 1;
        return row;
    }

    private RawRecord row(int length) throws IOException {
        long size = window.size(length);
        int end = withoutEnd(length);
        byte[] row = size > maxRecordBytes || !window.isWhole()
                ? new byte[0]
                : Arrays.copyOfRange(window.buffer(), window.start(), window.start() + end);
        String problem = null;
        byte[] json = row;
        try {
            String[] cells = columns.cells(row);
            if (row.length > 0 && columns.isNoRecord(cells)) {
                return null;
            }
            json = columns.json(cells);
        } catch (IllegalArgumentException e) {
            problem = e.getMessage();
        }
        return new RawRecord(
                json, 0, json.length, size, index, window.position().line(), problem, row);
    }

    /** The length of a row without its line's end or the file's, and the blanks there that are not cells of their own. */
    private int withoutEnd(int length) {
        int end = window.withoutEndMarks(length);
        int shortest = window.withoutBlanks(end);
        while (end > shortest && window.buffer()[window.start() + end - 1] != columns.separator()) {
            end--;
        }
        return end;
    }

    /** Goes to the end of the row, or of its first line where a quoted cell in it is never closed; gives its length. */
    private int skipRow() throws IOException {
        cursor.begin();
        boolean quoted = false;
        int before = columns.separator();
        for (int b = cursor.peek(); b != '\n' || quoted; b = cursor.peek()) {
            if (b < 0) {
                if (quoted && cursor.isMarked()) {
                    cursor.backToMark();
                }
                break;
            }
            if (b == '"') {
                quoted = quoted ? false : before == columns.separator() || before == '"';
            } else if (b == '\n') {
                cursor.mark();
            }
            before = b == ' ' && before == columns.separator() ? before : b;
            cursor.pass(b);
        }
        return cursor.at();
    }
}
