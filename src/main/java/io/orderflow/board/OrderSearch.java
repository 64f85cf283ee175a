package io.orderflow.board;

import io.orderflow.board.letters.LetterDesk;
import io.orderflow.board.letters.LetterId;
import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.kafka.KeptRecord;
import io.orderflow.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Looks for the records of one order in the two topics, from the newest back, for a bounded time. So nothing need be
 * remembered of orders, and those from before a restart are found as well.
 *
 * @param limit     how long it looks at the most
 * @param firstStep as {@link BackwardScan}'s
 */
record OrderSearch(
        Supplier<Consumer<byte[], byte[]>> consumers,
        Settings settings,
        Supplier<BacklogAnswer> backlog,
        LetterDesk desk,
        Duration limit,
        int firstStep) {

    /** How many are opened that the search itself has not come to. */
    private static final int MOST_LETTERS = 100;
    /** As many are enough to tell an order's story, or as many bytes. */
    private static final int MOST_RECORDS = 200;

    private static final long MOST_BYTES = 8L * 1024 * 1024;
    /** More of a letter's value than is shown. */
    private static final int LETTER_BYTES = 4_096;

    /**
     * What was found, the newest first.
     *
     * @param states  what became of each of the orders
     * @param letters the dead letters, those of the orders among them, however old they are
     * @param certain whether no record of the order that can be read is newer than these
     */
    record Found(
            List<ConsumerRecord<byte[], byte[]>> orders,
            List<String> states,
            List<ConsumerRecord<byte[], byte[]>> letters,
            BackwardScan.End end,
            boolean certain) {

        boolean isEmpty() {
            return orders.isEmpty() && letters.isEmpty();
        }

        /** Of the newest order, or dead-lettered where a letter is all there is. */
        String state() {
            if (!certain) {
                return Outcomes.UNKNOWN;
            }
            return orders.isEmpty() ? Outcomes.DEAD_LETTERED : states.get(0);
        }

        /** What shows the order best: its newest record, or its newest letter where there is none. */
        ConsumerRecord<byte[], byte[]> newest() {
            return orders.isEmpty() ? letters.get(0) : orders.get(0);
        }
    }

    /**
     * A letter is no reason to stop: the order may have been sent again long since, and many others after it.
     *
     * @throws org.apache.kafka.common.KafkaException where the broker does not answer
     */
    Found search(String orderId) {
        WantedOrder wanted = new WantedOrder(orderId);
        List<ConsumerRecord<byte[], byte[]>> orders = new ArrayList<>();
        List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
        Map<Integer, Long> reached = new HashMap<>();
        AtomicBoolean certain = new AtomicBoolean();
        BackwardScan.End end = new BackwardScan(
                        consumers, List.of(settings.topic(), settings.deadLetterTopic()), limit, firstStep)
                .scan(
                        BackwardScan.Start.NEWEST,
                        record -> {
                            if (isOrder(record)) {
                                reached.merge(record.partition(), record.timestamp(), Math::min);
                            }
                            return wanted.is(record);
                        },
                        step -> {
                            step.found().forEach(record -> (isOrder(record) ? orders : letters).add(record));
                            certain.set(hasNewest(orders, step, reached));
                            return certain.get() || isFull(orders, letters);
                        });
        List<ConsumerRecord<byte[], byte[]>> newestFirst = BackwardScan.newestFirst(orders);
        Outcomes outcomes = Outcomes.by(backlog.get(), desk);
        Set<LetterId> further = new HashSet<>();
        outcomes.lettersOf(newestFirst).stream().limit(MOST_LETTERS).forEach(further::add);
        letters.forEach(letter -> further.remove(LetterId.of(letter)));
        desk.open(further, letter -> letters.add(withBeginOfValue(letter)));
        return new Found(
                newestFirst,
                outcomes.ofRecords(newestFirst),
                BackwardScan.newestFirst(letters),
                end,
                certain.get() || end.below().isEmpty());
    }

    private static boolean isFull(
            List<ConsumerRecord<byte[], byte[]>> orders, List<ConsumerRecord<byte[], byte[]>> letters) {
        return orders.size() + letters.size() >= MOST_RECORDS
                || Stream.of(orders, letters)
                                .flatMap(List::stream)
                                .mapToLong(KeptRecord::bytes)
                                .sum()
                        >= MOST_BYTES;
    }

    private static ConsumerRecord<byte[], byte[]> withBeginOfValue(ConsumerRecord<byte[], byte[]> letter) {
        KeptRecord.bytes(letter);
        if (letter.serializedValueSize() <= LETTER_BYTES) {
            return letter;
        }
        return new ConsumerRecord<>(
                letter.topic(),
                letter.partition(),
                letter.offset(),
                letter.timestamp(),
                letter.timestampType(),
                letter.serializedKeySize(),
                letter.serializedValueSize(),
                letter.key(),
                Arrays.copyOf(letter.value(), LETTER_BYTES),
                letter.headers(),
                letter.leaderEpoch());
    }

    private boolean isOrder(ConsumerRecord<byte[], byte[]> record) {
        return record.topic().equals(settings.topic());
    }

    /** Whether no record of the order can be newer, in another partition, than the newest that was found. */
    private boolean hasNewest(
            List<ConsumerRecord<byte[], byte[]>> orders, BackwardScan.Step step, Map<Integer, Long> reached) {
        long newest = orders.stream().mapToLong(ConsumerRecord::timestamp).max().orElse(Long.MIN_VALUE);
        return step.whole()
                && !orders.isEmpty()
                && step.left().stream()
                        .filter(partition -> partition.topic().equals(settings.topic()))
                        .allMatch(partition -> reached.getOrDefault(partition.partition(), Long.MAX_VALUE) <= newest);
    }
}
