package io.orderflow.board;

import io.orderflow.board.Problem.Kind;
import io.orderflow.board.Problem.Severity;
import io.orderflow.board.letters.LetterIndex;
import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.order.Quotation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Says whether all is well, and else what is wrong and why. It compares what it sees with what it saw before, so it is to
 * be asked again and again.
 */
final class Judge {

    /** Without progress for so long, something is wrong. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration LONGEST_SINCE_POLL = Duration.ofSeconds(30);
    private static final int LONGEST_CAUSE = 200;

    /**
     * What is seen at one moment.
     *
     * @param trouble     that Kafka has, or a thread of this program, in a sentence, or null
     * @param mistake     of the routes' files, or null
     * @param processed   how many orders the group has processed in this program
     * @param out         how many of them a second, now
     * @param openLetters the groups of dead letters of which some are open, most first
     */
    record Facts(
            BacklogAnswer backlog,
            List<ConsumerView> consumers,
            String trouble,
            String mistake,
            List<RouteState> routes,
            List<InboxWatch.Inbox> inboxes,
            double processed,
            double out,
            List<LetterIndex.Group> openLetters) {}

    private final String brokers;
    private final String group;
    private final LongSupplier millis;
    private boolean answered;
    private long lastAnswer;
    private long lastProgress;
    private double progress = -1;

    /** @param millis the clock, as {@link System#currentTimeMillis} */
    Judge(String brokers, String group, LongSupplier millis) {
        this.brokers = brokers;
        this.group = group;
        this.millis = millis;
        this.lastAnswer = millis.getAsLong();
        this.lastProgress = lastAnswer;
    }

    synchronized Verdict judge(Facts facts) {
        note(facts);
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
        return Verdict.of(problems, well(facts));
    }

    private void note(Facts facts) {
        long now = millis.getAsLong();
        if (facts.backlog().up()) {
            answered = true;
            lastAnswer = now;
        }
        double reached = facts.processed()
                + facts.backlog().partitions().stream()
                        .mapToLong(BacklogAnswer.Partition::committed)
                        .sum();
        if (reached != progress
                || facts.backlog().lag() == 0
                || !facts.backlog().up()) {
            progress = reached;
            lastProgress = now;
        }
    }

    private void kafka(BacklogAnswer backlog, List<Problem> problems) {
        if (backlog.up()) {
            return;
        }
        Duration away = since(lastAnswer);
        if (answered) {
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
        ConsumerView.Waiting most = consumer.mostTried();
        String who = most.user() == null
                ? "the record at partition %d, offset %d".formatted(most.partition(), most.offset())
                : "%s's order %s".formatted(Quotation.printable(most.user()), shortened(most.orderId(), 20));
        String users = Words.count(consumer.waitingKeys(), "user");
        String of = consumer.group().equals(group) ? "" : " (group " + consumer.group() + ")";
        String behind = consumer.group().equals(group) && backlog.lag() > consumer.waitingRecords()
                ? "; %,d are not processed yet in all".formatted(backlog.lag())
                : "";
        add(
                problems,
                Kind.ORDERS_WAITING,
                Severity.BAD,
                "%s of %s wait%s%s: %s failed %s, %s: %s%s"
                        .formatted(
                                Words.count(consumer.waitingRecords(), "order"),
                                users,
                                consumer.waitingRecords() == 1 ? "s" : "",
                                of,
                                who,
                                Words.count(most.tries(), "time"),
                                most.nextMs() < 1_000
                                        ? "again now"
                                        : "again in " + Words.duration(Duration.ofMillis(most.nextMs())),
                                shortened(most.cause(), LONGEST_CAUSE),
                                behind),
                "#group-title");
    }

    /** Orders that wait for their next try, a route that was paused, and a broker that is away, say enough by themselves. */
    private void progress(Facts facts, List<Problem> problems) {
        boolean explained = problems.stream()
                        .anyMatch(problem ->
                                problem.kind() == Kind.ORDERS_WAITING || problem.kind() == Kind.CONSUMER_TROUBLE)
                || facts.routes().stream().anyMatch(route -> isOnTheWay(route, facts.consumers()));
        if (!explained && facts.backlog().up() && since(lastProgress).compareTo(PATIENCE) > 0) {
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
                                    Words.duration(since(lastProgress)),
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
        long count = open.stream().mapToLong(LetterIndex.Group::open).sum();
        if (count > 0) {
            add(
                    problems,
                    Kind.DEAD_LETTERS,
                    Severity.WARNING,
                    "%s %s open, %s of them: %s"
                            .formatted(
                                    Words.count(count, "dead letter"),
                                    count == 1 ? "is" : "are",
                                    open.size() == 1
                                            ? "all"
                                            : String.format(
                                                    Locale.ROOT,
                                                    "%,d",
                                                    open.get(0).open()),
                                    shortened(open.get(0).reason(), LONGEST_CAUSE))
                            .replace("is open, all of them", "is open"),
                    "#letters-title");
        }
    }

    private static String well(Facts facts) {
        long lag = facts.backlog().lag();
        if (lag <= 1_000 || facts.out() < 1) {
            return "All is well";
        }
        return "All is well: %s to be processed, done in about %s"
                .formatted(Words.count(lag, "order"), Words.duration(Duration.ofSeconds((long) (lag / facts.out()))));
    }

    private static void add(List<Problem> problems, Kind kind, Severity severity, String sentence, String link) {
        problems.add(new Problem(kind, severity, sentence, link));
    }

    private Duration since(long time) {
        return Duration.ofMillis(millis.getAsLong() - time);
    }

    private static String shortened(String text, int longest) {
        String printable = Quotation.printable(text);
        return printable.length() <= longest ? printable : printable.substring(0, longest) + "…";
    }
}
