package io.orderflow.schema;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.Order;
import io.orderflow.order.OrderJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Orders in Protobuf, by the field numbers of {@code order.proto}: they are the same in every version of the schema, and
 * fields with other numbers are skipped.
 */
final class ProtobufOrders implements Codec {

    private static final int ORDER_ID = 1;
    private static final int USER = 2;
    private static final int ITEM = 3;
    private static final int QUANTITY = 4;
    private static final int OTHER = 5;
    private static final int KEY = 1;
    private static final int VALUE = 2;
    /** More messages deep than this is none. */
    private static final int MOST_INDEXES = 100;
    /** By a part of what the library says. */
    private static final List<Map.Entry<String, String>> FAULTS = List.of(
            entry("ended unexpectedly", "it breaks off"),
            entry("negative size", "a length in it can't be"),
            entry("malformed varint", "a number in it has no end"),
            entry("invalid tag", "a field in it has the number 0"),
            entry("end-group tag", "a group in it has the end of another one"),
            entry("wire type", "a field in it has a type that Protobuf does not have"),
            entry("nesting", "it is nested too deep"),
            entry("UTF-8", "a text in it is not UTF-8"));

    @Override
    public Order read(byte[] record, int start) {
        try {
            CodedInputStream in = CodedInputStream.newInstance(record, start, record.length - start);
            // npm's client for Kafka leaves the indexes out: its records begin with the id of the order at once
            if (record.length > start && record[start] != (ORDER_ID << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
                skipIndexes(in);
            }
            return order(in);
        } catch (IOException e) {
            throw new InvalidOrderException("it is no Protobuf of an order: " + fault(e), e);
        }
    }

    private static String fault(IOException e) {
        String message = String.valueOf(e.getMessage());
        return FAULTS.stream()
                .filter(fault -> message.contains(fault.getKey()))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse("its bytes can't be read");
    }

    /** Which message of the schema's file it is: the path to it, 0 alone for the first. */
    private static void skipIndexes(CodedInputStream in) throws IOException {
        int count = in.readSInt32();
        if (count < 0 || count > MOST_INDEXES) {
            throw new InvalidOrderException("it is no Protobuf of an order: " + count + " messages deep");
        }
        for (int i = 0; i < count; i++) {
            in.readSInt32();
        }
    }

    private static Order order(CodedInputStream in) throws IOException {
        String orderId = null;
        String user = null;
        String item = null;
        long quantity = 0;
        Map<String, JsonNode> other = Map.of();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case ORDER_ID << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> orderId = in.readStringRequireUtf8();
                case USER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> user = in.readStringRequireUtf8();
                case ITEM << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> item = in.readStringRequireUtf8();
                case QUANTITY << 3 | WireFormat.WIRETYPE_VARINT -> quantity = in.readInt64();
                case OTHER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
                    other = other.isEmpty() ? new LinkedHashMap<>() : other;
                    readOther(in, other);
                }
                default -> in.skipField(tag);
            }
        }
        return new Order(orderId, user, item, Fields.quantity(quantity), other);
    }

    private static void readOther(CodedInputStream in, Map<String, JsonNode> other) throws IOException {
        String key = "";
        String value = "";
        int end = in.pushLimit(in.readRawVarint32());
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case KEY << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> key = in.readStringRequireUtf8();
                case VALUE << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> value = in.readStringRequireUtf8();
                default -> in.skipField(tag);
            }
        }
        in.popLimit(end);
        other.put(key, OrderJson.readField(key, value));
    }

    @Override
    public byte[] write(Order order) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            // the first message of the file
            out.writeRawByte((byte) 0);
            out.writeString(ORDER_ID, order.orderId());
            out.writeString(USER, order.user());
            out.writeString(ITEM, order.item());
            out.writeInt32(QUANTITY, order.quantity());
            for (Map.Entry<String, JsonNode> field : order.other().entrySet()) {
                String value = OrderJson.writeField(field.getValue());
                out.writeTag(OTHER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
                out.writeUInt32NoTag(CodedOutputStream.computeStringSize(KEY, field.getKey())
                        + CodedOutputStream.computeStringSize(VALUE, value));
                out.writeString(KEY, field.getKey());
                out.writeString(VALUE, value);
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
