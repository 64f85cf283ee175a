package io.orderflow.board;

import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.Order;
import io.orderflow.order.OrderRecord;
import io.orderflow.order.Quotation;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * An order as it stands in the topic.
 *
 * @param time  milliseconds since 1970
 * @param state what became of it; null as long as nobody asked
 */
record LatestOrder(
        String orderId, String user, String item, int quantity, int partition, long offset, long time, String state) {

    /** Null where the record is no order: it is among the dead letters. */
    static LatestOrder of(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return null;
        }
        try {
            Order order = OrderRecord.read(record.value());
            return new LatestOrder(
                    order.orderId(),
                    Quotation.printable(order.user()),
                    Quotation.printable(order.item()),
                    order.quantity(),
                    record.partition(),
                    record.offset(),
                    record.timestamp(),
                    null);
        } catch (InvalidOrderException e) {
            return null;
        }
    }

    LatestOrder in(String newState) {
        return new LatestOrder(orderId, user, item, quantity, partition, offset, time, newState);
    }
}
