package io.orderflow.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldingAppenderTest {

    private static final int LIMIT = 20;

    private final List<String> written = new ArrayList<>();
    private final FoldingAppender log = folding(LIMIT);

    /** The test says itself when a second has ended. */
    private FoldingAppender folding(int limit) {
        Appender console = new AbstractAppender("console", null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public synchronized void append(LogEvent line) {
                written.add(line.getLoggerName() + " " + line.getLevel() + " "
                        + line.getMessage().getFormattedMessage());
            }
        };
        FoldingAppender folding = new FoldingAppender("fold", limit, () -> console, everySecond -> {});
        folding.start();
        return folding;
    }

    @AfterEach
    void nobodyKnowsWhatWaits() {
        FoldingAppender.waitingOrders(OptionalLong::empty);
    }

    private static LogEvent line(String logger, Level level, String text) {
        return Log4jLogEvent.newBuilder()
                .setLoggerName(logger)
                .setLevel(level)
                .setMessage(new SimpleMessage(text))
                .build();
    }

    private void received(int from, int to) {
        IntStream.rangeClosed(from, to)
                .forEach(i -> log.append(line("process-order", Level.INFO, "📦 Received order: " + i)));
    }

    @Test
    void lines_at_a_low_rate_are_all_written() {
        for (int second = 0; second < 3; second++) {
            received(1, LIMIT);
            log.endSecond();
        }

        assertThat(written).hasSize(3 * LIMIT).allMatch(line -> line.startsWith("process-order INFO 📦 Received"));
    }

    @Test
    void above_the_rate_one_line_a_second_has_number_rate_what_waits_and_the_first_line() {
        FoldingAppender.waitingOrders(() -> OptionalLong.of(1_234_567));
        received(1, 1_000);
        log.endSecond();
        received(1_001, 3_000);
        log.endSecond();

        assertThat(written.subList(0, LIMIT)).allMatch(line -> line.startsWith("process-order INFO 📦 Received"));
        assertThat(written.subList(LIMIT, written.size()))
                .hasSize(2)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .matches("process-order INFO 📦 980 lines in \\d+\\.\\d s"
                                        + " \\([\\d,]+/s; 1,234,567 orders wait\\), the first one: Received order: 21"),
                        line -> assertThat(line)
                                .startsWith("process-order INFO 📦 2,000 lines")
                                .endsWith("the first one: Received order: 1001"));
    }

    @Test
    void after_a_second_with_few_lines_each_is_written_again() {
        received(1, 1_000);
        log.endSecond();
        received(1_001, 1_001);
        log.endSecond();
        written.clear();
        received(1_002, 1_003);

        assertThat(written)
                .containsExactly(
                        "process-order INFO 📦 Received order: 1002", "process-order INFO 📦 Received order: 1003");
    }

    @Test
    void a_single_line_that_was_folded_is_written_as_it_is() {
        received(1, 1_000);
        log.endSecond();
        written.clear();
        received(1_001, 1_001);
        log.endSecond();

        assertThat(written).containsExactly("process-order INFO 📦 Received order: 1001");
    }

    @Test
    void other_marks_levels_and_loggers_are_kinds_of_their_own() {
        received(1, 1_000);
        log.append(line("process-order", Level.INFO, "⏳ waits"));
        log.append(line("process-order", Level.WARN, "📦 warns"));
        log.append(line("process-order", Level.INFO, "Something else"));
        log.append(line("audit", Level.INFO, "📦 Received order: 1"));

        assertThat(written)
                .hasSize(LIMIT + 4)
                .contains(
                        "process-order INFO ⏳ waits",
                        "process-order WARN 📦 warns",
                        "process-order INFO Something else",
                        "audit INFO 📦 Received order: 1");
    }

    @Test
    void where_all_are_wanted_all_are_written() {
        FoldingAppender all = folding(0);
        IntStream.range(0, 1_000).forEach(i -> all.append(line("process-order", Level.INFO, "📦 " + i)));

        assertThat(written).hasSize(1_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\n04:33:33.333 ERROR board  Kafka is lost",
                "a\r\nb",
                "\u001b[41mRED\u001b[0m",
                "\u009b31mred",
                "\u202egnp.exe",
                "\u2066a\u2069",
                "a\u2028b",
                "\u0000\u0007\u0008",
                "\ud800 half"
            })
    void no_text_of_a_stranger_begins_a_line_or_steers_a_terminal(String text) {
        for (FoldingAppender each : List.of(log, folding(0))) {
            for (int i = 0; i < 2 * LIMIT; i++) {
                each.append(line("any", Level.WARN, "❌ " + text));
            }
            each.endSecond();
        }

        assertThat(written).hasSize(3 * LIMIT + 1).noneMatch(line -> line.codePoints()
                .anyMatch(
                        c -> List.of(Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.SURROGATE)
                                .contains((byte) Character.getType(c))));
    }

    @Test
    void a_megabyte_of_text_is_cut() {
        log.append(line("any", Level.INFO, "x".repeat(1_000_000)));

        assertThat(written.get(0)).hasSizeLessThan(11_000).endsWith("x…");
    }

    @Test
    void each_line_of_many_threads_is_written_or_counted() throws Exception {
        int threads = 4;
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            new Thread(() -> {
                        received(1, 50_000);
                        done.countDown();
                    })
                    .start();
        }
        while (done.getCount() > 0) {
            log.endSecond();
        }
        done.await();
        log.endSecond();

        long lines = written.stream()
                .mapToLong(line -> line.contains(" lines in ")
                        ? Long.parseLong(
                                line.replaceAll(".*📦 ([\\d,]+) lines.*", "$1").replace(",", ""))
                        : 1)
                .sum();
        assertThat(lines).isEqualTo(threads * 50_000L);
    }
}
