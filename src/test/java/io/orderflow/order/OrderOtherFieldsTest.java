package io.orderflow.order;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fields that are none of the order's own: carried along unchanged, numbers exact, no key twice. */
class OrderOtherFieldsTest {

    private static final String JSON = "{\"order_id\": \"o-1\", \"user\": \"u\", \"item\": \"i\", \"quantity\": 5}";
    private static final int MAX_DEPTH = 1_000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "false",
                "\"\"",
                "\"text\"",
                "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001F\"",
                "[]",
                "{}",
                "[[], {}, null]",
                "{\"b\": 1, \"a\": 2, \"\": 3, \"user\": 4, \"quantity\": 5.0}",
                "0",
                "-1",
                "2147483647",
                "2147483648",
                "-9223372036854775808",
                "9223372036854775808",
                "12345678901234567890123",
                "0.0",
                "0.000",
                "1.10",
                "0.1000",
                "5.0",
                "-2.50",
                "3.141592653589793238462643383279502884197",
                "0.1",
                "1E+400",
                "1E-400",
                "1E+2147483647",
                "9007199254740993"
            })
    void a_value_of_every_type_is_written_as_it_came(String value) {
        assertThat(written(with("\"x\": " + value))).isEqualTo(with("\"x\": " + value));
        assertThat(written(with("\"x\": [{\"y\": " + value + "}]"))).isEqualTo(with("\"x\": [{\"y\": " + value + "}]"));
    }

    @Test
    void the_fields_keep_their_order_behind_the_orders_own() {
        String json =
                "{\"z\":1,\"quantity\":5,\"y\":2,\"item\":\"i\",\"10\":3,\"user\":\"u\",\"9\":4,\"order_id\":\"o-1\",\"a\":5}";

        assertThat(written(json)).isEqualTo(with("\"z\": 1, \"y\": 2, \"10\": 3, \"9\": 4, \"a\": 5"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"User", "USER", " user", "user ", "orderId", "order-id", "ⅼtem", "quantity\\u0000"})
    void a_name_that_only_looks_like_a_known_one_is_another(String name) {
        assertThat(OrderJson.read(bytes(with("\"" + name + "\": 7"))).other()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1E5",
                "1e5",
                "1e+05",
                "1.50e3",
                "2.590e3",
                "100e-2",
                "0.0000001",
                "0e0",
                "5e0",
                "-0.0",
                "-0e5",
                "1e400",
                "0E+9999999",
                "1e2147483647",
                "-1.0e-2147483646"
            })
    void a_decimal_number_keeps_even_its_spelling(String number) {
        assertThat(written(with("\"x\": [" + number + "]"))).isEqualTo(with("\"x\": [" + number + "]"));
        assertThat(OrderJson.read(bytes(with("\"x\": " + number)))
                        .other()
                        .get("x")
                        .decimalValue())
                .isEqualByComparingTo(new BigDecimal(number));
    }

    /** JSON's -0 is the integer 0; -0.0 is a decimal. */
    @Test
    void the_integer_0_loses_its_minus() {
        assertThat(written(with("\"x\": -0"))).isEqualTo(with("\"x\": 0"));
    }

    @Test
    void a_number_of_a_thousand_digits_is_exact() {
        String digits = "1234567890".repeat(100);
        for (String number : new String[] {
            digits, "-" + digits, "0." + digits.substring(2), digits.substring(0, 700) + "." + digits.substring(0, 290)
        }) {
            assertThat(written(with("\"x\": " + number))).isEqualTo(with("\"x\": " + number));
        }
        assertRefused(with("\"x\": " + digits + "1"), "a number has 1,001 digits; at most 1,000 can be read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e99999999999",
                "-1e99999999999",
                "1e-99999999999",
                "0e99999999999",
                "1e2147483648",
                "1e-2147483648",
                "0.01e-2147483646",
                "1e9999999999999999999999999999"
            })
    void a_number_with_an_absurd_exponent_is_refused(String number) {
        String reason = "\"x\" has a number that is too large to be kept exactly";
        assertRefused(with("\"x\": " + number), reason);
        assertRefused(with("\"x\": [1, {\"y\": " + number + "}]"), reason);
        assertRefused(
                with("\"x\": "
                        + number.replace("e", ".0" + "0".repeat(600) + "e").replace("0.01.0", "0.01")),
                reason);
    }

    @Test
    void nesting_is_carried_along_as_deep_as_it_may_be() {
        for (String open : new String[] {"[", "{\"a\": "}) {
            int depth = MAX_DEPTH - 1;
            String deep = with("\"x\": " + open.repeat(depth) + (open.equals("[") ? "]" : "1}")
                    + (open.equals("[") ? "]" : "}").repeat(depth - 1));

            Order order = OrderJson.read(bytes(deep));

            assertThat(written(deep)).isEqualTo(deep);
            assertThat(OrderJson.read(bytes(deep))).isEqualTo(order).hasSameHashCodeAs(order);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {MAX_DEPTH, 5_000, 1_000_000})
    void deeper_nesting_is_refused_without_a_stack_overflow(int depth) {
        String reason = "it is nested 1,001 deep; at most 1,000 can be read";
        assertRefused(with("\"x\": " + "[".repeat(depth) + "]".repeat(depth)), reason);
        assertRefused(with("\"x\": " + "{\"a\":".repeat(depth) + "1" + "}".repeat(depth)), reason);
        assertRefused("{\"x\":".repeat(depth + 1), reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": 1, \"a\": 2}",
                "{\"a\": 1, \"a\": 1}",
                "{\"a\": null, \"a\": null}",
                "{\"a\": null, \"a\": 1}",
                "{\"a\": {}, \"a\": {}}",
                "{\"a\": [], \"a\": []}",
                "{\"a\": 1, \"b\": 2, \"\\u0061\": \"three\"}",
                "[0, {\"b\": [{\"a\": 1.5, \"a\": true}]}]"
            })
    void two_equal_keys_deep_inside_are_named(String value) {
        assertRefused(with("\"x\": " + value), "\"a\" is there twice in \"x\"; each field may be there once");
    }

    @Test
    void the_same_key_in_two_objects_is_fine() {
        String json = with("\"x\": {\"x\": {\"x\": 1}, \"y\": [{\"x\": 1}, {\"x\": 1}]}");

        assertThat(written(json)).isEqualTo(json);
    }

    @Test
    void two_equal_keys_are_equal_however_they_are_written() {
        assertRefused(with("\"us\\u0065r\": \"other\""), "\"user\" is there twice; each field may be there once");
        assertRefused(with("\"\": 1, \"\": 2"), "\"\" is there twice; each field may be there once");
        assertRefused(with("\"é\": 1, \"\\u00e9\": 2"), "\"é\" is there twice; each field may be there once");
        assertRefused(with("\"a\\nb\": 1, \"a\\nb\": 2"), "\"a\\u000ab\" is there twice; each field may be there once");
    }

    @Test
    void a_long_key_that_is_there_twice_is_cut_in_the_message() {
        String key = "\"" + "k".repeat(40_000) + "\": 1";
        assertThatThrownBy(() -> OrderJson.read(bytes(with("\"x\": {" + key + ", " + key + "}"))))
                .isInstanceOf(InvalidOrderException.class)
                .message()
                .hasSizeLessThan(200);
    }

    private static String written(String json) {
        return new String(OrderJson.write(OrderJson.read(bytes(json))), UTF_8);
    }

    private static void assertRefused(String json, String reason) {
        assertThatThrownBy(() -> OrderJson.read(bytes(json)))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessageStartingWith(reason);
    }

    private static String with(String fields) {
        return JSON.substring(0, JSON.length() - 1) + ", " + fields + "}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
