package io.orderflow.inbox;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** A file's records one by one, in whatever shape they stand there; which one that is is found out by looking. */
interface RecordSource {

    Pattern CSV_NAME = Pattern.compile("(?i).*\\.csv(\\.gz)?");

    /** The next record, or null behind the last one. */
    RawRecord next() throws IOException;

    /** Where the next record begins: {@code line 3}, or {@code index 2}. */
    String place();

    /** True where there was nothing in the file: no record, and neither an array's brackets nor a header. */
    boolean isEmpty();

    /**
     * Opens a file, packed by gzip or not; who opened it closes it.
     *
     * @param name           the file's name, which tells by its ending that CSV is meant
     * @param maxRecordBytes of a longer record nothing but its size is told
     * @param isOrder        whether a record is an order
     */
    static RecordSource of(InputStream in, String name, int maxRecordBytes, Predicate<RawRecord> isOrder)
            throws IOException {
        InputStream unpacked = unpacked(in);
        if (CsvReader.isCsv(unpacked)) {
            return new CsvReader(unpacked, maxRecordBytes);
        }
        if (CSV_NAME.matcher(name).matches()) {
            throw new IOException(
                    "its first line is no header; user,item,quantity is wanted there, separated by commas,"
                            + " and order_id and others where you like, and each line ended by a line feed");
        }
        return new RecordReader(unpacked, maxRecordBytes, isOrder);
    }

    private static InputStream unpacked(InputStream in) throws IOException {
        BufferedInputStream bytes = new BufferedInputStream(in, 1 << 16);
        bytes.mark(2);
        boolean packed = bytes.read() == 0x1F && bytes.read() == 0x8B;
        bytes.reset();
        return packed ? new BufferedInputStream(new GZIPInputStream(bytes, 1 << 16), 1 << 16) : bytes;
    }
}
