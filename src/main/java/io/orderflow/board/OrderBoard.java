package io.orderflow.board;

import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.observe.Answer;
import io.orderflow.observe.Watchers;
import io.orderflow.observe.WebServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the board up to date: a sample of the counters each second, and, while a page is open, a look at what is new in
 * Kafka and a message to the pages. Where nobody looks, Kafka is asked nothing.
 */
public final class OrderBoard extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger("board");
    private static final int LATEST = 15;
    private static final int MOST_SEARCHES = 2;
    private static final int LONGEST_ID = 64;
    private static final Duration SEARCH_LIMIT = Duration.ofSeconds(4);
    private static final Duration LOOK_LIMIT = Duration.ofSeconds(3);

    private final Sources sources;
    private final Watchers watchers = new Watchers();
    private final Board board;
    private final OrderSearch search;
    private final TopicTail<LatestOrder> orders;
    private final TopicTail<Letter> letters;
    private final Semaphore searches = new Semaphore(MOST_SEARCHES);
    private final ScheduledExecutorService clock = thread("board");
    private final ScheduledExecutorService kafka = thread("board-kafka");
    private volatile Board.Topics topics = Board.Topics.NONE;

    public OrderBoard(Sources sources) {
        this.sources = sources;
        this.board = new Board(sources);
        this.search = new OrderSearch(
                sources.consumers(), List.of(sources.ordersTopic(), sources.deadLetterTopic()), SEARCH_LIMIT);
        this.orders = new TopicTail<>(sources.consumers(), sources.ordersTopic(), LATEST, LatestOrder::of);
        this.letters = new TopicTail<>(sources.consumers(), sources.deadLetterTopic(), LATEST, Letter::of);
    }

    /** Makes it readable there. */
    public void serve(WebServer server) throws IOException {
        BoardFiles.serve(server.router());
        server.events("/api/events", watchers, this::current);
        server.get("/api/board", nothing -> Answer.json(200, current()));
        server.get("/api/orders/:order_id", this::order);
    }

    @Override
    protected void doStart() {
        clock.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
        kafka.scheduleWithFixedDelay(this::lookWhileWatched, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    protected void doStop() throws InterruptedException {
        clock.shutdownNow();
        kafka.shutdownNow();
        if (kafka.awaitTermination(1, TimeUnit.SECONDS)) {
            orders.close();
            letters.close();
        }
    }

    private void tick() {
        try {
            board.sample();
            if (!watchers.isEmpty()) {
                watchers.send(board.json(topics, false));
            }
        } catch (RuntimeException e) {
            LOG.warn("The board can't be shown: {}", e.toString());
        }
    }

    private void lookWhileWatched() {
        if (!watchers.isEmpty()) {
            look();
        }
    }

    private void look() {
        try {
            BacklogAnswer backlog = sources.backlog().get();
            topics = backlog.up()
                    ? new Board.Topics(backlog, orders.look(), letters.look(), letters.total())
                    : new Board.Topics(backlog, topics.orders(), topics.letters(), topics.letterCount());
        } catch (KafkaException e) {
            LOG.debug("The topics can't be looked at", e);
        } catch (RuntimeException e) {
            LOG.warn("The topics can't be looked at: {}", e.toString());
        }
    }

    private String current() {
        try {
            kafka.submit(this::look).get(LOOK_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("The topics take long to be looked at", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return board.json(topics, true);
    }

    private Answer order(String orderId) {
        int length = orderId.codePointCount(0, orderId.length());
        if (length == 0 || length > LONGEST_ID) {
            return error(400, "An order_id has 1 to 64 characters, this one has " + length);
        }
        if (!searches.tryAcquire()) {
            return error(503, "Others are being looked for; try again in a few seconds");
        }
        try {
            OrderSearch.Found found = search.search(orderId);
            return found.records().isEmpty()
                    ? error(404, notFound(found))
                    : Answer.json(
                            200,
                            Board.json(OrderAnswer.of(
                                    orderId,
                                    found,
                                    sources.ordersTopic(),
                                    sources.backlog().get())));
        } catch (KafkaException e) {
            return error(503, "Kafka does not answer at " + sources.brokers());
        } finally {
            searches.release();
        }
    }

    private static String notFound(OrderSearch.Found found) {
        return found.whole()
                ? "No order of that id is in the topics"
                : "No order of that id is among the newest %,d records; there was no time to look at the older ones"
                        .formatted(found.looked());
    }

    private static Answer error(int status, String message) {
        return Answer.json(status, Board.json(Map.of("error", message)));
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
