package io.orderflow.board;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orderflow.analytics.TotalsView;
import io.orderflow.board.letters.LetterDesk;
import io.orderflow.board.letters.LetterIndex;
import io.orderflow.board.letters.LetterJob;
import io.orderflow.board.letters.LetterState;
import io.orderflow.inbox.OrderFileState;
import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.observe.OrderMeters;
import io.orderflow.observe.PrintableJson;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All that the order board shows, bounded in size however many orders there are. */
final class Board {

    private static final ObjectMapper JSON = JsonMapper.builder(PrintableJson.factory())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();
    private static final int TOP_ITEMS = 10;
    private static final int GROUPS = 10;
    private static final int JOBS = 3;

    /** What was found in Kafka at the last look. */
    record Topics(BacklogAnswer backlog, List<LatestOrder> orders, List<Letter> letters) {

        static final Topics NONE = new Topics(BacklogAnswer.NONE, List.of(), List.of());

        Topics with(BacklogAnswer newBacklog) {
            return new Topics(newBacklog, orders, letters);
        }
    }

    /**
     * @param p50Ms half of the orders of the last second were no older when they were processed, as {@code p99Ms}; null
     *     where there were none
     */
    record Rate(double in, double out, Double p50Ms, Double p99Ms) {}

    /** The values of a range, and what happened meanwhile. */
    record Chart(@JsonUnwrapped History.View view, List<Marks.Mark> marks) {}

    /**
     * @param count    how many are open; null where that is not known yet
     * @param latest   null where it was not asked for
     */
    record Letters(Long count, Map<LetterState, Long> counts, List<LetterIndex.Group> groups, List<Letter> latest) {}

    record Snapshot(
            long time,
            Verdict verdict,
            String brokers,
            Map<String, Long> totals,
            Rate rate,
            BacklogAnswer backlog,
            Long clearsInMs,
            long marks,
            List<LatestOrder> latest,
            List<TotalsView.Item> topItems,
            List<OrderFileState> inbox,
            Letters deadLetters,
            List<RouteState> routes,
            List<ConsumerView> consumers,
            List<LetterJob> jobs,
            boolean readOnly,
            String inboxFolder,
            String reloadFailure,
            Long lastSave,
            TotalsView analytics) {}

    private final Sources sources;
    private final LetterDesk desk;
    private final Rates rates;
    private final History history = new History();
    private final Marks marks = new Marks(System.currentTimeMillis());
    private final Judge judge;
    private final TryLog tries = new TryLog(System::currentTimeMillis);
    private volatile Verdict verdict = Verdict.unknown();

    Board(Sources sources, LetterDesk desk) {
        this.sources = sources;
        this.desk = desk;
        this.rates =
                new Rates(() -> count(OrderMeters.DELIVERED), () -> count(OrderMeters.PROCESSED), System::nanoTime);
        this.judge = new Judge(sources.brokers(), sources.group(), System::currentTimeMillis);
    }

    /** To be called once a second. */
    void sample(Topics topics) {
        rates.sample();
        judge(topics);
        long now = System.currentTimeMillis();
        history.add(
                now,
                rates.in(),
                rates.out(),
                topics.backlog(),
                sources.latency().get().counts());
        marks.look(
                now,
                topics.backlog().up(),
                sources.inbox().get(),
                sources.routes().saves().get(),
                sources.routes().states().get());
    }

    /** @throws IllegalArgumentException where there is no such range */
    Chart chart(String range) {
        History.View view = history.view(range);
        return new Chart(
                view, marks.since(view.times().isEmpty() ? 0 : view.times().get(0) - view.stepMs()));
    }

    TryLog tries() {
        return tries;
    }

    /** Looks at all that may be wrong. */
    void judge(Topics topics) {
        List<ConsumerView> consumers = sources.groups().get();
        tries.note(consumers);
        verdict = judge.judge(new Judge.Facts(
                topics.backlog(),
                consumers,
                sources.trouble().get(),
                sources.routes().mistake().get(),
                sources.routes().states().get(),
                sources.inboxes().get(),
                count(OrderMeters.PROCESSED),
                rates.out(),
                openLetters()));
    }

    private List<LetterIndex.Group> openLetters() {
        return desk.isComplete()
                ? desk.index().groups().stream()
                        .filter(group -> group.open() > 0)
                        .toList()
                : List.of();
    }

    /** What was found at the last look. */
    Verdict verdict() {
        return verdict;
    }

    /** @param withLatest whether the newest dead letters are wanted too */
    String json(Topics topics, boolean withLatest) {
        return json(new Snapshot(
                System.currentTimeMillis(),
                verdict,
                sources.brokers(),
                totals(),
                new Rate(rates.in(), rates.out(), history.p50(), history.p99()),
                topics.backlog(),
                history.clearsInMs(),
                marks.version(),
                latest(topics),
                sources.items().apply(TOP_ITEMS),
                sources.inbox().get(),
                letters(topics, withLatest),
                sources.routes().states().get(),
                sources.groups().get(),
                desk.jobs().stream().limit(JOBS).toList(),
                sources.readOnly(),
                sources.inboxFolder(),
                sources.routes().mistake().get(),
                sources.routes().saves().get().stream()
                        .findFirst()
                        .map(RouteDesk.Save::time)
                        .orElse(null),
                sources.analytics().get()));
    }

    private Letters letters(Topics topics, boolean withLatest) {
        return new Letters(
                desk.isComplete() ? desk.index().counts().get(LetterState.OPEN) : null,
                desk.index().counts(),
                desk.index().groups().stream().limit(GROUPS).toList(),
                withLatest ? topics.letters() : null);
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Long> totals() {
        return Arrays.stream(OrderMeters.values())
                .collect(toMap(
                        counter -> counter.name().toLowerCase(Locale.ROOT),
                        counter -> (long) count(counter),
                        (one, other) -> one,
                        LinkedHashMap::new));
    }

    private double count(OrderMeters counter) {
        return counter.in(sources.meters(), sources.group()).count();
    }

    private List<LatestOrder> latest(Topics topics) {
        return topics.orders().stream()
                .map(order -> order.in(OrderAnswer.state(
                        sources.ordersTopic(), order.partition(), order.offset(), topics.letters(), topics.backlog())))
                .toList();
    }
}
