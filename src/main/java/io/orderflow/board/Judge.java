package io.orderflow.board;

import io.orderflow.board.Problem.Kind;
import io.orderflow.board.Problem.Severity;
import io.orderflow.board.letters.LetterIndex;
import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.order.Quotation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Says whether all is well, and else what is wrong and why. It compares what it sees with what it saw before, so it is to
 * be asked again and again.
 */
final class Judge {

    /** Without progress for this long, something is wrong. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration LONGEST_SINCE_POLL = Duration.ofSeconds(30);

    private final String brokers;
    private final String group;
    private final Signs signs;

    /** @param millis the clock, as {@link System#currentTimeMillis} */
    Judge(String brokers, String group, LongSupplier millis) {
        this.brokers = brokers;
        this.group = group;
        this.signs = new Signs(millis);
    }

    synchronized Verdict judge(Facts facts) {
        signs.note(facts);
        List<Problem> problems = new ArrayList<>();
        kafka(facts.backlog(), problems);
        if (facts.backlog().up() && facts.trouble() != null) {
            add(problems, Kind.TROUBLE, Severity.BAD, facts.trouble(), "#backlog-title");
        }
        facts.consumers().forEach(consumer -> consumer(consumer, problems));
        if (facts.mistake() != null) {
            add(
                    problems,
                    Kind.ROUTE_FILES,
                    Severity.BAD,
                    "The last change of the routes was not taken: " + facts.mistake(),
                    "#routes-title");
        }
        facts.consumers().forEach(consumer -> waiting(consumer, facts.backlog(), problems));
        progress(facts, problems);
        facts.routes().stream()
                .filter(route -> route.isMissed() || route.byHand() != null)
                .forEach(route -> add(
                        problems,
                        Kind.ROUTE_STOPPED,
                        Severity.WARNING,
                        (route.byHand() == null ? "The route %s is %s" : "%s was %s")
                                .formatted(route.id(), route.words())
                                .replace(" was being ", " is being "),
                        "#routes-title"));
        if (facts.backlog().up()) {
            facts.inboxes().forEach(inbox -> inbox(inbox, problems));
        }
        letters(facts.openLetters(), problems);
        return Verdict.of(problems, Sentences.well(facts.backlog().lag(), facts.out()));
    }

    private void kafka(BacklogAnswer backlog, List<Problem> problems) {
        if (backlog.up()) {
            return;
        }
        Duration away = signs.away();
        if (signs.haveAnswered()) {
            add(
                    problems,
                    Kind.KAFKA_AWAY,
                    Severity.BAD,
                    "Kafka has been away for %s: nobody answers at %s. Orders wait until it does"
                            .formatted(Words.duration(away), brokers),
                    "#backlog-title");
        } else if (away.compareTo(PATIENCE) > 0) {
            add(
                    problems,
                    Kind.KAFKA_AWAY,
                    Severity.BAD,
                    "Kafka has not answered at %s since the program started, %s ago"
                            .formatted(brokers, Words.duration(away)),
                    "#backlog-title");
        } else {
            problems.addAll(Verdict.unknown().problems());
        }
    }

    private static void consumer(ConsumerView consumer, List<Problem> problems) {
        String sentence = null;
        if (!consumer.alive()) {
            sentence = "The consumer of %s has ended; only a restart brings it back".formatted(consumer.route());
        } else if (consumer.trouble() != null) {
            sentence = "%s can't read: %s".formatted(consumer.route(), Quotation.printable(consumer.trouble()));
        } else if (consumer.sincePollMs() > LONGEST_SINCE_POLL.toMillis()) {
            sentence = "%s has not polled for %s: a step holds it up"
                    .formatted(consumer.route(), Words.duration(Duration.ofMillis(consumer.sincePollMs())));
        }
        if (sentence != null) {
            add(problems, Kind.CONSUMER_TROUBLE, Severity.BAD, sentence, "#group-title");
        }
    }

    private void waiting(ConsumerView consumer, BacklogAnswer backlog, List<Problem> problems) {
        if (consumer.waitingKeys() == 0 || consumer.waiting().isEmpty()) {
            return;
        }
        boolean own = consumer.group().equals(group);
        add(problems, Kind.ORDERS_WAITING, Severity.BAD, Sentences.waiting(consumer, backlog, own), "#group-title");
    }

    /** Orders that wait for their retry, a route that was paused, and a broker that is away explain a standstill by themselves. */
    private void progress(Facts facts, List<Problem> problems) {
        boolean explained = problems.stream()
                        .anyMatch(problem ->
                                problem.kind() == Kind.ORDERS_WAITING || problem.kind() == Kind.CONSUMER_TROUBLE)
                || facts.routes().stream().anyMatch(route -> isOnTheWay(route, facts.consumers()));
        if (!explained && facts.backlog().up() && signs.standstill().compareTo(PATIENCE) > 0) {
            boolean reads = facts.consumers().stream()
                    .anyMatch(consumer -> consumer.group().equals(group));
            add(
                    problems,
                    Kind.NO_PROGRESS,
                    Severity.BAD,
                    "%s wait%s, and none was processed for %s%s"
                            .formatted(
                                    Words.count(facts.backlog().lag(), "order"),
                                    facts.backlog().lag() == 1 ? "s" : "",
                                    Words.duration(signs.standstill()),
                                    reads ? "" : ": no consumer of the group %s runs in this program".formatted(group)),
                    "#backlog-title");
        }
    }

    /** Whether a person has paused or stopped a route that the group's orders go through. */
    private boolean isOnTheWay(RouteState route, List<ConsumerView> consumers) {
        return route.byHand() != null
                && (route.direct()
                        || consumers.stream()
                                .anyMatch(consumer -> consumer.group().equals(group)
                                        && consumer.route().equals(route.id())));
    }

    private static void inbox(InboxWatch.Inbox inbox, List<Problem> problems) {
        if (inbox.trouble() != null) {
            add(problems, Kind.INBOX_UNREAD, Severity.BAD, inbox.trouble(), "#inbox-title");
        }
    }

    private static void letters(List<LetterIndex.Group> open, List<Problem> problems) {
        if (!open.isEmpty()) {
            add(problems, Kind.DEAD_LETTERS, Severity.WARNING, Sentences.letters(open), "#letters-title");
        }
    }

    private static void add(List<Problem> problems, Kind kind, Severity severity, String sentence, String link) {
        problems.add(new Problem(kind, severity, sentence, link));
    }
}
