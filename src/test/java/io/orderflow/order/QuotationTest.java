package io.orderflow.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotationTest {

    private static final int MAX_QUOTED = 60;

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, '\t', '\n', '\r', 0x1b, 0x1f, 0x7f, 0x80, 0x85, 0x9b, 0x9f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2066,
                0x2069, 0x206a, 0x206f, 0x061c, 0x200e, 0x200f
            })
    void a_character_that_a_terminal_obeys_is_escaped(int character) {
        assertThat(Quotation.printable("a" + (char) character + "b")).isEqualTo("a\\u%04xb".formatted(character));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "~",
                "chicken burger",
                "a \"b\" c\\d",
                "\u00a0",
                "crêpe",
                "\u2027",
                "\u202f",
                "\u2065",
                "\u2070",
                "\u200d",
                "饺子",
                "🥟",
                "👨‍👩‍👧",
                "مرحبا"
            })
    void anything_else_stays_as_it_is(String text) {
        assertThat(Quotation.printable(text)).isEqualTo(text);
        assertThat(Quotation.printable("\u001b" + text)).isEqualTo("\\u001b" + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83e", "\udd5e", "\udd5e\ud83e", "🥞\ud83e", "\udd5e🥞"})
    void half_a_character_is_escaped_since_a_log_would_show_a_question_mark(String text) {
        String printable = Quotation.printable(text);

        assertThat(printable).contains("\\ud");
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(printable)).isTrue();
    }

    @Test
    void what_is_as_long_as_may_be_is_quoted_whole() {
        assertThat(Quotation.quote("")).isEqualTo("\"\"");
        assertThat(Quotation.quote("x".repeat(MAX_QUOTED))).isEqualTo("\"" + "x".repeat(MAX_QUOTED) + "\"");
    }

    @Test
    void what_is_longer_is_cut_between_two_characters() {
        assertThat(Quotation.quote("x".repeat(MAX_QUOTED + 1))).isEqualTo("\"" + "x".repeat(MAX_QUOTED) + "…\"");
        assertThat(Quotation.quote("x" + "🥞".repeat(MAX_QUOTED))).isEqualTo("\"x" + "🥞".repeat(29) + "…\"");
        assertThat(Quotation.quote("🥞".repeat(MAX_QUOTED))).isEqualTo("\"" + "🥞".repeat(30) + "…\"");
    }

    @Test
    void what_is_too_long_is_shortened_between_two_characters() {
        assertThat(Quotation.shortened("tea", 3)).isEqualTo("tea");
        assertThat(Quotation.shortened("teas", 3)).isEqualTo("tea…");
        assertThat(Quotation.shortened("te🥞s", 3)).isEqualTo("te…");
        assertThat(Quotation.shortened("🥞", 0)).isEqualTo("…");
    }
}
