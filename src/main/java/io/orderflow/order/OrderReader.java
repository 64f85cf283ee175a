package io.orderflow.order;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

/**
 * Reads many orders from parts of a buffer; of one that leaves out its {@code order_id} the id is asked for. One parser
 * is fed with all of them, since a parser for each costs a quarter of the time.
 */
public final class OrderReader {

    private static final JsonFactory JSON =
            ForeignJson.factory().disable(JsonFactory.Feature.CHARSET_DETECTION).build();

    private final ObjectReader reader;
    private final Feed feed = new Feed();
    private MappingIterator<Order> orders;

    /** @param idWhereMissing gives the id of the order that is being read */
    public OrderReader(Supplier<String> idWhereMissing) {
        this.reader = OrderJson.reader().withAttribute(OrderDeserializer.MISSING_ID, idWhereMissing);
    }

    /** @throws InvalidOrderException where it is no order */
    public Order read(byte[] buffer, int offset, int length) {
        Order order = readIfValid(buffer, offset, length);
        return order == null ? OrderJson.read(reader, buffer, offset, length) : order;
    }

    /** The order, or null where it is none, or one that takes a closer look. */
    public Order readIfValid(byte[] buffer, int offset, int length) {
        try {
            Utf8JsonFactory.requireUtf8(buffer, offset, offset + length, offset);
            feed.give(buffer, offset, length);
            if (orders == null) {
                orders = reader.readValues(JSON.createParser(feed));
            }
            Order order = orders.nextValue();
            if (orders.getParser().getLastClearedToken() == JsonToken.END_OBJECT && nothingFollows()) {
                return order;
            }
        } catch (InvalidOrderException | NoSuchElementException | IOException e) {
            // it is read alone next, which gives the reason
        }
        orders = null;
        return null;
    }

    private boolean nothingFollows() throws IOException {
        return feed.available() == 0 && orders.getParser().releaseBuffered(OutputStream.nullOutputStream()) == 0;
    }

    /** What the parser reads, which ends where an order does; of the next one it knows nothing before that is given. */
    private static final class Feed extends ByteArrayInputStream {

        Feed() {
            super(new byte[0]);
        }

        void give(byte[] buffer, int offset, int length) {
            buf = buffer;
            pos = offset;
            count = offset + length;
        }
    }
}
