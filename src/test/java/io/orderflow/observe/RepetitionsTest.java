package io.orderflow.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepetitionsTest {

    private final List<String> log = new ArrayList<>();
    private final Repetitions repetitions = new Repetitions(log::add);

    @Test
    void the_first_time_is_reported_at_once_and_the_others_together() {
        for (int i = 0; i < 1_500; i++) {
            repetitions.add("A wrong password from 10.0.0.7");
        }
        assertThat(log).containsExactly("A wrong password from 10.0.0.7");
        repetitions.report();

        assertThat(log).hasSize(2).last().isEqualTo("A wrong password from 10.0.0.7 (1499 times more)");
    }

    @Test
    void what_has_ended_is_not_reported_again_and_is_new_when_it_comes_back() {
        repetitions.add("A wrong password from 10.0.0.7");
        repetitions.report();
        repetitions.report();
        assertThat(log).hasSize(1);
        repetitions.add("A wrong password from 10.0.0.7");

        assertThat(log).hasSize(2);
    }

    @Test
    void many_addresses_do_not_fill_the_log() {
        for (int i = 0; i < 100_000; i++) {
            repetitions.add("A wrong password from address " + i);
        }
        repetitions.report();

        assertThat(log)
                .hasSize(101)
                .last()
                .isEqualTo("There was more of this kind from other addresses (99900 times more)");
    }
}
