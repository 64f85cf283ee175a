package io.orderflow.board;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Looks for the records of one order in the two topics, from the newest back to the oldest, for a bounded time. So
 * nothing need be remembered of orders, and those from before a restart are found as well.
 */
final class OrderSearch {

    /**
     * @param records newest first
     * @param whole   false where it was found, or the time was up, before the oldest record was looked at
     */
    record Found(List<ConsumerRecord<byte[], byte[]>> records, long looked, boolean whole) {}

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final List<String> topics;
    private final Duration limit;

    OrderSearch(Supplier<Consumer<byte[], byte[]>> consumers, List<String> topics, Duration limit) {
        this.consumers = consumers;
        this.topics = topics;
        this.limit = limit;
    }

    /**
     * Goes back until an order of that id was found and all that is as new was looked at, or the time is up.
     *
     * @throws org.apache.kafka.common.KafkaException where the broker does not answer
     */
    Found search(String orderId) {
        WantedOrder wanted = new WantedOrder(orderId);
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        BackwardScan.End end = new BackwardScan(consumers, topics, limit)
                .scan(BackwardScan.Start.NEWEST, wanted::is, step -> {
                    found.addAll(step.found());
                    return !found.isEmpty();
                });
        return new Found(found, end.looked(), end.whole());
    }
}
