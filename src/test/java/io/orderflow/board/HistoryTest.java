package io.orderflow.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderflow.inbox.OrderFileState;
import io.orderflow.inbox.OrderFileState.Stage;
import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.kafka.DoneOffsets;
import io.orderflow.observe.Durations;
import io.orderflow.observe.Through;
import io.orderflow.reload.ByHand;
import io.orderflow.reload.Save;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** What the charts show: values by the second, ten seconds and minute, and marks. */
class HistoryTest {

    private static final BacklogAnswer AWAY = new BacklogAnswer(false, 0, List.of());

    private final History history = new History();
    private final Durations durations = new Durations();
    private long now = 1_000_000;

    private static BacklogAnswer waiting(long lag) {
        return new BacklogAnswer(true, lag, List.of(new BacklogAnswer.Partition(2, lag, 0, lag, DoneOffsets.NONE)));
    }

    private void second(double in, BacklogAnswer backlog) {
        now += 1_000;
        history.add(now, in, 0, backlog, durations.counts());
    }

    @Test
    void each_range_has_its_steps_the_oldest_first_and_keeps_no_more_than_its_places() {
        for (int i = 1; i <= 2_000; i++) {
            second(i, waiting(i));
        }

        History.View five = history.view("5m");
        assertThat(five.in()).hasSize(300).startsWith(1_701f).endsWith(2_000f);
        assertThat(five.times()).hasSize(300).endsWith(now - 1_000, now);
        assertThat(history.view("30m").waiting())
                .hasSize(1_800)
                .startsWith(201f)
                .endsWith(2_000f);
        assertThat(history.view("6h").in()).hasSize(200).startsWith(5.5f).endsWith(1_995.5f);
        assertThat(history.view("24h").in()).hasSize(33);
        assertThat(history.view("24h").stepMs()).isEqualTo(60_000);
        assertThat(history.view("24h").partitions().get(0).partition()).isEqualTo(2);
        assertThat(history.view("24h").partitions().get(0).lag()).endsWith(1_980f);
        assertThatThrownBy(() -> history.view("1y")).hasMessage("range is one of 5m, 30m, 6h, 24h");
    }

    @Test
    void more_than_a_day_of_a_hundred_partitions_and_of_a_mark_each_second_keeps_its_bounds() {
        Marks marks = new Marks(now);
        BacklogAnswer backlog = new BacklogAnswer(
                true,
                100,
                IntStream.range(0, 100)
                        .mapToObj(partition -> new BacklogAnswer.Partition(partition, 1, 0, 1, DoneOffsets.NONE))
                        .toList());
        for (int i = 0; i < 90_000; i++) {
            second(1, backlog);
            String name = "saved " + i;
            marks.look(now, i % 2 == 0, List.of(), List.of(new Save(now, name, true, List.of())), List.of());
        }

        for (Map.Entry<String, Integer> places :
                Map.of("5m", 300, "30m", 1_800, "6h", 2_160, "24h", 1_440).entrySet()) {
            History.View view = history.view(places.getKey());
            assertThat(view.times()).hasSize(places.getValue());
            assertThat(view.partitions()).hasSize(16).allSatisfy(partition -> assertThat(partition.lag())
                    .hasSize(places.getValue()));
        }
        assertThat(marks.since(0))
                .filteredOn(mark -> mark.kind() == Marks.Kind.ROUTE)
                .hasSize(200);
        assertThat(marks.since(0)).hasSize(400);
    }

    @Test
    void tries_of_the_last_thousand_orders_are_kept_twenty_of_each() {
        TryLog tries = new TryLog(() -> now);
        for (int order = 0; order < 1_100; order++) {
            for (int number = 1; number <= 30; number++) {
                tries.note(
                        new ConsumerRecord<>("orders", 0, order, null, null),
                        number,
                        new IllegalStateException("closed"));
            }
        }

        assertThat(tries.of("orders", 0, 99)).isEmpty();
        assertThat(tries.of("orders", 0, 100)).hasSize(20);
        assertThat(tries.of("orders", 0, 1_099))
                .extracting(TryLog.Try::number)
                .startsWith(11)
                .endsWith(30);
    }

