package io.orderflow.board;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderflow.board.Problem.Kind;
import io.orderflow.board.letters.LetterIndex;
import io.orderflow.board.letters.LetterState;
import io.orderflow.inbox.OrderFileState;
import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.kafka.DoneOffsets;
import io.orderflow.observe.Through;
import io.orderflow.reload.ByHand;
import io.orderflow.reload.Mistakes;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The one sentence on top of the board, for each thing that can be wrong. */
class JudgeTest {

    private static final BacklogAnswer EMPTY =
            new BacklogAnswer(true, 0, List.of(new BacklogAnswer.Partition(0, 10, 10, 0, DoneOffsets.NONE)));
    private static final BacklogAnswer FULL =
            new BacklogAnswer(true, 6_000, List.of(new BacklogAnswer.Partition(0, 6_010, 10, 6_000, DoneOffsets.NONE)));

    private static final List<LetterIndex.Group> THREE = List.of(
            new LetterIndex.Group("a", "quantity is …", Map.of(LetterState.OPEN, 2L)),
            new LetterIndex.Group("b", "the bank is closed", Map.of(LetterState.OPEN, 1L)));

    private long now = 1_000_000;
    private final Judge judge = new Judge("localhost:9092", "order-tracker", () -> now);
    private BacklogAnswer backlog = EMPTY;
    private List<ConsumerView> consumers = List.of(consumer(null, true, 100));
    private Problem trouble;
    private Mistakes mistakes = Mistakes.NONE;
    private List<RouteState> routes = List.of();
    private List<InboxWatch.Inbox> inboxes = List.of();
    private double processed;
    private double out;
    private Facts.Letters letters = new Facts.Letters(List.of(), true, null);

    private Verdict verdict() {
        return judge.judge(new Facts(backlog, consumers, trouble, mistakes, routes, inboxes, processed, out, letters));
    }

    @Test
    void what_is_wrong_with_a_topic_is_said_while_kafka_answers() {
        trouble = Problem.of(Kind.TROUBLE, "orders : partition 2 : has no leader");
        assertThat(verdict().sentence()).isEqualTo(trouble.sentence());
        assertThat(verdict().problems()).extracting(Problem::kind).containsExactly(Kind.TROUBLE);

        backlog = new BacklogAnswer(false, 0, List.of());
        assertThat(verdict().problems()).extracting(Problem::kind).doesNotContain(Kind.TROUBLE);
    }

    private Verdict verdictAfter(int seconds) {
        now += 1_000L * seconds;
        return verdict();
    }

    private static ConsumerView consumer(
            String trouble, boolean alive, long sincePollMs, ConsumerView.Waiting... waiting) {
        return new ConsumerView(
                "track-orders",
                "order-tracker",
                "orders",
                1,
                0,
                0,
                waiting.length,
                IntStream.range(0, waiting.length)
                        .mapToLong(i -> 1L + waiting[i].behind())
                        .sum(),
                List.of(waiting),
                sincePollMs,
                trouble,
                alive,
                false,
                List.of(0),
                List.of());
    }

    private static RouteState route(String id, String state, boolean wanted, ByHand byHand) {
        return new RouteState(id, "", state, wanted, false, byHand, Through.NONE);
    }

    @Test
    void where_more_keys_wait_than_are_counted_it_says_how_many_orders_wait_at_least() {
        ConsumerView few =
                consumer(null, true, 100, new ConsumerView.Waiting("id", "lucy", 0, 7, 2, "closed", 9_000, 3_000, 50));
        consumers = List.of(new ConsumerView(
                few.route(),
                few.group(),
                few.topic(),
                3,
                0,
                0,
                10_000,
                10_050,
                few.waiting(),
                100,
                null,
                true,
                false,
                few.assigned(),
                few.working()));

        assertThat(verdict().sentence())
                .isEqualTo(
                        "At least 10,050 orders of 10,000 users wait: lucy's order id failed 2 times, again in 3 s: closed");
    }

    @Test
    void a_route_that_a_person_has_paused_is_named_with_who_and_when_and_explains_why_nothing_goes_on() {
        backlog = FULL;
        long since = 1_000;
        String at = Words.clock(since);
        routes = List.of(route(
                "track-orders", "Suspended", true, new ByHand("paused", "mei at 10.0.3.7\u001b[2J", since, true)));
        verdict();
        assertThat(verdictAfter(60).sentence())
                .isEqualTo("track-orders was paused by mei at 10.0.3.7\\u001b[2J at " + at);
        assertThat(verdict().problems()).extracting(Problem::kind).containsExactly(Kind.ROUTE_STOPPED);
        routes = List.of(route("track-orders", "Started", true, new ByHand("stopped", "mei", since, false)));
        assertThat(verdict().sentence())
                .isEqualTo("track-orders is being stopped by mei at %s: what is in flight is done first", at);

        routes = List.of(route("generate-orders", "Stopped", true, new ByHand("stopped", "mei", since, true)));
        assertThat(verdict().problems())
                .extracting(Problem::kind)
                .containsExactly(Kind.NO_PROGRESS, Kind.ROUTE_STOPPED);
    }

