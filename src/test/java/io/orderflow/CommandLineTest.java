package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderflow.settings.InvalidSettingException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void what_is_asked_for_is_printed_and_the_program_does_not_run() {
        assertThat(answer("--help")).isTrue();
        assertThat(out.toString(UTF_8)).contains("--check", "--settings", "--version");
        assertThat(answer("--check")).isFalse();
        assertThat(answer()).isFalse();
    }

    @Test
    void an_argument_that_is_misspelled_names_the_nearest_one() {
        assertThatThrownBy(() -> answer("--chek"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "There is no argument \"--chek\"; did you mean --check? Those there are: --check, --settings,"
                                + " --version, --help");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "mine", "-h", "-foo", "check", "--"})
    void an_argument_that_there_is_not_is_refused_and_none_is_camels(String argument) {
        assertThatThrownBy(() -> answer("--check", argument))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("There is no argument \"" + argument + "\"")
                .hasMessageEndingWith(" Those there are: --check, --settings, --version, --help");
    }

    @Test
    void an_option_of_java_that_comes_too_late_is_named() {
        assertThatThrownBy(() -> answer("--check", "-Dorders.topic=mine"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("-Dorders.topic has no effect at the end: options of Java stand before -jar");
    }

    private boolean answer(String... arguments) {
        return CommandLine.answer(List.of(arguments), new PrintStream(out, true, UTF_8));
    }
}
