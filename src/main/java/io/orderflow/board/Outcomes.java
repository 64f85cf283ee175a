package io.orderflow.board;

import io.orderflow.board.letters.LetterDesk;
import io.orderflow.board.letters.LetterId;
import io.orderflow.board.letters.LetterIndex;
import io.orderflow.board.letters.Origin;
import io.orderflow.kafka.BacklogAnswer;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of records of the orders' topic: by how far their group is, and by all dead letters that there are.
 *
 * @param known whether the letter of a record of that time would be among these, where it has one
 */
record Outcomes(BacklogAnswer backlog, LetterIndex letters, LongPredicate known) {

    static final String RECEIVED = "received";
    static final String PROCESSED = "processed";
    static final String DEAD_LETTERED = "dead_lettered";
    /** It was not looked at, or could not be. */
    static final String UNKNOWN = "unknown";

    private static final Logger LOG = LoggerFactory.getLogger("board");

    /**
     * Looks at the letters now.
     *
     * @param backlog asked for before: a record's letter is written before the record is done
     */
    static Outcomes by(BacklogAnswer backlog, LetterDesk desk) {
        boolean looked = true;
        try {
            desk.look();
        } catch (KafkaException e) {
            LOG.debug("The dead letters can't be looked at", e);
            looked = false;
        }
        return of(backlog, desk, looked);
    }

    /**
     * @param backlog asked for before the letters were looked at
     * @param looked  whether that could be done
     */
    static Outcomes of(BacklogAnswer backlog, LetterDesk desk, boolean looked) {
        return new Outcomes(backlog, desk.index(), looked ? desk::knowsLetterOf : time -> false);
    }

    /** The orders with what became of each. */
    List<LatestOrder> of(List<LatestOrder> orders) {
        Map<Long, List<LetterId>> found = letters.of(orders.stream().mapToLong(Outcomes::origin));
        return orders.stream()
                .map(order -> order.in(
                        state(order.partition(), order.offset(), order.time(), found.containsKey(origin(order)))))
                .toList();
    }

    /** What became of each of these records. */
    List<String> ofRecords(List<ConsumerRecord<byte[], byte[]>> records) {
        Map<Long, List<LetterId>> found = letters.of(records.stream().mapToLong(Outcomes::origin));
        return records.stream()
                .map(record -> state(
                        record.partition(), record.offset(), record.timestamp(), found.containsKey(origin(record))))
                .toList();
    }

    /** The letters of these records, in their order. */
    List<LetterId> lettersOf(List<ConsumerRecord<byte[], byte[]>> records) {
        Map<Long, List<LetterId>> found = letters.of(records.stream().mapToLong(Outcomes::origin));
        return records.stream()
                .flatMap(record -> found.getOrDefault(origin(record), List.of()).stream())
                .toList();
    }

    private static long origin(LatestOrder order) {
        return Origin.of(order.partition(), order.offset(), order.time());
    }

    private static long origin(ConsumerRecord<byte[], byte[]> record) {
        return Origin.of(record.partition(), record.offset(), record.timestamp());
    }

    private String state(int partition, long offset, long time, boolean hasLetter) {
        if (hasLetter) {
            return DEAD_LETTERED;
        }
        if (backlog.isProcessed(partition, offset)) {
            return known.test(time) ? PROCESSED : UNKNOWN;
        }
        return backlog.knows(partition) ? RECEIVED : UNKNOWN;
    }
}