    private static ConsumerView.Waiting waiting(String user, int tries, int behind) {
        return new ConsumerView.Waiting(
                "6f1c\u001b[2J",
                user,
                0,
                41,
                tries,
                "java.net.ConnectException: Connection refused: kitchen-printer:9100",
                20_000,
                12_000,
                behind);
    }

    @Test
    void where_nothing_is_wrong_all_is_well() {
        assertThat(verdict()).isEqualTo(new Verdict(Verdict.State.WELL, "All is well", List.of()));
    }

    @Test
    void a_backlog_that_shrinks_is_no_problem_and_says_when_it_is_done() {
        backlog = FULL;
        out = 50;

        assertThat(verdict().sentence()).isEqualTo("All is well: 6,000 orders to be processed, done in about 2 min");
    }

    @Test
    void orders_that_wait_are_counted_with_the_one_that_failed_most_its_cause_and_retry() {
        consumers = List.of(consumer(null, true, 0, waiting("anna", 1, 0), waiting("lucy", 5, 8), waiting(null, 2, 1)));

        Verdict verdict = verdict();
        assertThat(verdict.state()).isEqualTo(Verdict.State.BAD);
        assertThat(verdict.sentence())
                .isEqualTo("12 orders of 3 users wait: lucy's order 6f1c\\u001b[2J failed 5 times, again in 12 s: "
                        + "java.net.ConnectException: Connection refused: kitchen-printer:9100");
        backlog = FULL;
        assertThat(verdict().sentence()).endsWith("; 6,000 are not processed yet in all");
        assertThat(verdictAfter(60).problems()).extracting(Problem::kind).containsExactly(Kind.ORDERS_WAITING);
    }

    @Test
    void topics_that_were_not_looked_at_yet_are_unknown_and_no_trouble_until_it_takes_long() {
        trouble = Problem.of(Kind.KAFKA_UNKNOWN, "Not known yet: the topics have not been looked at");
        assertThat(verdict().state()).isEqualTo(Verdict.State.UNKNOWN);
        assertThat(verdict().sentence()).isEqualTo(trouble.sentence());

        assertThat(verdictAfter(20).sentence())
                .isEqualTo(
                        "The program has not begun to work since it was started, 20 s ago: it waits for Kafka at localhost:9092");
        assertThat(verdict().state()).isEqualTo(Verdict.State.BAD);
        trouble = null;
        assertThat(verdict().state()).isEqualTo(Verdict.State.WELL);
    }

    @Test
    void what_was_never_known_is_unknown_and_then_an_outage_with_its_length() {
        backlog = BacklogAnswer.NONE;
        assertThat(verdict().state()).isEqualTo(Verdict.State.UNKNOWN);
        // by then other parts of the program may have had an answer
        assertThat(verdict().sentence()).isEqualTo("Not known yet: the board has had no answer from Kafka so far");
        assertThat(verdictAfter(20).sentence())
                .isEqualTo("Kafka has not answered at localhost:9092 since the program started, 20 s ago");

        backlog = EMPTY;
        assertThat(verdict().state()).isEqualTo(Verdict.State.WELL);
        backlog = new BacklogAnswer(false, 6_000, FULL.partitions());
        inboxes = List.of(new InboxWatch.Inbox("receive-orders", "lunch.ndjson has stood still since 10:42"));
        assertThat(verdictAfter(40).sentence())
                .isEqualTo("Kafka has been away for 40 s: nobody answers at localhost:9092. Orders wait until it does");
        assertThat(verdict().problems()).hasSize(1);
    }

    @Test
    void orders_of_which_none_is_processed_are_a_problem_until_any_member_processes_one() {
        backlog = FULL;
        consumers = List.of();
        assertThat(verdict().problems()).isEmpty();
        assertThat(verdictAfter(40).sentence())
                .isEqualTo("6,000 orders wait, and none was processed for 40 s: "
                        + "no consumer of the group order-tracker runs in this program");

        processed++;
        assertThat(verdict().problems()).isEmpty();
        assertThat(verdictAfter(16).problems()).hasSize(1);
        backlog = new BacklogAnswer(
                true, 5_999, List.of(new BacklogAnswer.Partition(0, 6_010, 11, 5_999, DoneOffsets.NONE)));
        assertThat(verdict().problems()).isEmpty();
    }

