package io.orderflow.board;

import io.orderflow.board.letters.LetterDesk;
import io.orderflow.observe.Answer;
import io.orderflow.observe.RefusedException;
import io.orderflow.observe.Site;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Orders by HTTP: one of them with its story, and those that are looked for. */
final class OrderPages {

    private static final int MOST_SEARCHES = 2;
    private static final int LONGEST_ID = 64;
    private static final Duration STORY_LIMIT = Duration.ofSeconds(50);

    private final Sources sources;
    private final TryLog tries;
    private final LetterDesk desk;
    private final OrderList list;
    private final OrderSearch search;
    private final OrderPlace place;
    private final Semaphore searches = new Semaphore(MOST_SEARCHES);

    OrderPages(Sources sources, TryLog tries, LetterDesk desk) {
        this.sources = sources;
        this.tries = tries;
        this.desk = desk;
        this.place = new OrderPlace(sources);
        this.list = new OrderList(sources, desk);
        this.search = new OrderSearch(
                sources.kafka()::scanner, sources.settings(), sources.backlog(), desk, STORY_LIMIT, BackwardScan.STEP);
    }

    void serve(Site site) {
        site.stream("/api/orders", question -> {
            OrderList.Wish wish = list.wish(question);
            requirePlace();
            return lines -> {
                enter();
                try {
                    list.write(wish, lines);
                } finally {
                    searches.release();
                }
            };
        });
        site.answer("/api/orders/:order_id", question -> order(question.path("order_id")));
        site.answer("/api/orders/:order_id/file", question -> {
            enter();
            try {
                return place.answer(question);
            } finally {
                searches.release();
            }
        });
    }

    private void requirePlace() {
        enter();
        searches.release();
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
            return found.isEmpty()
                    ? Answer.problem(404, notFound(found.end()))
                    : BoardJson.answer(OrderAnswer.of(orderId, found, tries, desk, waiting(orderId)));
        } finally {
            searches.release();
        }
    }

    /** The next try of an order that waits for one, or null. */
    private ConsumerView.Waiting waiting(String orderId) {
        return sources.groups().get().stream()
                .flatMap(consumer -> consumer.waiting().stream())
                .filter(waiting -> orderId.equals(waiting.orderId()))
                .findFirst()
                .orElse(null);
    }

    static String notFound(BackwardScan.End end) {
        if (end.whole()) {
            return "No order of that id is in the topics";
        }
        return end.below().isEmpty()
                ? "No order of that id is among the %,d records that can be read; %s can't be at this moment"
                        .formatted(
                                end.looked(),
                                end.leaderless().stream()
                                        .map(TopicPartition::toString)
                                        .sorted()
                                        .collect(Collectors.joining(", ")))
                : "No order of that id is among the newest %,d records; there was no time to look at the older ones"
                        .formatted(end.looked());
    }
}
