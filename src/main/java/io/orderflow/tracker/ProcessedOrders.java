package io.orderflow.tracker;

import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.consumer.PolledRecord;
import io.orderflow.observe.Durations;
import io.orderflow.order.Order;
import io.orderflow.order.Quotation;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.spi.IdempotentRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Recognises the orders that their group has processed before, and counts and reports what comes of each. */
public class ProcessedOrders extends OrderMemory implements IdempotentRepository {

    private static final Logger LOG = LoggerFactory.getLogger("track-orders");

    private final MeterRegistry meters;
    private final Consumer<Order> processedOrder;
    private final Map<String, GroupCounters> counters = new ConcurrentHashMap<>();

    /**
     * @param capacity how many orders of each partition are remembered
     * @param deadLetterTopic says which records a group has not processed
     * @param processedOrder is called with each order that was processed, by several threads
     */
    public ProcessedOrders(int capacity, String deadLetterTopic, MeterRegistry meters, Consumer<Order> processedOrder) {
        super(capacity, deadLetterTopic);
        this.meters = meters;
        this.processedOrder = processedOrder;
    }

    /** @return false for a repeated order, which is reported */
    @Override
    public boolean add(Exchange exchange, String orderId) {
        PolledRecord record = record(exchange);
        if (memory(record).begin(record, (Order) exchange.getMessage().getBody(), orderId)) {
            return true;
        }
        counters(record.group()).repeated().increment();
        LOG.info(
                "🔁 Repeated order, not processed again: {} : partition {} : at offset {} : {}",
                record.partition().topic(),
                record.partition().partition(),
                record.record().offset(),
                Quotation.printable(orderId));
        return false;
    }

    /** The order was processed. */
    @Override
    public boolean confirm(Exchange exchange, String orderId) {
        PolledRecord record = record(exchange);
        Order order = memory(record).processed(record, orderId);
        if (order != null) {
            GroupCounters counters = counters(record.group());
            counters.processed().increment();
            Durations latency = counters.latency();
            if (latency.isWanted()) {
                long age = System.currentTimeMillis() - record.record().timestamp();
                latency.add(TimeUnit.MILLISECONDS.toNanos(Math.max(0, age)));
            }
            processedOrder.accept(order);
        }
        return order != null;
    }

    /**
     * An order that failed is not remembered. Camel takes an order for failed as well where one of the routes that it went
     * through has failed, the step has caught that (doTry), and all went well in the end.
     */
    @Override
    public boolean remove(Exchange exchange, String orderId) {
        if (!exchange.isFailed() && !exchange.getExchangeExtension().isErrorHandlerHandled()) {
            return confirm(exchange, orderId);
        }
        PolledRecord record = record(exchange);
        return memory(record).failed(record, orderId);
    }

    @Override
    public boolean add(String orderId) {
        throw needsExchange();
    }

    @Override
    public boolean remove(String orderId) {
        throw needsExchange();
    }

    @Override
    public boolean confirm(String orderId) {
        throw needsExchange();
    }

    private static UnsupportedOperationException needsExchange() {
        return new UnsupportedOperationException("an order is remembered with the record that it was read from");
    }

    private static PolledRecord record(Exchange exchange) {
        PolledRecord record = PolledRecord.of(exchange);
        if (record == null) {
            throw needsExchange();
        }
        return record;
    }

    /** How old the orders were, since their records were sent, when the group had processed them. */
    public Durations latency(String group) {
        return counters(group).latency();
    }

    private GroupCounters counters(String group) {
        GroupCounters known = counters.get(group);
        return known != null ? known : counters.computeIfAbsent(group, g -> GroupCounters.of(meters, g));
    }
}
