package io.orderflow.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderflow.board.letters.LetterIndex;
import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.kafka.DoneOffsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What became of an order is not said where it was not looked at. Of partition 0, the first ten records are done. */
class OutcomesTest {

    private static final LetterIndex NO_LETTERS = new LetterIndex("orders");

    private static BacklogAnswer backlog(boolean up) {
        return new BacklogAnswer(up, 5, List.of(new BacklogAnswer.Partition(0, 15, 10, 5, DoneOffsets.NONE)));
    }

    private static String state(Outcomes outcomes, int partition, long offset, long time) {
        LatestOrder order = new LatestOrder("o-1", "lucy", "tea", 1, partition, offset, time, null);
        return outcomes.of(List.of(order)).get(0).state();
    }

    @Test
    void what_is_done_without_a_letter_is_processed_and_what_is_not_done_received() {
        Outcomes outcomes = new Outcomes(backlog(true), NO_LETTERS, time -> true);

        assertThat(state(outcomes, 0, 9, 1)).isEqualTo("processed");
        assertThat(state(outcomes, 0, 10, 1)).isEqualTo("received");
    }

    @Test
    void what_is_done_may_be_dead_lettered_where_not_all_letters_were_looked_at() {
        Outcomes outcomes = new Outcomes(backlog(true), NO_LETTERS, time -> time > 100);

        assertThat(state(outcomes, 0, 9, 100)).isEqualTo("unknown");
        assertThat(state(outcomes, 0, 9, 101)).isEqualTo("processed");
    }

    @Test
    void what_was_not_done_when_kafka_answered_last_may_be_done_by_now() {
        Outcomes away = new Outcomes(backlog(false), NO_LETTERS, time -> true);

        assertThat(state(away, 0, 9, 1)).isEqualTo("processed");
        assertThat(state(away, 0, 10, 1)).isEqualTo("unknown");
        assertThat(state(new Outcomes(backlog(true), NO_LETTERS, time -> true), 1, 0, 1))
                .as("of a partition of which nothing was said")
                .isEqualTo("unknown");
    }
}
