package io.orderflow.board;

import io.orderflow.consumer.ConsumerState;
import io.orderflow.consumer.RecordConsumer;
import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.Order;
import io.orderflow.order.OrderRecord;
import io.orderflow.order.Quotation;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What the consumers of a route do, and which of its keys wait.
 *
 * @param partitions     how many it has
 * @param waitingRecords how many records wait with these keys; at the least, where there are more than a hundred
 * @param waiting        the first hundred of these keys' first records, the one that is due first in front
 * @param sincePollMs    how long ago the consumer polled that did so the longest ago
 * @param trouble        why it can't read, or null
 * @param alive          false where it has ended and does not come back by itself
 * @param paused         whether it reads nothing, since a person has paused its route
 * @param assigned       the numbers of its partitions, the first hundred
 * @param working        some of the keys that are worked on at this moment
 */
public record ConsumerView(
        String route,
        String group,
        String topic,
        int partitions,
        int inWork,
        int held,
        int waitingKeys,
        long waitingRecords,
        List<Waiting> waiting,
        long sincePollMs,
        String trouble,
        boolean alive,
        boolean paused,
        List<Integer> assigned,
        List<Working> working) {

    /** @param key as text, shortened; null where the record has none */
    public record Working(int partition, String key) {

        private static final int LONGEST = 60;

        private static Working of(ConsumerState.WorkingKey working) {
            String key = working.key() == null ? null : new String(working.key(), StandardCharsets.UTF_8);
            return new Working(working.partition().partition(), key == null ? null : Quotation.shortened(key, LONGEST));
        }
    }

    /** The number of keys of which it is known how many records wait behind each. */
    private static final int MOST_COUNTED = 100;

    static final int LONGEST_CAUSE = 500;
    private static final int MOST_PARTITIONS = 100;

    /**
     * @param orderId null, as the user, where the record is no order
     * @param cause   why it failed the last time, shortened
     * @param behind  how many records of the same key are known that wait behind it
     */
    public record Waiting(
            String orderId,
            String user,
            int partition,
            long offset,
            int tries,
            String cause,
            long sinceMs,
            long nextMs,
            int behind) {

        private static Waiting of(ConsumerState.WaitingRecord waiting) {
            Order order = order(waiting.record());
            return new Waiting(
                    order == null ? null : order.orderId(),
                    order == null ? null : order.user(),
                    waiting.record().partition(),
                    waiting.record().offset(),
                    waiting.tries(),
                    Quotation.shortened(waiting.cause().toString(), LONGEST_CAUSE),
                    waiting.since().toMillis(),
                    waiting.until().toMillis(),
                    waiting.behind());
        }

        private static Order order(ConsumerRecord<byte[], byte[]> record) {
            try {
                return record.value() == null ? null : OrderRecord.read(record.value());
            } catch (InvalidOrderException e) {
                return null;
            }
        }
    }

    /** Whether what waits was counted for each of its keys. */
    boolean knowsAllThatWait() {
        return waitingKeys <= MOST_COUNTED;
    }

    /** Of those that wait, the one that has failed most often. There is one. */
    Waiting mostTried() {
        return waiting.stream()
                .max(Comparator.comparingInt(Waiting::tries).thenComparingLong(Waiting::sinceMs))
                .orElseThrow();
    }

    /** Those of the routes that run. */
    public static List<ConsumerView> of(CamelContext context) {
        return RecordConsumer.states(context).entrySet().stream()
                .filter(route -> context.getRouteController().getRouteStatus(route.getKey()) == ServiceStatus.Started)
                .map(route -> of(route.getKey(), route.getValue()))
                .sorted(Comparator.comparing(ConsumerView::route))
                .toList();
    }

    private static ConsumerView of(String route, ConsumerState state) {
        return new ConsumerView(
                route,
                state.group(),
                state.topic(),
                state.assigned().size(),
                state.inWork(),
                state.held(),
                state.waitingKeys(),
                state.waitingKeys()
                        + state.waiting().stream()
                                .mapToLong(ConsumerState.WaitingRecord::behind)
                                .sum(),
                state.waiting().stream().map(Waiting::of).toList(),
                state.sincePoll().toMillis(),
                state.trouble(),
                state.alive(),
                state.paused(),
                state.assigned().stream()
                        .map(TopicPartition::partition)
                        .sorted()
                        .limit(MOST_PARTITIONS)
                        .toList(),
                state.working().stream().map(Working::of).toList());
    }
}
