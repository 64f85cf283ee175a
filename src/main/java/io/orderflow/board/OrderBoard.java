package io.orderflow.board;

import io.orderflow.board.letters.LetterDesk;
import io.orderflow.failure.Causes;
import io.orderflow.failure.LongLived;
import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.observe.Answer;
import io.orderflow.observe.Watchers;
import io.orderflow.observe.WebServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the board up to date: a sample of the counters and a verdict each second, and, while a page is open, a look at
 * what is new in Kafka and a message to the pages. Where nobody looks, Kafka is asked for the backlog alone.
 */
public final class OrderBoard extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger("board");
    private static final int LATEST = 15;
    /** Where no page is open, Kafka is asked for the backlog each so many seconds. */
    private static final int UNWATCHED = 5;

    private static final Duration LOOK_LIMIT = Duration.ofSeconds(3);

    private final Sources sources;
    private final Watchers watchers = new Watchers();
    private final LetterDesk desk;
    private final Board board;
    private final TopicTail<LatestOrder> orders;
    private final TopicTail<Letter> letters;
    private final ScheduledExecutorService clock = thread("board");
    private final ScheduledExecutorService kafka = thread("board-kafka");
    private int unwatched = -1;
    private volatile Board.Topics topics = Board.Topics.NONE;

    public OrderBoard(Sources sources) {
        this.sources = sources;
        this.desk = new LetterDesk(sources.letters());
        this.board = new Board(sources, desk);
        this.orders = new TopicTail<>(sources.consumers(), sources.ordersTopic(), LATEST, LatestOrder::of);
        this.letters = new TopicTail<>(sources.consumers(), sources.deadLetterTopic(), LATEST, Letter::of);
    }

    /** Makes it readable there. */
    public void serve(WebServer server) throws IOException {
        BoardFiles.serve(server);
        server.events("/api/events", watchers, this::current);
        server.get("/api/board", nothing -> Answer.json(200, current()));
        server.answer("/api/history", question -> history(question.query("range")));
        server.get("/api/groups", nothing -> groups());
        server.get("/api/verdict", nothing -> Answer.json(200, Board.json(verdict())));
        new OrderPages(sources, board.tries(), () -> topics.letters()).serve(server);
        new RoutePages(sources.routes()).serve(server);
        new LetterPages(desk, sources.brokers()).serve(server);
    }

    /** The groups of the routes that read here, and the tracker's. */
    private Answer groups() {
        Set<String> names = new TreeSet<>(Set.of(sources.group()));
        sources.groups().get().forEach(consumer -> names.add(consumer.group()));
        try {
            return Answer.json(
                    200, Board.json(Map.of("groups", sources.members().apply(names))));
        } catch (KafkaException e) {
            return Answer.problem(503, "Kafka does not tell who is in the groups: " + Causes.reason(Causes.root(e)));
        }
    }

    private Answer history(String range) {
        try {
            return Answer.json(200, Board.json(board.chart(range.isEmpty() ? "5m" : range)));
        } catch (IllegalArgumentException e) {
            return Answer.problem(400, e.getMessage());
        }
    }

    /** Whether all is well: what was found within the last seconds. */
    public Verdict verdict() {
        return board.verdict();
    }

    @Override
    protected void doStart() {
        desk.start();
        clock.scheduleAtFixedRate(LongLived.task("board", this::tick), 1, 1, TimeUnit.SECONDS);
        kafka.scheduleWithFixedDelay(LongLived.task("board-kafka", this::lookAround), 0, 1, TimeUnit.SECONDS);
    }

    @Override
    protected void doStop() throws InterruptedException {
        clock.shutdownNow();
        kafka.shutdownNow();
        if (kafka.awaitTermination(1, TimeUnit.SECONDS)) {
            orders.close();
            letters.close();
            desk.close();
        }
        desk.stop();
    }

    private void tick() {
        board.sample(topics);
        if (!watchers.isEmpty()) {
            watchers.send(board.json(topics, false));
        }
    }

    private void lookAround() {
        if (!watchers.isEmpty()) {
            look();
        } else if (++unwatched % UNWATCHED == 0) {
            lookForTrouble();
        }
    }

    /** What the verdict needs, and no more. */
    private void lookForTrouble() {
        try {
            topics = topics.with(sources.backlog().get());
            lookAtLetters();
        } catch (RuntimeException e) {
            LOG.debug("The backlog can't be asked for", e);
        }
    }

    private void look() {
        try {
            BacklogAnswer backlog = sources.backlog().get();
            topics = backlog.up() ? new Board.Topics(backlog, orders.look(), letters.look()) : topics.with(backlog);
            lookAtLetters();
        } catch (KafkaException e) {
            LOG.debug("The topics can't be looked at", e);
        } catch (RuntimeException e) {
            LOG.warn("The topics can't be looked at: {}", e.toString());
        }
    }

    private void lookAtLetters() {
        if (topics.backlog().up()) {
            desk.look();
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
        board.judge(topics);
        return board.json(topics, true);
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
