package io.orderflow.board;

import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.observe.Answer;
import io.orderflow.observe.LineStream;
import io.orderflow.observe.Question;
import io.orderflow.observe.RefusedException;
import io.orderflow.observe.WebServer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/** Orders by HTTP: one of them with its story, and those that are looked for. */
final class OrderPages {

    private static final int MOST_SEARCHES = 2;
    private static final int LONGEST_ID = 64;
    private static final int MOST_FOUND = 500;
    private static final Duration STORY_LIMIT = Duration.ofSeconds(50);
    private static final Duration SEARCH_LIMIT = Duration.ofSeconds(50);

    private final Sources sources;
    private final TryLog tries;
    private final Supplier<List<Letter>> letters;
    private final OrderSearch search;
    private final Semaphore searches = new Semaphore(MOST_SEARCHES);

    /** @param letters the newest ones */
    OrderPages(Sources sources, TryLog tries, Supplier<List<Letter>> letters) {
        this.sources = sources;
        this.tries = tries;
        this.letters = letters;
        this.search = new OrderSearch(
                sources.scanners(), List.of(sources.ordersTopic(), sources.deadLetterTopic()), STORY_LIMIT);
    }

    void serve(WebServer server) {
        server.stream("/api/orders", this::list);
        server.get("/api/orders/:order_id", this::order);
    }

    private void list(Question question, LineStream lines) {
        OrderFilter filter = new OrderFilter(question.query("q"), question.query("user"), question.query("item"));
        int limit;
        long before;
        try {
            limit = Numbers.whole(question.query("limit"), 50, 1, MOST_FOUND, "limit");
            before = before(question.query("before"));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(400, e.getMessage());
        }
        enter();
        try {
            BacklogAnswer backlog = sources.backlog().get();
            AtomicInteger room = new AtomicInteger(limit);
            BackwardScan.End end = new BackwardScan(sources.scanners(), List.of(sources.ordersTopic()), SEARCH_LIMIT)
                    .scan(before, filter::matches, step -> {
                        for (ConsumerRecord<byte[], byte[]> record : step.found()) {
                            if (room.getAndDecrement() > 0) {
                                lines.write(Board.json(Map.of("order", order(record, backlog))));
                            }
                        }
                        lines.write(Board.json(
                                Map.of("progress", Map.of("looked", step.looked(), "oldest", step.oldest()))));
                        return room.get() <= 0 || !lines.flush();
                    });
            lines.write(Board.json(Map.of("end", end)));
        } catch (KafkaException e) {
            throw new RefusedException(503, "Kafka does not answer at " + sources.brokers());
        } finally {
            searches.release();
        }
    }

    private LatestOrder order(ConsumerRecord<byte[], byte[]> record, BacklogAnswer backlog) {
        return LatestOrder.of(record)
                .in(OrderAnswer.state(record.topic(), record.partition(), record.offset(), letters.get(), backlog));
    }

    private static long before(String text) {
        if (text.isEmpty()) {
            return Long.MAX_VALUE;
        }
        try {
            return text.matches("\\d{1,15}")
                    ? Long.parseLong(text)
                    : OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "before is a time, as 2026-11-26T10:42:00Z or in milliseconds since 1970");
        }
    }

    private void enter() {
        if (!searches.tryAcquire()) {
            throw new RefusedException(503, "Others are being looked for; try again in a few seconds");
        }
    }

    private Answer order(String orderId) {
        int length = orderId.codePointCount(0, orderId.length());
        if (length == 0 || length > LONGEST_ID) {
            return Answer.problem(400, "An order_id has 1 to 64 characters, this one has " + length);
        }
        enter();
        try {
            OrderSearch.Found found = search.search(orderId);
            return found.records().isEmpty()
                    ? Answer.problem(404, notFound(found))
                    : Answer.json(200, Board.json(story(orderId, found)));
        } catch (KafkaException e) {
            return Answer.problem(503, "Kafka does not answer at " + sources.brokers());
        } finally {
            searches.release();
        }
    }

    private OrderAnswer story(String orderId, OrderSearch.Found found) {
        return OrderAnswer.of(
                orderId, found, sources.ordersTopic(), sources.backlog().get(), tries, waiting(orderId));
    }

    /** The next try of an order that waits for one, or null. */
    private ConsumerView.Waiting waiting(String orderId) {
        return sources.groups().get().stream()
                .flatMap(consumer -> consumer.waiting().stream())
                .filter(waiting -> orderId.equals(waiting.orderId()))
                .findFirst()
                .orElse(null);
    }

    private static String notFound(OrderSearch.Found found) {
        return found.whole()
                ? "No order of that id is in the topics"
                : "No order of that id is among the newest %,d records; there was no time to look at the older ones"
                        .formatted(found.looked());
    }
}
