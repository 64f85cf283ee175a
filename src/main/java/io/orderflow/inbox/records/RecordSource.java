package io.orderflow.inbox.records;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A file's records one by one, in whatever shape they stand there; which one that is is found out by looking. */
public interface RecordSource {

    Pattern CSV_NAME = Pattern.compile("(?i).*\\.csv(\\.gz)?");
    int HEAD = 4096;

    /** The next record, or null behind the last one. */
    RawRecord next() throws IOException;

    /** Where the next record begins: {@code line 3}, or {@code index 2}. */
    String place();

    /** True where there was nothing in the file: no record, and neither an array's brackets nor a header. */
    boolean isEmpty();

    /**
     * Opens a file, packed by gzip or not; who opened it closes it.
     *
     * @param name           the file's name: its ending says whether CSV is meant
     * @param maxRecordBytes of a longer record only the size is known
     * @param isOrder        whether a record is an order
     * @throws IOException where no record of it can be read, with the words what it is and what to do
     */
    static RecordSource of(InputStream in, String name, int maxRecordBytes, Predicate<RawRecord> isOrder)
            throws IOException {
        byte[] head = head(in);
        InputStream file = joined(head, in);
        if (head.length > 1 && head[0] == 0x1F && head[1] == (byte) 0x8B) {
            InputStream unpacked = new GzipMembers(file);
            head = head(unpacked);
            file = joined(head, unpacked);
        }
        String foreign = ForeignFile.kind(head);
        if (foreign != null) {
            throw new IOException(foreign);
        }
        CsvHeader header = new CsvHeader(head);
        CsvColumns columns = header.columns();
        if (columns != null) {
            return new CsvReader(file, columns, maxRecordBytes);
        }
        if (CSV_NAME.matcher(name).matches() && head.length > 0) {
            throw new IOException(header.refusal());
        }
        return new RecordReader(file, maxRecordBytes, isOrder);
    }

    /** The first bytes, or those that come before a fault. */
    private static byte[] head(InputStream in) {
        byte[] head = new byte[HEAD];
        int length = 0;
        try {
            int read = in.read(head);
            while (read > 0) {
                length += read;
                read = in.read(head, length, HEAD - length);
            }
        } catch (IOException e) {
            // it is thrown again where it is read on
        }
        return Arrays.copyOf(head, length);
    }

    private static InputStream joined(byte[] head, InputStream rest) {
        return new SequenceInputStream(new ByteArrayInputStream(head), new FilterInputStream(rest) {
            @Override
            public void close() {
                // at its end it is still asked how far it has been read
            }
        });
    }
}