    @Test
    void what_is_not_known_is_null_and_seconds_that_are_caught_up_on_are_left_out() {
        second(1, AWAY);
        now -= 900;
        second(5, waiting(7));

        assertThat(history.view("5m").waiting()).containsExactly((Float) null);
        assertThat(history.p50()).isNull();
        second(5, waiting(7));
        assertThat(history.view("5m").waiting()).containsExactly(null, 7f);
        assertThat(history.view("5m").partitions().get(0).lag()).containsExactly(null, 7f);
    }

    @Test
    void how_old_orders_were_is_that_of_each_step_within_an_eighth() {
        durations.add(1_000_000);
        second(1, waiting(0));
        for (int i = 0; i < 98; i++) {
            durations.add(20_000_000);
        }
        durations.add(800_000_000);
        durations.add(800_000_000);
        second(1, waiting(0));

        assertThat(history.p50()).isBetween(17.5, 22.5);
        assertThat(history.p99()).isBetween(700.0, 900.0);
        second(1, waiting(0));
        assertThat(history.p50()).isNull();
    }

    @Test
    void when_nothing_waits_any_more_is_said_while_it_becomes_less() {
        for (int i = 0; i <= 30; i++) {
            second(0, waiting(1_000 - 10 * i));
        }
        assertThat(history.clearsInMs()).isEqualTo(70_000);
        for (int i = 0; i <= 30; i++) {
            second(0, waiting(700 + i));
        }
        assertThat(history.clearsInMs()).isNull();
    }

    @Test
    void files_saves_what_a_person_does_and_a_broker_that_was_away_are_marked() {
        Marks marks = new Marks(100);
        RouteState paused =
                new RouteState("r", "", "Suspended", true, false, new ByHand("paused", "mei", 300, true), Through.NONE);
        RouteState runs = new RouteState("r", "", "Started", true, false, null, Through.NONE);
        OrderFileState before = file("a", Stage.DONE, 50);
        marks.look(200, true, List.of(before), List.of(new Save(90, "old", true, List.of())), List.of(runs));
        assertThat(marks.since(0)).isEmpty();

        List<OrderFileState> files = List.of(
                before, file("b", Stage.FAILED, 210), file("c", Stage.READING, 220), file("d", Stage.DONE, 230));
        List<Save> saves = List.of(new Save(250, "line 8", false, List.of()));
        marks.look(300, false, files, saves, List.of(paused));
        marks.look(400, false, files, saves, List.of(paused));
        marks.look(500, true, files, saves, List.of(runs));

        assertThat(marks.since(0))
                .extracting(Marks.Mark::text)
                .containsExactly(
                        "2 files: 14 orders",
                        "Not taken: line 8",
                        "r was paused by mei",
                        "Kafka was away",
                        "r goes on");
        assertThat(marks.since(450)).extracting(Marks.Mark::text).containsExactly("Kafka was away", "r goes on");
        assertThat(marks.since(450).get(0).time()).isEqualTo(300);
    }

    @Test
    void an_outage_that_goes_on_is_marked_from_any_time_on_however_many_files_come() {
        Marks marks = new Marks(100);
        marks.look(200, true, List.of(), List.of(), List.of());
        marks.look(300, false, List.of(), List.of(), List.of());
        for (int i = 0; i < 300; i++) {
            marks.look(400 + i, false, List.of(file("f" + i, Stage.DONE, 400 + i)), List.of(), List.of());
        }

        assertThat(marks.since(690))
                .extracting(Marks.Mark::text)
                .startsWith("Kafka is away")
                .hasSize(11);
        assertThat(marks.since(0)).hasSize(201);
        marks.look(800, true, List.of(), List.of(), List.of());
        assertThat(marks.since(801)).isEmpty();
        assertThat(marks.since(750)).containsExactly(new Marks.Mark(300, 800L, Marks.Kind.KAFKA, "Kafka was away"));
    }

    private static OrderFileState file(String name, Stage stage, long time) {
        return new OrderFileState(name, stage, 1, 1, 7, 0, List.of(), time);
    }
}
