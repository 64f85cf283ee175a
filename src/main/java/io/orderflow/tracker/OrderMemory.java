package io.orderflow.tracker;

import com.dynatrace.hash4j.hashing.HashValue128;
import io.orderflow.consumer.PolledRecord;
import io.orderflow.consumer.RecordMemory;
import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.Order;
import io.orderflow.order.OrderRecord;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last orders that each group has processed, up to a number in each partition: the same order has the same user, and
 * so the same key and the same partition. What was processed before this program ran is read back from the topic.
 */
abstract class OrderMemory extends ServiceSupport implements RecordMemory {

    private static final Logger LOG = LoggerFactory.getLogger("track-orders");

    record InWork(Memory memory, PolledRecord record, Order order, HashValue128 id) {}

    private record Place(String group, TopicPartition partition) {}

    /** What a group has processed of a partition. */
    static final class Memory {
        final RecentIds ids;
        /** The orders that are being processed, by their id. */
        final Map<String, InWork> inWork = new ConcurrentHashMap<>();
        /** Before this offset all is processed, and remembered here. */
        private volatile long end;

        private volatile Object reader;
        /** Nobody asks this one any more. */
        private volatile boolean dropped;

        Memory(int capacity) {
            ids = new RecentIds(capacity);
        }

        boolean isDropped() {
            return dropped;
        }
    }

    private final int capacity;
    private final String deadLetterTopic;
    private final Map<Place, Memory> places = new ConcurrentHashMap<>();
    private final Map<String, FailedOrders> failedOrders = new ConcurrentHashMap<>();

    /**
     * @param capacity how many orders of each partition are remembered
     * @param deadLetterTopic says which records a group has not processed
     */
    OrderMemory(int capacity, String deadLetterTopic) {
        this.capacity = capacity;
        this.deadLetterTopic = deadLetterTopic;
    }

    /** The memory of the record's group and partition. */
    final Memory memory(PolledRecord record) {
        return memory(new Place(record.group(), record.partition()));
    }

    private Memory memory(Place place) {
        Memory memory = places.get(place);
        return memory != null ? memory : places.computeIfAbsent(place, p -> new Memory(capacity));
    }

    @Override
    public void prepare(String group, Supplier<Consumer<byte[], byte[]>> readers) {
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

    public boolean contains(String orderId) {
        return places.values().stream().anyMatch(memory -> memory.ids.contains(orderId));
    }

    public void clear() {
        places.values().forEach(OrderMemory::drop);
        places.clear();
    }
}
