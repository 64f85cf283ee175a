package io.orderflow.tracker;

import com.dynatrace.hash4j.hashing.HashValue128;
import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.consumer.PolledRecord;
import io.orderflow.consumer.RecordMemory;
import io.orderflow.observe.Durations;
import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.Order;
import io.orderflow.order.OrderRecord;
import io.orderflow.order.Quotation;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the last orders that each group has processed, up to a number in each partition: the same order has the same user,
 * and so the same key and the same partition.
 */
public class ProcessedOrders extends ServiceSupport implements IdempotentRepository, RecordMemory {

    private static final Logger LOG = LoggerFactory.getLogger("track-orders");

    private record InWork(Memory memory, PolledRecord record, Order order, HashValue128 id) {}

    private record Place(String group, TopicPartition partition) {}

    /** What a group has processed of a partition. */
    private static final class Memory {
        private final RecentIds ids;
        /** The orders that are being processed, by their id. */
        private final Map<String, InWork> inWork = new ConcurrentHashMap<>();
        /** Before this offset all is processed, and remembered here. */
        private volatile long end;

        private volatile Object reader;
        /** Nobody asks this one any more. */
        private volatile boolean dropped;

        Memory(int capacity) {
            ids = new RecentIds(capacity);
        }
    }

    private final int capacity;
    private final String deadLetterTopic;
    private final MeterRegistry meters;
    private final Consumer<Order> processedOrder;
    private final Map<Place, Memory> places = new ConcurrentHashMap<>();
    private final Map<String, GroupCounters> counters = new ConcurrentHashMap<>();
    private final Map<String, Durations> latencies = new ConcurrentHashMap<>();
    private final Map<String, FailedOrders> failedOrders = new ConcurrentHashMap<>();

    /**
     * @param capacity how many orders of each partition are remembered
     * @param deadLetterTopic says which records a group has not processed
     * @param processedOrder is called with each order that was processed, by several threads
     */
    public ProcessedOrders(int capacity, String deadLetterTopic, MeterRegistry meters, Consumer<Order> processedOrder) {
        this.capacity = capacity;
        this.deadLetterTopic = deadLetterTopic;
        this.meters = meters;
        this.processedOrder = processedOrder;
    }

    // what was done before: RecordMemory

    @Override
    public void prepare(String group, Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> readers) {
        failedOrders
                .computeIfAbsent(group, g -> new FailedOrders(group, deadLetterTopic))
                .readOn(readers);
    }

    @Override
    public long claim(Object reader, String group, TopicPartition partition, long committed) {
        Place place = new Place(group, partition);
        if (committed == 0) {
            drop(places.remove(place));
        }
        Memory memory = memory(place);
        memory.reader = reader;
        long from = Math.min(committed, Math.max(memory.end, committed - capacity));
        // the memory may be gone when the partition comes back, and is read back as far as it reaches then
        failedOrders.get(group).forgetBefore(partition, Math.min(from, committed - capacity));
        return from;
    }

    @Override
    public void recall(String group, ConsumerRecord<byte[], byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        try {
            // a record without a value is no order
            if (record.value() != null && !failedOrders.get(group).contains(partition, record.offset())) {
                memory(new Place(group, partition))
                        .ids
                        .add(OrderRecord.read(record.value()).orderId());
            }
        } catch (InvalidOrderException e) {
            LOG.trace("{} at offset {} is no order", partition, record.offset(), e);
        }
    }

    @Override
    public void reached(String group, TopicPartition partition, long offset) {
        memory(new Place(group, partition)).end = offset;
    }

    @Override
    public void release(Object reader, String group, Collection<TopicPartition> assigned) {
        places.forEach((place, memory) -> {
            if (place.group.equals(group) && memory.reader == reader && !assigned.contains(place.partition)) {
                places.remove(place);
                drop(memory);
            }
        });
    }

    private static void drop(Memory memory) {
        if (memory != null) {
            memory.dropped = true;
        }
    }

    @Override
    public int size(String group) {
        return places.entrySet().stream()
                .filter(entry -> entry.getKey().group.equals(group))
                .mapToInt(entry -> entry.getValue().ids.size())
                .sum();
    }

    // what is done now: IdempotentRepository

    /** @return false for a repeated order, which is reported */
    @Override
    public boolean add(Exchange exchange, String orderId) {
        PolledRecord record = record(exchange);
        Memory memory = memory(record);
        InWork own = new InWork(memory, record, (Order) exchange.getMessage().getBody(), RecentIds.hash(orderId));
        InWork other = memory.inWork.putIfAbsent(orderId, own);
        if (other != null && other.record != record && other.record.isInWork()) {
            throw new IllegalStateException(
                    "Order " + Quotation.quote(orderId) + " is being processed, as another record with its id");
        }
        if (other != null) {
            // an Error that was thrown has left it here
            memory.inWork.put(orderId, own);
        }
        if (!memory.ids.contains(own.id)) {
            record.note(own);
            return true;
        }
        memory.inWork.remove(orderId);
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
        if (!(record.note() instanceof InWork own) || own.memory.dropped) {
            // the partition went to another consumer meanwhile, and its memory with it
            return memory(record).ids.add(orderId);
        }
        own.memory.ids.addNew(own.id);
        own.memory.inWork.remove(orderId);
        counters(record.group()).processed().increment();
        Durations latency = latency(record.group());
        if (latency.isWanted()) {
            long age = System.currentTimeMillis() - record.record().timestamp();
            latency.add(TimeUnit.MILLISECONDS.toNanos(Math.max(0, age)));
        }
        processedOrder.accept(own.order);
        return true;
    }

    /**
     * An order that failed is not remembered. Camel takes an order for failed as well where one of the routes that it went
     * through has failed, the step has caught that (doTry), and all went well in the end.
     */
    @Override
    public boolean remove(Exchange exchange, String orderId) {
        return exchange.isFailed() || exchange.getExchangeExtension().isErrorHandlerHandled()
                ? memory(record(exchange)).inWork.remove(orderId) != null
                : confirm(exchange, orderId);
    }

    @Override
    public boolean contains(String orderId) {
        return places.values().stream().anyMatch(memory -> memory.ids.contains(orderId));
    }

    @Override
    public void clear() {
        places.values().forEach(ProcessedOrders::drop);
        places.clear();
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

    private Memory memory(PolledRecord record) {
        return memory(new Place(record.group(), record.partition()));
    }

    private Memory memory(Place place) {
        Memory memory = places.get(place);
        return memory != null ? memory : places.computeIfAbsent(place, p -> new Memory(capacity));
    }

    /** How old the orders were, since their records were sent, when the group had processed them. */
    public Durations latency(String group) {
        Durations known = latencies.get(group);
        return known != null ? known : latencies.computeIfAbsent(group, g -> new Durations());
    }

    private GroupCounters counters(String group) {
        GroupCounters known = counters.get(group);
        return known != null ? known : counters.computeIfAbsent(group, g -> GroupCounters.of(meters, g));
    }
}