    @Test
    void a_consumer_that_ended_can_not_read_or_does_not_poll_is_named() {
        consumers = List.of(consumer(null, false, 0));
        assertThat(verdict().sentence())
                .isEqualTo("The consumer of track-orders has ended; only a restart brings it back");
        consumers = List.of(consumer("Not authorized", true, 0));
        assertThat(verdict().sentence()).isEqualTo("track-orders can't read: Not authorized");
        consumers = List.of(consumer(null, true, 45_000));
        assertThat(verdict().sentence()).isEqualTo("track-orders has not polled for 45 s: a step holds it up");
    }

    @Test
    void the_worst_comes_first_and_every_problem_is_listed() {
        letters = new Facts.Letters(THREE, true, null);
        routes = List.of(route("audit", "Suspended", true, null), route("replay-orders", "Stopped", false, null));
        assertThat(verdict().state()).isEqualTo(Verdict.State.WARNING);
        assertThat(verdict().sentence()).isEqualTo("The route audit is paused");
        assertThat(verdict().problems())
                .extracting(Problem::sentence)
                .contains("3 dead letters are open, 2 of them: quantity is …");
        String first = "routes/process-order.camel.yaml, line 8: there is no \"lok\"";
        mistakes = new Mistakes(false, first, List.of(first));
        inboxes = List.of(new InboxWatch.Inbox("receive-orders", "The inbox has not been read since 10:42"));

        assertThat(verdict().problems())
                .extracting(Problem::kind)
                .containsExactly(Kind.ROUTE_FILES, Kind.INBOX_UNREAD, Kind.ROUTE_STOPPED, Kind.DEAD_LETTERS);
        assertThat(verdict().sentence()).isEqualTo("The last change of the routes was not taken: " + first);
    }

    @Test
    void mistakes_in_routes_are_one_problem_that_counts_them_and_leads_to_all() {
        String first = "routes/process-order.camel.yaml, line 8: there is no \"lok\"";
        String second = "routes/process-order.camel.yaml, line 12: there is no \"lag\"";
        mistakes = new Mistakes(false, "2 mistakes, the first in " + first, List.of(first, second));
        assertThat(verdict().problems())
                .containsExactly(new Problem(
                        Kind.ROUTE_FILES,
                        Problem.Severity.BAD,
                        2,
                        "The last change of the routes was not taken: 2 mistakes, the first in " + first,
                        "#saves-title"));

        String gone = "routes/audit.camel.yaml, line 5, route audit: no route reads from direct:b any more";
        mistakes = new Mistakes(true, gone, List.of(gone));
        assertThat(verdict().sentence()).isEqualTo("A route that others send to is gone: " + gone);
    }

    @Test
    void dead_letters_that_were_not_all_looked_at_or_cant_be_are_not_known_and_not_well() {
        letters = new Facts.Letters(List.of(), false, null);
        assertThat(verdict().state()).isEqualTo(Verdict.State.UNKNOWN);
        assertThat(verdict().sentence()).isEqualTo("Not known yet: not all dead letters have been looked at");
        letters = new Facts.Letters(List.of(), true, "Not authorized to access topics: [letters\u001b[2J]");
        assertThat(verdict().sentence())
                .isEqualTo("Not known: the dead letters can't be read: "
                        + "Not authorized to access topics: [letters\\u001b[2J]");

        letters = new Facts.Letters(THREE, false, null);
        assertThat(verdict().sentence()).isEqualTo("At least 3 dead letters are open, 2 of them: quantity is …");
        assertThat(verdict().problems())
                .extracting(Problem::kind)
                .containsExactly(Kind.DEAD_LETTERS, Kind.LETTERS_UNKNOWN);
        backlog = BacklogAnswer.NONE;
        assertThat(verdict().problems()).extracting(Problem::kind).doesNotContain(Kind.LETTERS_UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void each_kind_leads_to_a_place_that_the_page_has(Kind kind) throws Exception {
        try (InputStream page = Judge.class.getResourceAsStream("/board/board.html")) {
            assertThat(new String(page.readAllBytes(), UTF_8))
                    .contains("id=\"%s\"".formatted(Problem.of(kind, "").link().substring(1)));
        }
    }

    @Test
    void an_inbox_is_unread_without_polls_and_a_file_stands_still_where_it_is_not_read_on() {
        InboxWatch watch = new InboxWatch(() -> now);
        List<OrderFileState> file = List.of(
                new OrderFileState("lunch\n.ndjson", OrderFileState.Stage.READING, 10, 7, 1, 0, List.of(), now));
        assertThat(watch.trouble("receive-orders", "1", List.of())).isNull();
        now += 16_000;
        assertThat(watch.trouble("receive-orders", "2", List.of())).isNull();
        now += 16_000;

        assertThat(watch.trouble("receive-orders", "2", List.of()))
                .startsWith("The inbox has not been read since ")
                .endsWith(" (route receive-orders)");
        assertThat(watch.trouble("receive-orders", "2", file)).startsWith("lunch\\u000a.ndjson has stood still since ");
    }
}
