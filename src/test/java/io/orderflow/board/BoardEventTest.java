package io.orderflow.board;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orderflow.analytics.TotalsView;
import io.orderflow.board.letters.LetterIndex;
import io.orderflow.board.letters.LetterJob;
import io.orderflow.board.letters.LetterState;
import io.orderflow.inbox.OrderFileState;
import io.orderflow.inbox.OrderFileState.Stage;
import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.kafka.DoneOffsets;
import io.orderflow.observe.OrderMeters;
import io.orderflow.observe.Through;
import io.orderflow.reload.ByHand;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent to the open pages each second stays small, and has what it can. */
class BoardEventTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LARGE = 999_999_999_999L;

    /** All that the board shows, so many of each, with so long texts of such characters. */
    private record Filled(int count, String text) {

        private <T> List<T> all(IntFunction<T> row) {
            return IntStream.range(0, count).mapToObj(row).toList();
        }

        private <T> List<T> atMost(int most, IntFunction<T> row) {
            return IntStream.range(0, Math.min(most, count)).mapToObj(row).toList();
        }

        private String text(int longest) {
            return text.substring(0, Math.min(longest, text.length()));
        }

        private ConsumerView consumer(int i) {
            return new ConsumerView(
                    i + text(250),
                    text,
                    text(249),
                    100,
                    1_000,
                    10_000,
                    10_000,
                    LARGE,
                    atMost(
                            20,
                            n -> new ConsumerView.Waiting(text(64), text(256), n, LARGE, 1_000, text, LARGE, LARGE, n)),
                    LARGE,
                    text,
                    true,
                    false,
                    atMost(100, n -> n),
                    atMost(10, n -> new ConsumerView.Working(n, text(60))));
        }

        private OrderFileState file(int i) {
            Stage stage = i % 2 == 0 ? Stage.FAILED : Stage.WAITING;
            return new OrderFileState(text, stage, LARGE, LARGE, LARGE, LARGE, atMost(5, n -> text), LARGE + i);
        }

        private Snapshot snapshot() {
            Map<String, Long> totals = new LinkedHashMap<>();
            Arrays.stream(OrderMeters.values())
                    .forEach(meter -> totals.put(meter.name().toLowerCase(Locale.ROOT), LARGE));
            return new Snapshot(
                    LARGE,
                    new Verdict(
                            Verdict.State.BAD,
                            text,
                            all(i -> new Problem(
                                    Problem.Kind.ORDERS_WAITING, Problem.Severity.BAD, 1, text, "#group-title"))),
                    text,
                    totals,
                    new Snapshot.Rate(1234567.8, 1234567.8, 12345.67, 12345.67),
                    Snapshot.Backlog.of(new BacklogAnswer(
                            true,
                            LARGE,
                            all(i -> new BacklogAnswer.Partition(i, LARGE, LARGE, LARGE, DoneOffsets.NONE)))),
                    LARGE,
                    LARGE,
                    atMost(
                            15,
                            i -> new LatestOrder(
                                    text(64), text(256), text(256), 1_000_000, i, LARGE, LARGE, "dead_lettered")),
                    atMost(10, i -> new TotalsView.Item(i + text(255), LARGE)),
                    all(this::file),
                    new Snapshot.Letters(
                            LARGE,
                            Map.of(LetterState.OPEN, LARGE, LetterState.SET_ASIDE, LARGE),
                            all(i -> new LetterIndex.Group(i + "", text, Map.of(LetterState.OPEN, LARGE))),
                            List.of()),
                    all(i -> new RouteState(
                            i + text(100),
                            text,
                            "Suspended",
                            true,
                            true,
                            new ByHand("paused", text, LARGE, true),
                            new Through(LARGE, LARGE, 12345.678, 12345.678, 12345.678))),
                    all(this::consumer),
                    all(i -> new LetterJob(
                            i + "", LetterState.REPLAYED, text, LetterJob.State.RUNNING, LARGE, LARGE, LARGE, text)),
                    false,
                    text,
                    text,
                    LARGE,
                    new TotalsView(
                            "REBALANCING",
                            new TotalsView.Sum(LARGE, LARGE),
                            new TotalsView.Sum(LARGE, LARGE),
                            all(i -> new TotalsView.Item(text, LARGE)),
                            LARGE,
                            all(i ->
                                    Map.of("rule", "user-orders", "user", text, "minute", text(20), "orders", LARGE))));
        }
    }

    private static int bytes(String event) {
        return event.getBytes(UTF_8).length;
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\u0000", "\u2028", "\"", "\\", "漢", "😀", "é"})
    void it_is_small_whatever_strangers_write_and_however_much_there_is(String character) throws Exception {
        for (int count : new int[] {1, 20, 60}) {
            for (int length : new int[] {60, 300, 100_000}) {
                String event = BoardEvent.of(new Filled(count, character.repeat(length)).snapshot());

                assertThat(bytes(event)).as("%d of %d", count, length).isLessThan(12_000);
                JsonNode board = JSON.readTree(event);
                for (String list : List.of("latest", "inbox", "routes", "consumers", "top_items", "jobs")) {
                    assertThat(board.path(list)).as(list).isNotEmpty();
                }
                assertThat(board.at("/verdict/problems")).isNotEmpty();
                assertThat(board.at("/backlog/partitions")).isNotEmpty();
            }
        }
        String name = "x".repeat(1_000_000);
        assertThat(bytes(BoardEvent.of(new Filled(40, name).snapshot()))).isLessThan(12_000);
    }

    @Test
    void what_is_usual_is_whole_and_of_what_is_not_the_rest_is_counted() throws Exception {
        JsonNode usual = JSON.readTree(BoardEvent.of(new Filled(5, "chicken burger").snapshot()));
        assertThat(usual.path("left_out")).isEmpty();
        assertThat(usual.path("latest")).hasSize(5);
        assertThat(usual.at("/consumers/0/waiting")).hasSize(5);
        assertThat(usual.at("/inbox/0/name").asText()).isEqualTo("chicken burger");
        assertThat(usual.at("/inbox/0/reasons")).hasSize(2);

        JsonNode much = JSON.readTree(BoardEvent.of(new Filled(100, "chicken burger").snapshot()));
        assertThat(much.at("/left_out/routes").asInt())
                .isEqualTo(100 - much.path("routes").size());
        assertThat(much.at("/left_out/inbox").asInt())
                .isEqualTo(100 - much.path("inbox").size());
        assertThat(much.at("/left_out/consumers").asInt()).isBetween(1, 99);
        assertThat(much.at("/left_out/partitions").asInt()).isBetween(1, 99);
    }

    @Test
    void how_much_waits_is_not_told_as_long_as_kafka_has_not_answered_or_does_not_tell() {
        assertThat(BoardJson.of(Snapshot.Backlog.of(BacklogAnswer.NONE))).isEqualTo("{\"up\":false,\"partitions\":[]}");
        assertThat(Snapshot.Backlog.of(new BacklogAnswer(true, 0, List.of())).lag())
                .as("it answers, and does not tell this program")
                .isNull();
    }

    @Test
    void a_long_text_is_cut_and_what_an_order_is_asked_for_by_is_whole() throws Exception {
        JsonNode board = JSON.readTree(BoardEvent.of(new Filled(1, "y".repeat(300)).snapshot()));

        assertThat(board.at("/latest/0/order_id").asText()).isEqualTo("y".repeat(64));
        assertThat(board.at("/latest/0/user").asText()).isEqualTo("y".repeat(120) + "…");
        assertThat(board.at("/verdict/sentence").asText()).isEqualTo("y".repeat(300));
        assertThat(board.at("/latest/0/state").asText()).isEqualTo("dead_lettered");
    }
}
