package io.orderflow.board;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.orderflow.board.letters.LetterDesk;
import io.orderflow.board.letters.LetterIndex;
import io.orderflow.board.letters.LetterState;
import io.orderflow.observe.OrderMeters;
import io.orderflow.observe.RefusedException;
import io.orderflow.reload.Save;
import io.orderflow.settings.ServerOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All that the order board shows, bounded in size however many orders there are. */
final class Board {

    private static final int TOP_ITEMS = 10;
    private static final int GROUPS = 10;
    private static final int JOBS = 3;

    /** The values of a range, and what happened meanwhile. */
    record Chart(@JsonUnwrapped History.View view, List<Marks.Mark> marks) {}

    private final Sources sources;
    private final LetterDesk desk;
    private final Rates rates;
    private final History history = new History();
    private final Marks marks = new Marks(System.currentTimeMillis());
    private final Judge judge;
    private final TryLog tries = new TryLog(System::currentTimeMillis);
    private volatile Verdict verdict = Verdict.unknown();
    private volatile List<ConsumerView> consumers = List.of();
    private volatile List<LetterIndex.Group> groups = List.of();

    Board(Sources sources, LetterDesk desk) {
        this.sources = sources;
        this.desk = desk;
        this.rates =
                new Rates(() -> count(OrderMeters.DELIVERED), () -> count(OrderMeters.PROCESSED), System::nanoTime);
        this.judge = new Judge(sources.settings().brokers(), sources.settings().group(), System::currentTimeMillis);
    }

    /** To be called once a second. */
    void sample(LastLook found) {
        rates.sample();
        judge(found);
        long now = System.currentTimeMillis();
        history.add(
                now,
                rates.in(),
                rates.out(),
                found.backlog(),
                sources.latency().get().counts());
        marks.look(
                now,
                found.backlog().up(),
                sources.inbox().get(),
                sources.routes().saves().get(),
                sources.routes().states().get());
    }

    /**
     * @param range the last five minutes where it is empty
     * @throws RefusedException where there is no such range
     */
    Chart chart(String range) {
        History.View view = history.view(range.isEmpty() ? "5m" : range);
        return new Chart(
                view, marks.since(view.times().isEmpty() ? 0 : view.times().get(0) - view.stepMs()));
    }

    TryLog tries() {
        return tries;
    }

    /** Looks at all that may be wrong. */
    void judge(LastLook found) {
        consumers = sources.groups().get();
        groups = desk.index().groups();
        verdict = judge.judge(new Facts(
                found.backlog(),
                consumers,
                sources.trouble().get(),
                sources.routes().mistakes().get(),
                sources.routes().states().get(),
                sources.inboxes().get(),
                count(OrderMeters.PROCESSED),
                rates.out(),
                new Facts.Letters(
                        groups.stream().filter(group -> group.open() > 0).toList(),
                        desk.isComplete(),
                        found.refusal())));
    }

    /** What was found at the last look. */
    Verdict verdict() {
        return verdict;
    }

    /** As it is now, with what was found at the last look. */
    Snapshot snapshot(LastLook found) {
        ServerOptions server = sources.settings().http().server();
        return new Snapshot(
                System.currentTimeMillis(),
                verdict,
                sources.settings().brokers(),
                totals(),
                new Snapshot.Rate(rates.in(), rates.out(), history.p50(), history.p99()),
                Snapshot.Backlog.of(found.backlog()),
                history.clearsInMs(),
                marks.version(),
                found.orders(),
                sources.items().apply(TOP_ITEMS),
                sources.inbox().get(),
                letters(found),
                sources.routes().states().get(),
                consumers,
                desk.jobs().newestFirst().stream().limit(JOBS).toList(),
                server.readOnly(),
                server.uploadMegabytes() > 0 && sources.readsInbox().getAsBoolean()
                        ? sources.settings().inbox().directory().toString()
                        : null,
                sources.routes().mistakes().get().sentence(),
                sources.routes().saves().get().stream()
                        .findFirst()
                        .map(Save::time)
                        .orElse(null),
                sources.analytics().get());
    }

    private Snapshot.Letters letters(LastLook found) {
        Map<LetterState, Long> counts = LetterIndex.counts(groups);
        boolean known = desk.isComplete() && found.refusal() == null;
        return new Snapshot.Letters(
                known ? counts.get(LetterState.OPEN) : null,
                known ? counts : null,
                groups.stream().limit(GROUPS).toList(),
                found.letters());
    }

    private Map<String, Long> totals() {
        Map<String, Long> totals = new LinkedHashMap<>();
        for (OrderMeters counter : OrderMeters.values()) {
            totals.put(counter.name().toLowerCase(Locale.ROOT), (long) count(counter));
        }
        return totals;
    }

    private double count(OrderMeters counter) {
        return counter.in(sources.meters(), sources.settings().group()).count();
    }
}
