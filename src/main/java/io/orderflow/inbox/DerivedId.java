package io.orderflow.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orderflow.inbox.records.RawRecord;
import java.util.Arrays;
import java.util.UUID;

/**
 * The id of an order that has none in its file. It comes from the file's name, the record's place and its content, so the
 * same file read again gives the same ids.
 */
record DerivedId(String id) {

    /** As long as each such field is. */
    private static final int FIELD = new DerivedId(new UUID(0, 0).toString()).field().length;

    static DerivedId of(String fileName, RawRecord record) {
        byte[] place = (fileName + '\n' + record.index() + '\n').getBytes(UTF_8);
        byte[] source = Arrays.copyOf(place, place.length + record.length());
        System.arraycopy(record.buffer(), record.offset(), source, place.length, record.length());
        return new DerivedId(UUID.nameUUIDFromBytes(source).toString());
    }

    /** The record's own bytes, with the id as the first field behind the opening brace. */
    byte[] in(RawRecord record) {
        byte[] field = field();
        byte[] json = new byte[record.length() + field.length];
        json[0] = '{';
        System.arraycopy(field, 0, json, 1, field.length);
        System.arraycopy(record.buffer(), record.offset() + 1, json, 1 + field.length, record.length() - 1);
        return json;
    }

    /** Whether these bytes are the record's, with an id that may be derived. */
    static boolean isIn(byte[] json, RawRecord record) {
        return json.length == record.length() + FIELD
                && Arrays.equals(
                        json,
                        1 + FIELD,
                        json.length,
                        record.buffer(),
                        record.offset() + 1,
                        record.offset() + record.length());
    }

    private byte[] field() {
        return ("\"order_id\": \"" + id + "\", ").getBytes(UTF_8);
    }
}
