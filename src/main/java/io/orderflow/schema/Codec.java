package io.orderflow.schema;

import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.Order;

/** Orders in the bytes behind a record's schema id. */
interface Codec {

    /**
     * @param record whole
     * @param start where the bytes behind the id begin
     * @throws InvalidOrderException where they are no order
     */
    Order read(byte[] record, int start);

    /** The bytes of an order behind the id. */
    byte[] write(Order order);
}
