package io.orderflow.tracker;

import io.orderflow.consumer.PolledRecord;
import io.orderflow.consumer.RecordMemory;
import io.orderflow.order.InvalidOrderException;
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

    private record Place(String group, TopicPartition partition) {

        boolean is(PolledRecord record) {
            return partition.equals(record.partition()) && group.equals(record.group());
        }
    }

    private record Used(Place place, PartitionMemory memory) {}

    private final int capacity;
    private final String deadLetterTopic;
    private final Map<Place, PartitionMemory> places = new ConcurrentHashMap<>();
    /** The records come partition by partition. */
    private volatile Used lastUsed;

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
    final PartitionMemory memory(PolledRecord record) {
        Used last = lastUsed;
        if (last == null || last.memory.isDropped() || !last.place.is(record)) {
            Place place = new Place(record.group(), record.partition());
            last = new Used(place, memory(place));
            lastUsed = last;
        }
        return last.memory;
    }

    private PartitionMemory memory(Place place) {
        PartitionMemory memory = places.get(place);
        return memory != null ? memory : places.computeIfAbsent(place, p -> new PartitionMemory(capacity));
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
        PartitionMemory memory = memory(place);
        memory.readBy(reader);
        long from = Math.min(committed, Math.max(memory.end(), committed - capacity));
        FailedOrders failed = failedOrders.get(group);
        // the memory may be gone when the partition comes back, and is read back as far as it reaches then
        failed.forgetBefore(partition, Math.min(from, committed - capacity));
        // to take an order that failed for one that was processed would lose it
        return from == committed || failed.areAllKnown() ? from : committed;
    }

    @Override
    public void recall(String group, ConsumerRecord<byte[], byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        try {
            // a record without a value is no order
            if (record.value() != null && !failedOrders.get(group).contains(partition, record.offset())) {
                memory(new Place(group, partition))
                        .remember(OrderRecord.read(record.value()).orderId());
            }
        } catch (InvalidOrderException e) {
            LOG.trace("{} at offset {} is no order", partition, record.offset(), e);
        }
    }

    @Override
    public void reached(String group, TopicPartition partition, long offset) {
        memory(new Place(group, partition)).reached(offset);
    }

    @Override
    public void release(Object reader, String group, Collection<TopicPartition> assigned) {
        places.forEach((place, memory) -> {
            if (place.group.equals(group) && memory.isReadBy(reader) && !assigned.contains(place.partition)) {
                places.remove(place);
                drop(memory);
            }
        });
    }

    private static void drop(PartitionMemory memory) {
        if (memory != null) {
            memory.drop();
        }
    }

    @Override
    public int size(String group) {
        return places.entrySet().stream()
                .filter(entry -> entry.getKey().group.equals(group))
                .mapToInt(entry -> entry.getValue().size())
                .sum();
    }

    public boolean contains(String orderId) {
        return places.values().stream().anyMatch(memory -> memory.contains(orderId));
    }

    public void clear() {
        places.values().forEach(OrderMemory::drop);
        places.clear();
    }
}
