package io.orderflow.inbox.records;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks gzip, member after member (RFC 1952), to the end of the file: Java's own takes whatever follows a member and
 * is no other one for the end. What could be unpacked is given before a fault is thrown. Zeros at the end are padding.
 */
final class GzipMembers extends InputStream {

    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int HEADER_CHECKSUM = 2;

    private final InputStream in;
    private final byte[] packed = new byte[1 << 16];
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private int at;
    private int limit;
    private boolean inMember;
    private IOException fault;

    GzipMembers(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (fault != null) {
            throw fault;
        }
        try {
            return unpack(buffer, offset, length);
        } catch (IOException e) {
            fault = e;
            throw e;
        } catch (DataFormatException e) {
            fault = new IOException("its compressed data is damaged", e);
            throw fault;
        }
    }

    @Override
    public void close() {
        inflater.end();
    }

    private int unpack(byte[] buffer, int offset, int length) throws IOException, DataFormatException {
        while (length > 0 && (inMember || beginMember())) {
            int unpacked = inflater.inflate(buffer, offset, length);
            at = limit - inflater.getRemaining();
            if (unpacked > 0) {
                checksum.update(buffer, offset, unpacked);
                return unpacked;
            }
            goOn();
        }
        return length == 0 ? 0 : -1;
    }

    private void goOn() throws IOException {
        if (inflater.finished()) {
            long wanted = little(4);
            long size = little(4);
            if (wanted != checksum.getValue() || size != (inflater.getBytesWritten() & 0xFFFFFFFFL)) {
                throw new IOException("its compressed data is damaged: the checksum is another one");
            }
            inMember = false;
        } else if (inflater.needsDictionary()) {
            throw new IOException("its compressed data is damaged");
        } else {
            at = limit;
            peek();
            inflater.setInput(packed, at, limit - at);
        }
    }

    /** False at the end of the file. */
    private boolean beginMember() throws IOException {
        boolean first = inflater.getBytesWritten() == 0 && !inflater.finished();
        while (inflater.getBytesWritten() > 0 || inflater.finished()) {
            if (!fill()) {
                return false;
            }
            if (packed[at] != 0) {
                break;
            }
            at++;
        }
        if (next() != 0x1F || next() != 0x8B || next() != 8) {
            throw new IOException(
                    first
                            ? "it is packed in a way that gzip has not"
                            : "what follows is not packed by gzip as what stands before it is");
        }
        skipHeader(next());
        checksum.reset();
        inflater.reset();
        inflater.setInput(packed, at, limit - at);
        inMember = true;
        return true;
    }

    private void skipHeader(int flags) throws IOException {
        pass(6);
        if ((flags & EXTRA) != 0) {
            pass(little(2));
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CHECKSUM) != 0) {
            pass(2);
        }
    }

    private void pass(long bytes) throws IOException {
        for (long i = 0; i < bytes; i++) {
            next();
        }
    }

    private void skipText() throws IOException {
        while (next() != 0) {}
    }

    /** A number whose lowest byte comes first. */
    private long little(int bytes) throws IOException {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number |= (long) next() << 8 * i;
        }
        return number;
    }

    private int next() throws IOException {
        peek();
        return packed[at++] & 0xFF;
    }

    private void peek() throws IOException {
        if (!fill()) {
            throw new EOFException("its compressed data breaks off");
        }
    }

    /** False where nothing more comes. */
    private boolean fill() throws IOException {
        if (at == limit) {
            at = 0;
            limit = Math.max(0, in.read(packed));
        }
        return at < limit;
    }
}
