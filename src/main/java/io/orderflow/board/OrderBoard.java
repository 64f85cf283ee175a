package io.orderflow.board;

import io.micrometer.core.instrument.Gauge;
import io.orderflow.board.letters.LetterDesk;
import io.orderflow.consumer.FailedTries;
import io.orderflow.failure.LongLived;
import io.orderflow.observe.Answer;
import io.orderflow.observe.Site;
import io.orderflow.observe.Watchers;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.kafka.common.utils.ThreadUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the board up to date: a sample of the counters and a verdict each second, and, while a page is open, a look at
 * what is new in Kafka and a message to the pages. Where nobody looks, Kafka is asked for the backlog alone.
 */
public final class OrderBoard extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger("board");
    private static final Duration LOOK_LIMIT = Duration.ofSeconds(3);

    private final Sources sources;
    private final Watchers watchers = new Watchers();
    private final LetterDesk desk;
    private final Board board;
    private final KafkaLooks looks;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(ThreadUtils.createThreadFactory("board", true));
    private final ScheduledExecutorService kafka =
            Executors.newSingleThreadScheduledExecutor(ThreadUtils.createThreadFactory("board-kafka", true));

    public OrderBoard(Sources sources) {
        this.sources = sources;
        this.desk = new LetterDesk(sources.settings(), sources.kafka());
        this.board = new Board(sources, desk);
        this.looks = new KafkaLooks(sources, desk);
    }

    /** Makes it readable there. */
    public void serve(Site site) throws IOException {
        BoardFiles.serve(site);
        site.events("/api/events", watchers, () -> BoardEvent.of(current()));
        site.get("/api/board", () -> BoardJson.answer(current()));
        site.answer("/api/history", question -> BoardJson.answer(board.chart(question.query("range"))));
        site.get("/api/groups", this::groups);
        site.get("/api/verdict", () -> BoardJson.answer(verdict()));
        new OrderPages(sources, board.tries(), desk).serve(site);
        new RoutePages(sources.routes()).serve(site);
        new LetterPages(desk).serve(site);
        new LetterActions(desk).serve(site);
    }

    /** The groups of the routes that read here, and the tracker's. */
    private Answer groups() {
        Set<String> names = new TreeSet<>(Set.of(sources.settings().group()));
        sources.groups().get().forEach(consumer -> names.add(consumer.group()));
        return BoardJson.answer(Map.of("groups", sources.members().apply(names)));
    }

    /** Keeps how records fail that are tried again. */
    public FailedTries tries() {
        return board.tries();
    }

    /** Whether all is well: what was found within the last seconds. */
    public Verdict verdict() {
        return board.verdict();
    }

    @Override
    protected void doStart() {
        desk.start();
        Stream.of(Problem.Kind.values()).forEach(this::count);
        clock.scheduleAtFixedRate(LongLived.task("board", this::tick), 1, 1, TimeUnit.SECONDS);
        kafka.scheduleWithFixedDelay(
                LongLived.task("board-kafka", () -> looks.lookAround(!watchers.isEmpty())), 0, 1, TimeUnit.SECONDS);
    }

    /** How many problems of a kind there are: for an alarm that needs to know nothing else. */
    private void count(Problem.Kind kind) {
        Gauge.builder("orders.problems", () -> verdict().problems().stream()
                        .filter(problem -> problem.kind() == kind)
                        .mapToInt(Problem::count)
                        .sum())
                .description("What is wrong at this moment, by its kind; 0 where it is not")
                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                .register(sources.meters());
    }

    @Override
    protected void doStop() throws InterruptedException {
        clock.shutdownNow();
        kafka.shutdownNow();
        if (kafka.awaitTermination(1, TimeUnit.SECONDS)) {
            looks.close();
        }
        desk.stop();
    }

    private void tick() {
        board.sample(looks.last());
        if (!watchers.isEmpty()) {
            watchers.send(BoardEvent.of(board.snapshot(looks.last())));
        }
    }

    private Snapshot current() {
        try {
            kafka.submit(looks::look).get(LOOK_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("The topics take long to be looked at", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        board.judge(looks.last());
        return board.snapshot(looks.last());
    }
}
