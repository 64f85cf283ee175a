package io.orderflow.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;

class PrintableExceptionConverterTest {

    private static final String HOSTILE = "no order a\n04:33:33.333 ERROR board  Kafka is lost \u001b[41mRED\u202e";
    private static final String ESCAPED =
            "no order a\\u000a04:33:33.333 ERROR board  Kafka is lost \\u001b[41mRED\\u202e";

    private static String written(String pattern, Throwable failure) {
        LogEvent line = Log4jLogEvent.newBuilder()
                .setLoggerName("routes")
                .setLevel(Level.ERROR)
                .setMessage(new SimpleMessage("A step has failed"))
                .setThrown(failure)
                .build();
        return PatternLayout.newBuilder().withPattern(pattern).build().toSerializable(line);
    }

    @Test
    void a_stack_trace_has_each_message_on_one_line_and_nothing_that_a_terminal_obeys() {
        Exception failure = new IllegalStateException(HOSTILE, new IllegalArgumentException("x" + HOSTILE));
        failure.addSuppressed(new NoClassDefFoundError("y" + HOSTILE));

        String text = written("%m%n%printableEx", failure);

        assertThat(text.lines())
                .startsWith("A step has failed", "java.lang.IllegalStateException: " + ESCAPED)
                .contains(
                        "Caused by: java.lang.IllegalArgumentException: x" + ESCAPED,
                        "\tSuppressed: java.lang.NoClassDefFoundError: y" + ESCAPED)
                .anyMatch(line -> line.startsWith("\tat io.orderflow.log.PrintableExceptionConverterTest."))
                .noneMatch(line -> line.startsWith("04:33"));
        assertThat(text).doesNotContain("\u001b", "\u202e");
    }

    @Test
    void on_one_line_it_is_what_the_failure_says() {
        assertThat(written("%m%notEmpty{: %printableEx{message}}", new IllegalStateException(HOSTILE)))
                .isEqualTo("A step has failed: " + ESCAPED);
        assertThat(written("%m%notEmpty{: %printableEx{message}}", null)).isEqualTo("A step has failed");
    }

    @Test
    void without_a_failure_nothing_is_added() {
        assertThat(written("%m%n%printableEx", null)).isEqualTo("A step has failed" + System.lineSeparator());
    }

    @Test
    void a_circle_of_causes_and_a_message_of_a_megabyte_come_to_an_end() {
        Exception one = new IllegalStateException("z".repeat(1_000_000));
        one.initCause(new IllegalStateException("other", one));

        assertThat(written("%printableEx", one)).hasSizeLessThan(300_000);
    }
}
