package io.orderflow.board;

import io.orderflow.board.Problem.Kind;
import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.order.Quotation;
import io.orderflow.reload.Mistakes;
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
        BacklogAnswer backlog = facts.backlog();
        List<Problem> problems = new ArrayList<>();
        if (!backlog.up()) {
            problems.add(kafkaIsAway());
        } else if (facts.trouble() != null) {
            problems.add(trouble(facts.trouble()));
        }
        facts.consumers().forEach(consumer -> addTrouble(consumer, problems));
        Mistakes mistakes = facts.mistakes();
        if (!mistakes.sentences().isEmpty()) {
            String sentence = mistakes.taken()
                    ? "A route that others send to is gone: "
                    : "The last change of the routes was not taken: ";
            problems.add(Problem.of(Kind.ROUTE_FILES, mistakes.sentences().size(), sentence + mistakes.sentence()));
        }
        facts.consumers().stream()
                .filter(consumer ->
                        consumer.waitingKeys() > 0 && !consumer.waiting().isEmpty())
                .map(consumer -> Sentences.waiting(consumer, backlog, isOfGroup(consumer)))
                .forEach(sentence -> problems.add(Problem.of(Kind.ORDERS_WAITING, sentence)));
        addStandstill(facts, problems);
        facts.routes().stream()
                .filter(route -> route.isMissed() || route.byHand() != null)
                .map(Judge::stopped)
                .forEach(problems::add);
        if (backlog.up()) {
            facts.inboxes().stream()
                    .filter(inbox -> inbox.trouble() != null)
                    .forEach(inbox -> problems.add(Problem.of(Kind.INBOX_UNREAD, inbox.trouble())));
        }
        addLetters(facts, problems);
        return Verdict.of(problems, Sentences.well(backlog.lag(), facts.out()));
    }

    private Problem kafkaIsAway() {
        Duration away = signs.away();
        if (signs.haveAnswered()) {
            return Problem.of(
                    Kind.KAFKA_AWAY,
                    "Kafka has been away for %s: nobody answers at %s. Orders wait until it does"
                            .formatted(Words.duration(away), brokers));
        }
        return away.compareTo(PATIENCE) > 0
                ? Problem.of(
                        Kind.KAFKA_AWAY,
                        "Kafka has not answered at %s since the program started, %s ago"
                                .formatted(brokers, Words.duration(away)))
                : Verdict.unknown().problems().get(0);
    }

    private Problem trouble(Problem trouble) {
        Duration started = signs.sinceStart();
        return trouble.kind() == Kind.KAFKA_UNKNOWN && started.compareTo(PATIENCE) > 0
                ? Problem.of(
                        Kind.TROUBLE,
                        "The program has not begun to work since it was started, %s ago: it waits for Kafka at %s"
                                .formatted(Words.duration(started), brokers))
                : trouble;
    }

    private static void addTrouble(ConsumerView consumer, List<Problem> problems) {
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
            problems.add(Problem.of(Kind.CONSUMER_TROUBLE, sentence));
        }
    }

    /** Orders that wait for their retry, a route that was paused, and a broker that is away explain a standstill by themselves. */
    private void addStandstill(Facts facts, List<Problem> problems) {
        boolean explained = !facts.backlog().up()
                || problems.stream()
                        .anyMatch(problem ->
                                problem.kind() == Kind.ORDERS_WAITING || problem.kind() == Kind.CONSUMER_TROUBLE)
                || facts.routes().stream().anyMatch(route -> isOnTheWay(route, facts.consumers()));
        if (!explained && signs.standstill().compareTo(PATIENCE) > 0) {
            long lag = facts.backlog().lag();
            problems.add(Problem.of(
                    Kind.NO_PROGRESS,
                    "%s wait%s, and none was processed for %s%s"
                            .formatted(
                                    Words.count(lag, "order"),
                                    lag == 1 ? "s" : "",
                                    Words.duration(signs.standstill()),
                                    facts.consumers().stream().anyMatch(this::isOfGroup)
                                            ? ""
                                            : ": no consumer of the group %s runs in this program".formatted(group))));
        }
    }

    private static void addLetters(Facts facts, List<Problem> problems) {
        if (!facts.letters().open().isEmpty()) {
            problems.add(Problem.of(Kind.DEAD_LETTERS, Sentences.letters(facts.letters())));
        }
        if (facts.backlog().up() && !facts.letters().areKnown()) {
            problems.add(Problem.of(Kind.LETTERS_UNKNOWN, Sentences.notKnown(facts.letters())));
        }
    }

    private boolean isOfGroup(ConsumerView consumer) {
        return consumer.group().equals(group);
    }

    /** Whether a person has paused or stopped a route that the group's orders go through. */
    private boolean isOnTheWay(RouteState route, List<ConsumerView> consumers) {
        return route.byHand() != null
                && (route.direct()
                        || consumers.stream()
                                .anyMatch(consumer ->
                                        isOfGroup(consumer) && consumer.route().equals(route.id())));
    }

    private static Problem stopped(RouteState route) {
        String sentence = route.byHand() == null ? "The route %s is %s" : "%s was %s";
        return Problem.of(
                Kind.ROUTE_STOPPED,
                sentence.formatted(route.id(), route.words()).replace(" was being ", " is being "));
    }
}
