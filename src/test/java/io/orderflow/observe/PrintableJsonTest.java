package io.orderflow.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableJsonTest {

    private static final ObjectMapper JSON = new ObjectMapper(PrintableJson.factory());

    @ParameterizedTest
    @ValueSource(ints = {0, 0x1b, 0x7f, 0x85, 0x9b, 0x061c, 0x200f, 0x2028, 0x202e, 0x2066, 0x206f})
    void what_a_terminal_obeys_is_escaped_and_read_as_it_was(int character) throws Exception {
        String text = "a" + Character.toString(character) + "b";

        String json = JSON.writeValueAsString(text);

        assertThat(json).isEqualToIgnoringCase("\"a\\u%04xb\"".formatted(character));
        assertThat(JSON.readValue(json, String.class)).isEqualTo(text);
    }

    @Test
    void all_other_text_stands_as_it_is() throws Exception {
        assertThat(JSON.writeValueAsString("zoë 饺子 👨‍👩‍👧 مرحبا \u00a0"))
                .isEqualTo("\"zoë 饺子 👨‍👩‍👧 مرحبا \u00a0\"");
    }
}
