package io.orderflow.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {

    @ParameterizedTest
    @CsvSource({
        // wish, NO_COLOR, TERM, terminal, coloured
        ",,xterm-256color,true,true",
        ",,,true,true",
        ",,xterm,false,false",
        ",1,xterm,true,false",
        ",,dumb,true,false",
        "true,1,dumb,false,true",
        "false,,xterm,true,false",
        "perhaps,,xterm,false,false"
    })
    void it_is_coloured_where_it_is_a_terminal_and_nobody_says_otherwise(
            String wish, String noColor, String term, boolean terminal, boolean coloured) {
        Map<String, String> environment = term == null
                ? Map.of()
                : noColor == null ? Map.of("NO_COLOR", "", "TERM", term) : Map.of("NO_COLOR", noColor, "TERM", term);

        assertThat(Terminal.isColoured(wish, environment, terminal)).isEqualTo(coloured);
    }

    @Test
    void what_scrolled_out_of_sight_is_said_again_once_a_minute_at_the_most() {
        Reminder reminder = new Reminder();
        long minuteLater = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        assertThat(reminder.isDue(minuteLater)).as("it is still in sight").isFalse();
        IntStream.range(0, 1_000).forEach(i -> reminder.lineWritten());

        assertThat(reminder.isDue(minuteLater - TimeUnit.SECONDS.toNanos(5))).isFalse();
        assertThat(reminder.isDue(minuteLater)).isTrue();
        IntStream.range(0, 1_000).forEach(i -> reminder.lineWritten());
        assertThat(reminder.isDue(minuteLater + TimeUnit.SECONDS.toNanos(59))).isFalse();
        assertThat(reminder.isDue(minuteLater + TimeUnit.SECONDS.toNanos(60))).isTrue();
    }
}
