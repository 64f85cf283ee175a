package io.orderflow.tracker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.order.Order;
import io.orderflow.order.OrderMeters;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the last orders that were processed, so many of each partition: the same order has the same user, and so the
 * same key and the same partition. {@link Recall} reads from the topic what was processed before this program had it.
 */
public class ProcessedOrders extends ServiceSupport implements IdempotentRepository {

    private static final Logger LOG = LoggerFactory.getLogger("track-orders");

    /** What is remembered of a partition: the ids of the orders before an offset. */
    private static final class Memory {
        private final RecentIds ids;
        private volatile long end;
        private volatile Object owner;
        /** The order that is being processed. */
        private volatile Order inHand;

        Memory(int capacity) {
            ids = new RecentIds(capacity);
        }

        boolean isInHand(String orderId) {
            Order order = inHand;
            return order != null && order.orderId().equals(orderId);
        }
    }

    private final int capacity;
    private final Counter processed;
    private final Counter repeated;
    private final Consumer<Order> processedOrder;
    private final Map<TopicPartition, Memory> partitions = new ConcurrentHashMap<>();

    /**
     * @param capacity how many orders of each partition are remembered
     * @param processedOrder is told of each order that was processed
     */
    public ProcessedOrders(int capacity, MeterRegistry meters, Consumer<Order> processedOrder) {
        this.capacity = capacity;
        this.processed = meters.counter(OrderMeters.PROCESSED.meter());
        this.repeated = meters.counter(OrderMeters.REPEATED.meter());
        this.processedOrder = processedOrder;
    }

    /**
     * A consumer has got this partition.
     *
     * @param committed the group's offset; where it is 0 nothing was processed, whatever is remembered
     * @return from which offset on it is not known here what was processed
     */
    long claim(Object owner, TopicPartition partition, long committed) {
        if (committed == 0) {
            partitions.remove(partition);
        }
        Memory memory = memory(partition);
        memory.owner = owner;
        return Math.max(memory.end, committed - capacity);
    }

    /** Forgets the partitions that this consumer had and has no more. */
    void release(Object owner, Collection<TopicPartition> assigned) {
        partitions.entrySet().removeIf(entry -> entry.getValue().owner == owner && !assigned.contains(entry.getKey()));
    }

    void recall(TopicPartition partition, String orderId) {
        memory(partition).ids.add(orderId);
    }

    /** What is before this offset is processed, or in the dead letters. */
    void reached(TopicPartition partition, long offset) {
        memory(partition).end = offset;
    }

    int size() {
        return partitions.values().stream()
                .mapToInt(memory -> memory.ids.size())
                .sum();
    }

    /** @return false for a repeated order, which is then told of */
    @Override
    public boolean add(Exchange exchange, String orderId) {
        Message message = exchange.getMessage();
        TopicPartition partition = new TopicPartition((String) message.getHeader(KafkaConstants.TOPIC), (Integer)
                message.getHeader(KafkaConstants.PARTITION));
        Memory memory = memory(partition);
        boolean isNew = memory.ids.add(orderId);
        if (isNew) {
            memory.inHand = (Order) message.getBody();
        } else if (memory.isInHand(orderId)) {
            throw new IllegalStateException(
                    "Order " + orderId + " is being processed by another consumer, which lost its"
                            + " partition meanwhile; what becomes of it is not known yet");
        } else {
            repeated.increment();
            LOG.info(
                    "🔁 Repeated order, not processed again: {} : partition {} : at offset {} : {}",
                    partition.topic(),
                    partition.partition(),
                    message.getHeader(KafkaConstants.OFFSET),
                    orderId);
        }
        return isNew;
    }

    /**
     * An order that failed is not remembered. Camel takes an order for failed as well where one of the routes that it went
     * through has failed, the step has caught that (doTry), and all went well in the end.
     */
    @Override
    public boolean remove(Exchange exchange, String orderId) {
        boolean failed = exchange.isFailed() || exchange.getExchangeExtension().isErrorHandlerHandled();
        return failed ? remove(orderId) : confirm(orderId);
    }

    @Override
    public boolean remove(String orderId) {
        for (Memory memory : partitions.values()) {
            if (memory.isInHand(orderId)) {
                memory.inHand = null;
                return memory.ids.removeLast(orderId);
            }
        }
        return false;
    }

    @Override
    public boolean add(String orderId) {
        throw new UnsupportedOperationException("an order is remembered with the partition that it was read from");
    }

    @Override
    public boolean contains(String orderId) {
        return partitions.values().stream().anyMatch(memory -> memory.ids.contains(orderId));
    }

    /** The order was processed. */
    @Override
    public boolean confirm(String orderId) {
        for (Memory memory : partitions.values()) {
            if (memory.isInHand(orderId)) {
                Order order = memory.inHand;
                memory.inHand = null;
                processed.increment();
                processedOrder.accept(order);
                return true;
            }
        }
        return false;
    }

    @Override
    public void clear() {
        partitions.clear();
    }

    private Memory memory(TopicPartition partition) {
        Memory memory = partitions.get(partition);
        return memory != null ? memory : partitions.computeIfAbsent(partition, p -> new Memory(capacity));
    }
}
