package io.orderflow.order;

import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * An order as it stands in a topic: as JSON, or, where the first byte is 0, which no JSON begins with, in the wire format
 * of a schema registry. Who reads a topic need not know which; each record shows which it is.
 */
public final class OrderRecord {

    private static volatile Function<byte[], Order> framed = OrderRecord::refuse;
    private static volatile UnaryOperator<byte[]> writer;

    private OrderRecord() {}

    /**
     * @param reader of records whose first byte is 0
     * @param orders makes a record of an order's JSON; null where orders are written as JSON
     */
    public static void useSchemas(Function<byte[], Order> reader, UnaryOperator<byte[]> orders) {
        framed = reader;
        writer = orders;
    }

    /**
     * @param value of a record, not null
     * @throws InvalidOrderException where it is no order
     */
    public static Order read(byte[] value) {
        return isFramed(value) ? framed.apply(value) : OrderJson.read(value);
    }

    /** The value as JSON: as it is, or converted where it has a schema. */
    public static byte[] json(byte[] value) {
        return isFramed(value) ? OrderJson.write(framed.apply(value)) : value;
    }

    /** Makes the record of an order's JSON; null where that is the record. */
    public static UnaryOperator<byte[]> writer() {
        return writer;
    }

    public static boolean isFramed(byte[] value) {
        return value.length > 0 && value[0] == 0;
    }

    private static Order refuse(byte[] value) {
        throw new InvalidOrderException(
                "it begins with byte 0, as a record with a schema does; orders.registry.url is to say where the schema is");
    }
}
