package io.orderflow.order;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON of an order: each rule with what is taken, and what is refused with which words. */
class OrderJsonTest {

    private static final Order ORDER = new Order("o-1", "david", "chicken burger", 5);
    private static final String JSON =
            "{\"order_id\": \"o-1\", \"user\": \"david\", \"item\": \"chicken burger\", \"quantity\": 5}";

    private static final Supplier<String> DERIVED = () -> "derived";

    @Test
    void an_order_is_written_in_one_line_with_a_space_after_each_comma_and_colon() {
        assertThat(new String(OrderJson.write(ORDER), UTF_8)).isEqualTo(JSON);
    }

    @Test
    void an_order_is_read_as_it_was_written() {
        assertThat(OrderJson.read(bytes(JSON))).isEqualTo(ORDER);
        assertThat(OrderJson.read(bytes("\n\t" + JSON.replace(", ", ",\r\n") + "  "))
                        .quantity())
                .isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 1_000_000})
    void a_whole_number_in_its_range_is_a_quantity(int quantity) {
        assertThat(OrderJson.read(bytes(withQuantity(String.valueOf(quantity)))).quantity())
                .isEqualTo(quantity);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
            "5"                   | quantity is the text "5"
            1.9                   | quantity is 1.9
            5.0                   | quantity is 5.0
            5e0                   | quantity is 5e0
            1e3                   | quantity is 1e3
            1E0                   | quantity is 1E0
            -0                    | quantity is 0
            1e99999999999         | quantity is 1e99999999999
            ""                    | quantity is the text ""
            "five\\n"              | quantity is the text "five\\u000a"
            false                 | quantity is false
            0                     | quantity is 0
            -1                    | quantity is -1
            1000001               | quantity is 1000001
            2147483648            | quantity is 2147483648
            99999999999999999999  | quantity is 99999999999999999999
            null                  | quantity is null
            true                  | quantity is true
            [5]                   | quantity is a JSON array
            {}                    | quantity is a JSON object
            """)
    void anything_else_as_a_quantity_is_refused_never_bent_into_shape(String quantity, String found) {
        assertRefused(withQuantity(quantity), found + "; a whole number from 1 to 1,000,000 is wanted");
    }

    @Test
    void a_quantity_of_many_digits_is_cut_in_the_message_or_not_read_at_all() {
        assertRefused(
                withQuantity("1".repeat(1_000)),
                "quantity is " + "1".repeat(40) + "…; a whole number from 1 to 1,000,000 is wanted");
        assertThatThrownBy(() -> OrderJson.read(bytes(withQuantity("1".repeat(1_001)))))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessageStartingWith("a number has 1,001 digits; at most 1,000 can be read");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
            ""          | user has 0 characters
            " "         | user is " ", which is blank
            "\\n"       | user is "\\u000a", which is blank
            "\\u2028"   | user is "\\u2028", which is blank
            "\\u0000"   | user is "\\u0000", which is blank
            """)
    void a_user_who_is_blank_is_refused(String user, String reason) {
        assertRefused(JSON.replace("\"david\"", user), reason + "; text of 1 to 256 characters is wanted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"05", "+5", "NaN", "5.", ".5", "0x5", "5_000", "1e", "'5'"})
    void what_is_no_json_number_makes_the_record_no_json(String quantity) {
        assertThatThrownBy(() -> OrderJson.read(bytes(withQuantity(quantity))))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessageStartingWith("not JSON at column ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"order_id", "user", "item", "quantity"})
    void a_field_that_is_missing_is_named(String field) {
        String other = JSON.replace("\"" + field + "\"", "\"other\"");
        assertThatThrownBy(() -> OrderJson.read(bytes(other)))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessageStartingWith(field + " is missing; ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"order_id", "user", "item"})
    void a_text_field_takes_text_alone(String field) {
        for (String value : new String[] {"null", "5", "true", "[]", "{}"}) {
            String json = JSON.replaceFirst("\"" + field + "\": \"[^\"]*\"", "\"" + field + "\": " + value);
            assertThatThrownBy(() -> OrderJson.read(bytes(json)))
                    .isInstanceOf(InvalidOrderException.class)
                    .hasMessageMatching(
                            field + " is (null|5|true|a JSON array|a JSON object); text of 1 to .* is wanted");
        }
    }

    @Test
    void an_id_that_a_file_leaves_out_is_derived() {
        byte[] json = bytes("xx{\"user\":\"u\",\"item\":\"i\",\"quantity\":1}yy");

        assertThat(new OrderReader(() -> "derived")
                        .read(json, 2, json.length - 4)
                        .orderId())
                .isEqualTo("derived");
        assertThat(new OrderReader(() -> "derived")
                        .read(bytes(JSON), 0, JSON.length())
                        .orderId())
                .isEqualTo("o-1");
        assertThatThrownBy(() -> {
                    byte[] withNull = bytes(JSON.replace("\"o-1\"", "null"));
                    new OrderReader(() -> "derived").read(withNull, 0, withNull.length);
                })
                .isInstanceOf(InvalidOrderException.class)
                .hasMessageStartingWith("order_id is null");
    }

    @Test
    void other_fields_are_carried_along_unchanged_and_numbers_exact() {
        String other = "\"price\": 1.10, \"big\": 12345678901234567890123, \"tiny\": 1E-400, \"zero\": 0.000, "
                + "\"note\": \"crêpe 🥞 \\u0000\", \"none\": null, \"yes\": true, \"list\": [1, [2.50], {\"a\": {}}], \"\": {}";
        String json = JSON.substring(0, JSON.length() - 1) + ", " + other + "}";

        Order order = OrderJson.read(bytes(json));

        assertThat(new String(OrderJson.write(order), UTF_8)).isEqualTo(json);
        assertThat(OrderJson.read(OrderJson.write(order))).isEqualTo(order);
    }

    @ParameterizedTest
    @ValueSource(strings = {"order_id", "user", "item", "quantity", "price"})
    void two_equal_keys_are_refused(String field) {
        String value = field.equals("quantity") ? "5" : field.equals("price") ? "null" : "\"x\"";
        String twice = JSON.substring(0, JSON.length() - 1)
                + ", \"%s\": %s, \"%s\": %s}".formatted(field, value, field, value);
        assertRefused(twice, "\"" + field + "\" is there twice; each field may be there once");
    }

    @Test
    void two_equal_keys_are_refused_deep_inside_too() {
        assertThatThrownBy(() -> OrderJson.read(bytes(with("\"sub\": {\"a\": 1, \"a\": 1}"))))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessageContaining("a");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
            {}         | a second value follows the order, at column
            5          | a second value follows the order, at column
            ,          | not JSON at column
            x          | not JSON at column
            """)
    void something_after_the_order_is_refused(String after, String reason) {
        assertThatThrownBy(() -> OrderJson.read(bytes(JSON + " " + after)))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessageStartingWith(reason);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
            []         | this is a JSON array; an order is a JSON object
            "order"    | this is the text "order"; an order is a JSON object
            5          | this is 5; an order is a JSON object
            null       | this is null; an order is a JSON object
            order      | not JSON at column 1
            {"user":   | the JSON ends too early, at column
            """)
    void what_is_no_object_is_refused(String json, String reason) {
        assertThatThrownBy(() -> OrderJson.read(bytes(json)))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessageStartingWith(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n"})
    void nothing_is_no_order(String json) {
        assertRefused(json, "there is nothing in it; an order as a JSON object is wanted");
    }

    @Test
    void a_byte_order_mark_is_skipped() {
        assertThat(OrderJson.read(bytes("\uFEFF" + JSON))).isEqualTo(ORDER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"E9", "C080", "EDA080", "F5808080", "C3", "E282", "FF", "F0808080"})
    void bytes_that_are_not_utf8_are_refused_with_their_place(String hex) {
        byte[] json = bytes(JSON.replace("chicken", "###"));
        int place = new String(json, UTF_8).indexOf("###");
        byte[] bad = HexFormat.of().parseHex(hex);
        byte[] broken = new byte[json.length - 3 + bad.length];
        System.arraycopy(json, 0, broken, 0, place);
        System.arraycopy(bad, 0, broken, place, bad.length);
        System.arraycopy(json, place + 3, broken, place + bad.length, json.length - place - 3);

        assertThatThrownBy(() -> OrderJson.read(broken))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessage("byte %d is 0x%s, which is not UTF-8; text in UTF-8 is wanted"
                        .formatted(place + 1, hex.substring(0, 2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE"})
    void other_encodings_are_not_guessed(String charset) {
        assertThatThrownBy(() -> OrderJson.read(JSON.getBytes(Charset.forName(charset))))
                .isInstanceOf(InvalidOrderException.class);
    }

    @Test
    void nesting_and_numbers_beyond_every_measure_are_refused_without_an_error() {
        assertThat(OrderJson.read(bytes(with("\"deep\": " + "[".repeat(500) + "]".repeat(500))))
                        .other())
                .containsKey("deep");
        for (String field : new String[] {
            "\"deep\": " + "[".repeat(100_000) + "]".repeat(100_000),
            "\"deep\": " + "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000),
            "\"long\": " + "9".repeat(5_000),
            "\"exponent\": 1e99999999999",
            "\"exponent\": 1e-99999999999"
        }) {
            assertThatThrownBy(() -> OrderJson.read(bytes(with(field)))).isInstanceOf(InvalidOrderException.class);
        }
    }

    /** Each is kept for the next parser. */
    @Test
    void a_name_has_512_bytes_at_the_most() {
        String name = "ü".repeat(256);
        assertThat(OrderJson.read(bytes(with("\"" + name + "\": 1"))).other()).containsKey(name);
        assertRefused(with("\"" + name + "x\": 1"), "a field's name has more than 512 bytes; no more can be read");
        assertRefused(
                with("\"" + "x".repeat(100_000) + "\": 1"),
                "a field's name has more than 512 bytes; no more can be read");
    }

    @Test
    void whatever_the_bytes_are_they_are_an_order_that_reads_the_same_again_or_refused() {
        Random random = new Random(20_26);
        byte[] json = bytes(with("\"price\": 1.10, \"note\": \"crêpe\", \"list\": [1, {\"a\": null}]"));
        int orders = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] mutant = json.clone();
            for (int change = random.nextInt(3); change >= 0; change--) {
                mutant[random.nextInt(mutant.length)] =
                        random.nextBoolean() ? (byte) random.nextInt(256) : json[random.nextInt(json.length)];
            }
            try {
                Order order = OrderJson.read(mutant);
                assertThat(OrderJson.read(OrderJson.write(order))).isEqualTo(order);
                orders++;
            } catch (InvalidOrderException e) {
                assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
            }
        }
        assertThat(orders).isBetween(1_000, 49_000);
    }

    /** A reader of many orders keeps its parser from one to the next: nothing of a record may be left for another. */
    @Test
    void a_reader_of_many_orders_takes_and_refuses_the_same_as_one_for_each() {
        Random random = new Random(20_27);
        OrderReader many = new OrderReader(() -> "derived");
        byte[] json = bytes(with("\"price\": 1.10, \"note\": \"crêpe \\u00e9\", \"list\": [1, {\"a\": null}]"));
        for (int i = 0; i < 50_000; i++) {
            byte[] mutant = new byte[json.length + 2];
            System.arraycopy(json, 0, mutant, 1, json.length);
            for (int change = random.nextInt(3); change > 0; change--) {
                mutant[1 + random.nextInt(json.length)] =
                        random.nextBoolean() ? (byte) random.nextInt(256) : json[random.nextInt(json.length)];
            }
            int length = random.nextInt(4) > 0 ? json.length : random.nextInt(json.length);
            assertThat(outcome(() -> many.read(mutant, 1, length)))
                    .isEqualTo(outcome(() -> new OrderReader(() -> "derived").read(mutant, 1, length)))
                    .isEqualTo(outcome(() -> OrderJson.read(
                            OrderJson.reader().withAttribute(OrderDeserializer.MISSING_ID, DERIVED),
                            mutant,
                            1,
                            length)));
        }
    }

    private static Object outcome(Supplier<Order> read) {
        try {
            return read.get();
        } catch (InvalidOrderException e) {
            return e.getMessage();
        }
    }

    private static void assertRefused(String json, String reason) {
        assertThatThrownBy(() -> OrderJson.read(bytes(json)))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessage(reason);
    }

    private static String withQuantity(String quantity) {
        return JSON.replace("\"quantity\": 5", "\"quantity\": " + quantity);
    }

    private static String with(String field) {
        return JSON.substring(0, JSON.length() - 1) + ", " + field + "}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
