package io.orderflow.order;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Parses bytes as UTF-8 and nothing else. Jackson alone would guess UTF-16 or UTF-32, and let pass byte sequences that
 * RFC 3629 forbids (overlong forms, surrogates).
 */
class Utf8JsonFactory extends JsonFactory {

    private static final long serialVersionUID = 1L;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    /** Of each of eight bytes: none of them is set in ASCII. */
    private static final long HIGHEST_BITS = 0x8080808080808080L;

    Utf8JsonFactory() {
        super(ForeignJson.factory().disable(Feature.CHARSET_DETECTION));
    }

    @Override
    public JsonParser createParser(byte[] data) throws IOException {
        return createParser(data, 0, data.length);
    }

    @Override
    public JsonParser createParser(byte[] data, int offset, int length) throws IOException {
        int start = startsWithByteOrderMark(data, offset, length) ? offset + 3 : offset;
        int end = offset + length;
        requireUtf8(data, start, end, offset);
        return super.createParser(data, start, end - start);
    }

    static boolean startsWithByteOrderMark(byte[] data, int offset, int length) {
        return length >= 3
                && data[offset] == (byte) 0xEF
                && data[offset + 1] == (byte) 0xBB
                && data[offset + 2] == (byte) 0xBF;
    }

    /** @throws InvalidOrderException where the bytes are not UTF-8, with their place counted from {@code offset} on */
    static void requireUtf8(byte[] data, int start, int end, int offset) {
        int i = start;
        while (i <= end - Long.BYTES && ((long) EIGHT_BYTES.get(data, i) & HIGHEST_BITS) == 0) {
            i += Long.BYTES;
        }
        while (i < end && data[i] >= 0) {
            i++;
        }
        if (i < end) {
            decode(data, i, end, offset);
        }
    }

    private static void decode(byte[] data, int start, int end, int offset) {
        ByteBuffer bytes = ByteBuffer.wrap(data, start, end - start);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(bytes, CharBuffer.allocate(end - start), true);
        if (result.isError()) {
            throw new InvalidOrderException("byte %d is 0x%02X, which is not UTF-8; text in UTF-8 is wanted"
                    .formatted(bytes.position() - offset + 1, data[bytes.position()]));
        }
    }
}
