package io.orderflow.board;

import io.orderflow.board.letters.LetterDesk;
import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.observe.LineStream;
import io.orderflow.observe.Question;
import io.orderflow.observe.RefusedException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The orders that are looked for, in lines that go out while they are found. */
final class OrderList {

    private static final int MOST = 500;
    private static final Duration LIMIT = Duration.ofSeconds(50);

    private final Sources sources;
    private final LetterDesk desk;

    OrderList(Sources sources, LetterDesk desk) {
        this.sources = sources;
        this.desk = desk;
    }

    /** What is looked for, from where on, and how many of it. */
    record Wish(OrderFilter filter, BackwardScan.Start start, int limit) {

        /** @throws RefusedException with a sentence where a part of it can't be */
        private static Wish of(Question question) {
            return new Wish(
                    new OrderFilter(question.query("q"), question.query("user"), question.query("item")),
                    new BackwardScan.Start(before(question.query("before")), offsets(question)),
                    Numbers.whole(question.query("limit"), 50, 1, MOST, "limit"));
        }

        private static Map<Integer, Long> offsets(Question question) {
            String partition = question.query("partition");
            String offset = question.query("offset");
            if (!partition.isEmpty()) {
                return Map.of(
                        Numbers.whole(partition, 0, 0, Integer.MAX_VALUE, "partition"),
                        offset.isEmpty() ? Long.MAX_VALUE : Numbers.offset(offset) + 1);
            }
            if (!offset.isEmpty()) {
                throw new RefusedException(400, "An offset is one of a partition: partition is wanted too");
            }
            return PageCursor.read(question.query("cursor"));
        }

        private static long before(String text) {
            if (text.isEmpty()) {
                return Long.MAX_VALUE;
            }
            try {
                return text.matches("\\d{1,15}")
                        ? Long.parseLong(text)
                        // Kafka knows no time before 1970
                        : Math.max(0, OffsetDateTime.parse(text).toInstant().toEpochMilli());
            } catch (DateTimeException | ArithmeticException e) {
                throw new RefusedException(
                        400, "before is a time, as 2026-11-26T10:42:00Z or in milliseconds since 1970");
            }
        }
    }

    /** @throws RefusedException with a sentence where a part of it can't be, or is nowhere, or Kafka does not answer */
    Wish wish(Question question) {
        Wish wish = Wish.of(question);
        BacklogAnswer known = sources.backlog().get();
        if (!known.up()) {
            throw new RefusedException(503, "Kafka does not answer");
        }
        requirePartitions(wish.start().offsets().keySet(), known);
        return wish;
    }

    /** Where it is not known which there are, none is refused. */
    private void requirePartitions(Set<Integer> wanted, BacklogAnswer known) {
        int count = known.partitions().size();
        for (int partition : wanted) {
            if (known.isKnown() && partition >= count) {
                throw new RefusedException(
                        400,
                        "There is no partition %d in the topic %s: it has %s"
                                .formatted(
                                        partition,
                                        sources.settings().topic(),
                                        count == 1 ? "0 alone" : "0 to " + (count - 1)));
            }
        }
    }

    private record Progress(long looked, long oldest) {}

    /** @param next the cursor of what was not looked at or not shown; null where that is nothing, or nobody can read it now */
    private record End(long looked, long oldest, boolean whole, String next) {}

    /** @throws org.apache.kafka.common.KafkaException where Kafka does not answer */
    void write(Wish wish, LineStream lines) {
        line(lines, "progress", new Progress(0, 0));
        lines.flush();
        Outcomes outcomes = Outcomes.by(sources.backlog().get(), desk);
        AtomicInteger shown = new AtomicInteger();
        Map<Integer, Long> cut = new HashMap<>();
        BackwardScan.End end = new BackwardScan(
                        sources.kafka()::scanner, List.of(sources.settings().topic()), LIMIT, BackwardScan.STEP)
                .scan(wish.start(), wish.filter()::matches, step -> {
                    int room = Math.min(wish.limit() - shown.get(), step.found().size());
                    List<ConsumerRecord<byte[], byte[]>> now = step.found().subList(0, room);
                    outcomes.of(now.stream().map(LatestOrder::of).toList())
                            .forEach(order -> line(lines, "order", order));
                    shown.addAndGet(room);
                    line(lines, "progress", new Progress(step.looked(), step.oldest()));
                    if (room < step.found().size()) {
                        step.below().forEach((partition, offset) -> cut.put(partition.partition(), offset));
                        now.forEach(record -> cut.merge(record.partition(), record.offset(), Math::min));
                    }
                    return shown.get() == wish.limit() || !lines.flush();
                });
        boolean whole = end.whole() && cut.isEmpty();
        line(lines, "end", new End(end.looked(), end.oldest(), whole, next(end, cut)));
    }

    private static String next(BackwardScan.End end, Map<Integer, Long> cut) {
        Map<Integer, Long> next = new HashMap<>();
        end.below().forEach((partition, offset) -> next.put(partition.partition(), offset));
        next.putAll(cut);
        return next.isEmpty() ? null : PageCursor.of(next);
    }

    private static void line(LineStream lines, String name, Object value) {
        lines.write(BoardJson.of(Map.of(name, value)));
    }
}
