package io.orderflow.analytics;

import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.Order;
import io.orderflow.order.OrderRecord;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Reads each record once, and gives on its quantity for all that it counts for: its user, its item, and all orders. What
 * is no order is left to the tracker, and an order that comes again within the memory of its partition counts no more.
 */
record CountedOrders(int remembered) implements ProcessorSupplier<byte[], byte[], String, Integer> {

    private static final String SEEN = "seen-orders";
    private static final byte[] YES = {1};

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(
                Stores.keyValueStoreBuilder(Stores.lruMap(SEEN, remembered), Serdes.String(), Serdes.ByteArray()));
    }

    @Override
    public Processor<byte[], byte[], String, Integer> get() {
        return new Counting();
    }

    private final class Counting implements Processor<byte[], byte[], String, Integer> {

        private ProcessorContext<String, Integer> context;
        private KeyValueStore<String, byte[]> seen;

        @Override
        public void init(ProcessorContext<String, Integer> processorContext) {
            context = processorContext;
            seen = processorContext.getStateStore(SEEN);
        }

        @Override
        public void process(Record<byte[], byte[]> received) {
            Order order = order(received.value());
            if (order == null || seen.putIfAbsent(order.orderId(), YES) != null) {
                return;
            }
            Record<String, Integer> counted = new Record<>(Subject.ALL.key(), order.quantity(), received.timestamp());
            context.forward(counted);
            context.forward(counted.withKey(Subject.user(order.user()).key()));
            context.forward(counted.withKey(Subject.item(order.item()).key()));
        }

        private static Order order(byte[] value) {
            try {
                return value == null ? null : OrderRecord.read(value);
            } catch (InvalidOrderException e) {
                return null;
            }
        }
    }
}
