package io.orderflow.inbox;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** A file's records one by one, in whatever shape they stand there; which one that is is found out by looking. */
interface RecordSource {

    /** The next record, or null behind the last one. */
    RawRecord next() throws IOException;

    /** Where the next record begins: {@code line 3}, or {@code index 2}. */
    String place();

    /** True where there was nothing in the file: no record, and neither an array's brackets nor a header. */
    boolean isEmpty();

    /**
     * Opens a file, packed by gzip or not; who opened it closes it.
     *
     * @param maxRecordBytes of a longer record nothing but its size is told
     */
    static RecordSource of(InputStream in, int maxRecordBytes) throws IOException {
        InputStream unpacked = unpacked(in);
        return CsvReader.isCsv(unpacked)
                ? new CsvReader(unpacked, maxRecordBytes)
                : new RecordReader(unpacked, maxRecordBytes);
    }

    private static InputStream unpacked(InputStream in) throws IOException {
        BufferedInputStream bytes = new BufferedInputStream(in, 1 << 16);
        bytes.mark(2);
        boolean packed = bytes.read() == 0x1F && bytes.read() == 0x8B;
        bytes.reset();
        return packed ? new BufferedInputStream(new GZIPInputStream(bytes, 1 << 16), 1 << 16) : bytes;
    }
}
