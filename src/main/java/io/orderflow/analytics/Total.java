package io.orderflow.analytics;

import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * How much was ordered of something in a window.
 *
 * @param orders how many orders
 * @param quantity the sum of their quantities
 */
record Total(long orders, long quantity) {

    static final Total NONE = new Total(0, 0);

    static final Serde<Total> SERDE = Serdes.serdeFrom(
            (topic, total) -> total == null
                    ? null
                    : ByteBuffer.allocate(2 * Long.BYTES)
                            .putLong(total.orders)
                            .putLong(total.quantity)
                            .array(),
            (topic, bytes) -> bytes == null
                    ? null
                    : new Total(
                            ByteBuffer.wrap(bytes).getLong(),
                            ByteBuffer.wrap(bytes).getLong(Long.BYTES)));

    Total plus(long moreQuantity) {
        return new Total(orders + 1, quantity + moreQuantity);
    }

    Total plus(Total other) {
        return new Total(orders + other.orders, quantity + other.quantity);
    }
}
