package io.orderflow.order;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of an order: UTF-8, with or without a byte-order mark, and nothing that merely looks like it. */
class OrderEncodingTest {

    private static final String BOM = "\uFEFF";
    private static final String JSON =
            "{\"order_id\": \"o-1\", \"user\": \"david\", \"item\": \"chicken burger\", \"quantity\": 5}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "é",
                "crêpe",
                "饺子",
                "🥟",
                "👨‍👩‍👧",
                "مرحبا",
                "\uFFFD",
                "\uFFFF",
                "a\u0301",
                "\uDBFF\uDFFF",
                "\uFEFFx"
            })
    void text_of_every_script_is_read_and_written_as_utf8(String item) {
        String json = JSON.replace("chicken burger", item);

        Order order = OrderJson.read(bytes(json));

        assertThat(order.item()).isEqualTo(item);
        assertThat(OrderJson.write(order)).isEqualTo(bytes(json));
    }

    /** Jackson writes a long text in pieces; none of its seams may fall into a pair of surrogates. */
    @Test
    void a_long_text_is_written_whole() {
        for (String start : new String[] {"", "x", "xx", "xxx"}) {
            String json = JSON.replace("}", ", \"note\": \"" + start + "🥟é".repeat(20_000) + "\"}");

            Order order = OrderJson.read(bytes(json));

            assertThat(OrderJson.read(OrderJson.write(order))).isEqualTo(order);
        }
    }

    @Test
    void a_pair_of_escapes_is_one_character() {
        assertThat(OrderJson.read(bytes(JSON.replace("david", "\\ud83e\\udd5f")))
                        .user())
                .isEqualTo("🥟");
        assertThat(OrderJson.read(bytes(JSON.replace("david", "\\ud83e\\udd5f".repeat(256))))
                        .user())
                .isEqualTo("🥟".repeat(256));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud83e", "\\udd5f", "\\udd5f\\ud83e", "a\\ud83eb", "🥟\\udd5f"})
    void half_a_character_in_a_known_field_is_refused_with_its_escape(String half) {
        for (String field : new String[] {"o-1", "david", "chicken burger"}) {
            assertThatThrownBy(() -> OrderJson.read(bytes(JSON.replace(field, half))))
                    .isInstanceOf(InvalidOrderException.class)
                    .hasMessageMatching("(order_id|user|item) is \"\\Q" + half
                            + "\\E\", which has half a character \\(an unpaired surrogate\\);"
                            + " text of 1 to (64|256) characters is wanted");
        }
    }

    @Test
    void half_a_character_in_another_field_stays_the_escape_that_it_was() {
        String json = JSON.replace("}", ", \"note\": \"\\uD83E, \\uDD5F\\uD83E\"}");

        assertThat(OrderJson.write(OrderJson.read(bytes(json)))).isEqualTo(bytes(json));
    }

    @Test
    void half_a_character_in_a_name_is_refused() {
        assertThatThrownBy(() -> OrderJson.read(bytes(JSON.replace("}", ", \"\\ud83e\": 1}"))))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessageContaining("surrogate");
    }

    @Test
    void a_byte_order_mark_is_skipped_once_and_at_the_start_alone() {
        Order order = OrderJson.read(bytes(JSON));
        byte[] marked = bytes("xx" + BOM + JSON + "yy");

        assertThat(OrderJson.read(bytes(BOM + JSON))).isEqualTo(order);
        assertThat(OrderJson.read(bytes(BOM + "\r\n" + JSON))).isEqualTo(order);
        assertThat(new OrderReader(() -> "derived").read(marked, 2, marked.length - 4))
                .isEqualTo(order);
        assertThat(new String(OrderJson.write(order), UTF_8)).isEqualTo(JSON);
        for (String json : new String[] {BOM + BOM + JSON, " " + BOM + JSON, JSON + BOM, JSON.replace(" ", BOM)}) {
            assertThatThrownBy(() -> OrderJson.read(bytes(json))).isInstanceOf(InvalidOrderException.class);
        }
    }

    @Test
    void a_byte_order_mark_alone_is_nothing() {
        assertThatThrownBy(() -> OrderJson.read(bytes(BOM)))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessage("there is nothing in it; an order as a JSON object is wanted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EF", "EFBB", "EFBBBE"})
    void half_a_byte_order_mark_is_no_text(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> OrderJson.read(bytes)).isInstanceOf(InvalidOrderException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "80, a continuation without a start",
        "BF, the last continuation",
        "C0AF, overlong in two bytes",
        "C1BF, overlong in two bytes",
        "E08080, overlong in three bytes",
        "E09FBF, overlong in three bytes",
        "F08FBFBF, overlong in four bytes",
        "EDA080, the first surrogate",
        "EDBFBF, the last surrogate",
        "EDA0BEEDB59F, a pair of surrogates (CESU-8)",
        "F4908080, beyond U+10FFFF",
        "F5808080, beyond U+10FFFF",
        "F888808080, five bytes",
        "FC8480808080, six bytes",
        "FE, never in UTF-8",
        "FF, never in UTF-8",
        "E9, é in ISO-8859-1",
        "C3, the first of two bytes",
        "E282, two of three bytes",
        "F09F9F, three of four bytes"
    })
    void bytes_that_are_not_utf8_are_refused_with_their_place_wherever_they_stand(String hex, String what) {
        byte[] bad = HexFormat.of().parseHex(hex);
        String reason = " is 0x" + hex.substring(0, 2) + ", which is not UTF-8; text in UTF-8 is wanted";

        assertRefused(bytes(JSON.replace("david", "#")), bad, reason, what);
        assertRefused(bytes(JSON.replace("\"item\"", "\"no#te\": 1, \"item\"")), bad, reason, what);
        assertRefused(bytes(JSON.replace("}", ", \"note\": [\"é#\"]}")), bad, reason, what);
        assertRefused(bytes(JSON.replace("5", "5#")), bad, reason, what);
        assertRefused(bytes("#" + JSON), bad, reason, what);
        assertRefused(bytes(JSON + " #"), bad, reason, what);
        assertRefused(bytes(BOM + JSON + "#"), bad, reason, what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "x-UTF-16LE-BOM", "X-UTF-32LE-BOM", "X-UTF-32BE-BOM"})
    void other_encodings_with_a_mark_are_refused(String charset) {
        assertThatThrownBy(() -> OrderJson.read(JSON.getBytes(Charset.forName(charset))))
                .isInstanceOf(InvalidOrderException.class);
    }

    /** In ASCII, UTF-16 without a mark is UTF-8 too, with a NUL for every other character. */
    @ParameterizedTest
    @CsvSource({"UTF-16LE, 2", "UTF-16BE, 1", "UTF-32LE, 2", "UTF-32BE, 1"})
    void other_encodings_without_a_mark_are_no_json(String charset, int column) {
        assertThatThrownBy(() -> OrderJson.read(JSON.getBytes(Charset.forName(charset))))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessageStartingWith(
                        "not JSON at column " + column + ": the character U+0000 stands between values");
    }

    /** The bad bytes in place of the #, with the place told within the record and not within the buffer. */
    private static void assertRefused(byte[] json, byte[] bad, String reason, String what) {
        int place = new String(json, ISO_8859_1).indexOf('#');
        ByteArrayOutputStream broken = new ByteArrayOutputStream();
        broken.writeBytes(bytes("{}"));
        broken.write(json, 0, place);
        broken.writeBytes(bad);
        broken.write(json, place + 1, json.length - place - 1);
        broken.write('}');
        byte[] buffer = broken.toByteArray();

        assertThatThrownBy(() -> new OrderReader(() -> "derived").read(buffer, 2, buffer.length - 3))
                .as(what)
                .isInstanceOf(InvalidOrderException.class)
                .hasMessage("byte " + (place + 1) + reason);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
