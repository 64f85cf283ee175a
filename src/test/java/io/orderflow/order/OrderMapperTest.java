package io.orderflow.order;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.apache.camel.component.jackson.JacksonDataFormat;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mapper that Camel is given reads and writes as OrderJson does, whatever the bytes are. */
class OrderMapperTest {

    private static final String JSON =
            "{\"order_id\": \"o-1\", \"user\": \"david\", \"item\": \"crêpe 🥞\", \"quantity\": 5, \"price\": 1.10,"
                    + " \"note\": {\"a\": [1, -2.50e3, null, true, {}], \"b\": \"\\u0041\\n\\ud83e\\udd5e\"}}";
    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\\u",
        "\\ud800",
        "null",
        "true",
        "5",
        "-",
        ".0",
        "e99999999999",
        "0",
        "\"user\": \"x\"",
        "\"quantity\": 1",
        "\"a\": 1",
        "\n",
        "\u0000",
        "\uFEFF",
        "é",
        "🥞",
        " ",
        "//",
        "NaN"
    };

    private static final ObjectReader READER = OrderJson.mapper().readerFor(Order.class);

    @ParameterizedTest
    @ValueSource(
            strings = {
                JSON,
                "\uFEFF" + JSON,
                "",
                "\uFEFF",
                "null",
                "[]",
                "{}",
                "{",
                "{\"user\":",
                "{\"user\": 5}",
                "{\"quantity\": \"5\"}",
                "{\"quantity\": 1.0}",
                "{\"quantity\": 1e99999999999}",
                "{\"x\": 1e99999999999}",
                "{\"x\": {\"a\": 1, \"a\": 2}}",
                "{\"x\": 1, \"x\": 2}",
                JSON + JSON,
                JSON + " x",
                JSON + "]",
                "order"
            })
    void what_the_mapper_takes_and_refuses_is_what_is_taken_and_refused(String json) {
        assertReadsAlike(json.getBytes(UTF_8));
    }

    @Test
    void the_data_format_of_camel_reads_and_writes_alike() throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext();
                JacksonDataFormat format = new JacksonDataFormat(OrderJson.mapper(), Order.class)) {
            format.setCamelContext(camel);
            format.start();
            DefaultExchange exchange = new DefaultExchange(camel);
            Order order = OrderJson.read(JSON.getBytes(UTF_8));
            ByteArrayOutputStream written = new ByteArrayOutputStream();

            format.marshal(exchange, order, written);

            assertThat(written.toByteArray()).isEqualTo(OrderJson.write(order));
            assertThat(format.unmarshal(exchange, (Object) JSON.getBytes(UTF_8)))
                    .isEqualTo(order);
            assertThatThrownBy(() -> format.unmarshal(exchange, (Object) "null".getBytes(UTF_8)))
                    .isInstanceOf(InvalidOrderException.class);
            assertThatThrownBy(() -> format.unmarshal(exchange, (Object) new byte[] {'"', (byte) 0xE9, '"'}))
                    .isInstanceOf(InvalidOrderException.class);
        }
    }

    @Test
    void a_reason_shows_neither_the_record_nor_what_a_terminal_obeys() {
        assertThatThrownBy(() -> READER.readValue("{\"user\": \"secret\" x".getBytes(UTF_8)))
                .isInstanceOf(JsonProcessingException.class)
                .message()
                .doesNotContain("secret");
        assertThatThrownBy(() -> OrderJson.read("or\u202Eder".getBytes(UTF_8)))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessageStartingWith("not JSON at column 1: \"or\\u202eder\" is no value of JSON");
    }

    @Test
    void an_order_cut_off_anywhere_is_refused() {
        byte[] json = JSON.getBytes(UTF_8);
        for (int length = 0; length < json.length; length++) {
            byte[] start = Arrays.copyOf(json, length);
            assertThatThrownBy(() -> OrderJson.read(start)).isInstanceOf(InvalidOrderException.class);
            assertReadsAlike(start);
        }
    }

    @Test
    void whatever_is_cut_out_put_in_or_moved_the_order_stays_the_same_or_is_refused() {
        Random random = new Random(4_22);
        byte[] json = JSON.getBytes(UTF_8);
        int orders = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] mutant = json;
            for (int change = random.nextInt(2); change >= 0; change--) {
                mutant = mutated(mutant, random);
            }
            orders += assertReadsAlike(mutant) ? 1 : 0;
        }
        assertThat(orders).isBetween(500, 9_500);
    }

    /** A span of the bytes gives way to nothing, to a piece of JSON, to any bytes or to another span. */
    private static byte[] mutated(byte[] json, Random random) {
        int from = random.nextInt(json.length + 1);
        int to = Math.min(json.length, from + random.nextInt(random.nextBoolean() ? 3 : 30));
        ByteArrayOutputStream mutant = new ByteArrayOutputStream();
        mutant.write(json, 0, from);
        switch (random.nextInt(4)) {
            case 0 -> mutant.writeBytes(PIECES[random.nextInt(PIECES.length)].getBytes(UTF_8));
            case 1 -> {
                byte[] any = new byte[1 + random.nextInt(4)];
                random.nextBytes(any);
                mutant.writeBytes(any);
            }
            case 2 -> mutant.write(json, to - random.nextInt(to + 1) / 2 - to / 2, to / 2);
            default -> {}
        }
        mutant.write(json, to, json.length - to);
        return mutant.toByteArray();
    }

    /** Whether the bytes are an order, which then is the same in either way, and when written and read again. */
    private static boolean assertReadsAlike(byte[] json) {
        Order order;
        try {
            order = OrderJson.read(json);
        } catch (InvalidOrderException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n", "\r", "\u001b");
            assertThatThrownBy(() -> READER.readValue(json))
                    .isInstanceOfAny(InvalidOrderException.class, JsonProcessingException.class)
                    .extracting(refusal -> refusal instanceof JsonProcessingException fault
                            ? JsonFault.reason(fault, json, 0, json.length)
                            : refusal.getMessage())
                    .isEqualTo(e.getMessage());
            return false;
        }
        byte[] written = OrderJson.write(order);
        assertThat(written).doesNotContain('\n', '\r');
        Order again = OrderJson.read(written);
        assertThat(again).as(new String(json, UTF_8)).isEqualTo(order);
        assertThat(OrderJson.write(again)).isEqualTo(written);
        try {
            assertThat(READER.<Order>readValue(json)).isEqualTo(order);
        } catch (IOException e) {
            throw new AssertionError("the mapper alone refused it", e);
        }
        return true;
    }
}
