package io.orderflow.board;

import io.orderflow.observe.Answer;
import io.orderflow.observe.RefusedException;
import io.orderflow.observe.Site;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Orders by HTTP: one of them with its story, and those that are looked for. */
final class OrderPages {

    private static final int MOST_SEARCHES = 2;
    private static final int LONGEST_ID = 64;
    private static final Duration STORY_LIMIT = Duration.ofSeconds(50);

    private final Sources sources;
    private final TryLog tries;
    private final OrderList list;
    private final Semaphore searches = new Semaphore(MOST_SEARCHES);

    /** @param letters the newest ones */
    OrderPages(Sources sources, TryLog tries, Supplier<List<Letter>> letters) {
        this.sources = sources;
        this.tries = tries;
        this.list = new OrderList(sources, letters);
    }

    void serve(Site site) {
        site.stream("/api/orders", (question, lines) -> {
            OrderList.Wish wish = OrderList.Wish.of(question);
            enter();
            try {
                list.write(wish, lines);
            } finally {
                searches.release();
            }
        });
        site.answer("/api/orders/:order_id", question -> order(question.path("order_id")));
    }

    private void enter() {
        if (!searches.tryAcquire()) {
            throw new RefusedException(503, "Others are being looked for; try again in a few seconds");
        }
    }

    /**
     * Looks for the records of one order in the two topics, from the newest back until it is found, for a bounded time. So
     * nothing need be remembered of orders, and those from before a restart are found as well.
     */
    private Answer order(String orderId) {
        int length = orderId.codePointCount(0, orderId.length());
        if (length == 0 || length > LONGEST_ID) {
            return Answer.problem(400, "An order_id has 1 to 64 characters, this one has " + length);
        }
        WantedOrder wanted = new WantedOrder(orderId);
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        enter();
        try {
            BackwardScan.End end = new BackwardScan(
                            sources.kafka()::scanner,
                            List.of(
                                    sources.settings().topic(),
                                    sources.settings().deadLetterTopic()),
                            STORY_LIMIT)
                    .scan(BackwardScan.Start.NEWEST, wanted::is, step -> {
                        found.addAll(step.found());
                        return !found.isEmpty();
                    });
            return found.isEmpty() ? Answer.problem(404, notFound(end)) : BoardJson.answer(story(orderId, found, end));
        } finally {
            searches.release();
        }
    }

    private OrderAnswer story(String orderId, List<ConsumerRecord<byte[], byte[]>> found, BackwardScan.End end) {
        return OrderAnswer.of(
                orderId,
                found,
                end,
                sources.settings().topic(),
                sources.backlog().get(),
                tries,
                waiting(orderId));
    }

    /** The next try of an order that waits for one, or null. */
    private ConsumerView.Waiting waiting(String orderId) {
        return sources.groups().get().stream()
                .flatMap(consumer -> consumer.waiting().stream())
                .filter(waiting -> orderId.equals(waiting.orderId()))
                .findFirst()
                .orElse(null);
    }

    private static String notFound(BackwardScan.End end) {
        return end.whole()
                ? "No order of that id is in the topics"
                : "No order of that id is among the newest %,d records; there was no time to look at the older ones"
                        .formatted(end.looked());
    }
}
