package io.orderflow.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderflow.order.Order;
import java.util.List;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which orders a file has, and what is reported of its other records, in each shape. */
class OrderFileTest extends WalkedFile {

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n", "\r\n\r\n  \n"})
    void every_shape_has_the_same_orders(String end) throws Exception {
        String one = "{\"order_id\":\"1\",\"user\":\"a\",\"item\":\"x\",\"quantity\":1}";
        String two = "{\"order_id\":\"2\",\"user\":\"b\",\"item\":\"y, \\\"z\\\"\",\"quantity\":2}";
        List<Order> expected = List.of(new Order("1", "a", "x", 1), new Order("2", "b", "y, \"z\"", 2));
        for (String content : List.of(
                one + "\n" + two,
                one + two,
                "\uFEFF" + one + "\r\n\r\n" + two,
                one.replace(",", ",\n  ") + "\n" + two.replace("{", "{\n  "),
                "[" + one + "," + two + "]",
                "[\n  " + one + ",\n  " + two + "\n]",
                "quantity,user,order_id,item\n1,a,1,x\n2,b,2,\"y, \"\"z\"\"\"",
                "\uFEFFuser, item, quantity, order_id\r\na,x,1,1\r\nb,\"y, \"\"z\"\"\",2,2")) {
            for (byte[] bytes : List.of((content + end).getBytes(UTF_8), packed((content + end).getBytes(UTF_8)))) {
                walk("orders", bytes);

                assertThat(read()).as(content).isEqualTo(expected);
                assertThat(refusals()).isEmpty();
            }
        }
    }

    @Test
    void an_order_goes_byte_for_byte_as_it_stands_in_the_file_under_its_users_key() throws Exception {
        String json =
                "{ \"order_id\" : \"1\",\t\"user\":\"zo\\u00eb\", \"item\":\"x\", \"quantity\":1, \"price\":1.10 }";
        walk("one.json", "  " + json + "\n");

        assertThat(orders).singleElement().satisfies(message -> {
            assertThat(message.getBody()).isEqualTo(json.getBytes(UTF_8));
            assertThat(message.getHeader(KafkaConstants.KEY)).isEqualTo("zoë".getBytes(UTF_8));
        });
    }

    @Test
    void an_order_without_an_id_gets_the_same_one_each_time_and_another_elsewhere() throws Exception {
        String json = "{\"user\":\"a\",\"item\":\"x\",\"quantity\":1}";
        walk("a.ndjson", json + "\n" + json);
        List<Order> first = read();
        walk("a.ndjson", "\n" + json + "\n\n" + json + "\n");
        List<Order> again = read();
        walk("b.ndjson", json + "\n" + json);

        assertThat(again).isEqualTo(first).doesNotHaveDuplicates();
        assertThat(read()).doesNotContainAnyElementsOf(first);
        assertThat(text(orders.get(0)))
                .isEqualTo("{\"order_id\": \"" + read().get(0).orderId() + "\", " + json.substring(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {"user":"a","item":"x","quantity":"1"} | quantity is the text "1"; a whole number from 1 to 1,000,000 is wanted
            {"user":"a","item":"x"}                | quantity is missing; a whole number from 1 to 1,000,000 is wanted
            {"user":"a","item":"x","quantity":1    | the JSON ends too early, at column 36
            {"user":"a,"item":"x","quantity":1}    | not JSON at column 13: 'i' stands where a comma or } is wanted
            oops                                   | not JSON at column 1: "oops" is no value of JSON; text is wanted in double quotes
            42                                     | this is 42; an order is a JSON object, like {"user": …}
            """)
    void a_bad_line_between_good_ones_costs_only_itself(String bad, String reason) throws Exception {
        String good = "{\"order_id\":\"g\",\"user\":\"a\",\"item\":\"x\",\"quantity\":1}";
        walk("lines.ndjson", good + "\n" + bad + "\n" + good + "\n");

        assertThat(orders)
                .extracting(Message::getBody)
                .containsOnly(good.getBytes(UTF_8))
                .hasSize(2);
        assertThat(letters).extracting(OrderFileTest::text).containsExactly(bad);
        assertThat(refusals()).containsExactly("line 2: " + reason);
    }

    @Test
    void a_wrong_element_of_an_array_costs_only_itself() throws Exception {
        String good = "{\"order_id\":\"g\",\"user\":\"a\",\"item\":\"x\",\"quantity\":1}";
        walk("array.json", "[" + good + ", 42, {\"user\":null}, [], \"x\"," + good + "]");

        assertThat(orders).hasSize(2);
        assertThat(letters).extracting(OrderFileTest::text).containsExactly("42", "{\"user\":null}", "[]", "\"x\"");
        assertThat(refusals())
                .extracting(line -> line.substring(0, 8))
                .containsExactly("index 1:", "index 2:", "index 3:", "index 4:");
    }

    @Test
    void of_an_array_that_breaks_off_what_came_before_is_kept_and_the_reason_says_where() throws Exception {
        String good = "{\"order_id\":\"g\",\"user\":\"a\",\"item\":\"x\",\"quantity\":1}";
        walk("array.json", "[" + good + "," + good + ",{\"user\":\"b\",");

        assertThat(orders).hasSize(2);
        assertThat(refusals())
                .containsExactly(
                        "index 2: the array breaks off in this record, which has no end; what should follow is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lines.ndjson", "rows.csv"})
    void nulls_in_place_of_text_are_one_refusal(String name) throws Exception {
        boolean rows = name.equals("rows.csv");
        String order = rows ? "a,x,1\n" : "{\"user\":\"a\",\"item\":\"x\",\"quantity\":1}\n";
        for (int nulls : new int[] {1, 500, 200_000}) {
            walk(name, (rows ? "user,item,quantity\n" : "") + order + order + "\0".repeat(nulls) + "\n" + order);
            assertThat(orders).hasSize(3);
            assertThat(refusals())
                    .singleElement()
                    .asString()
                    .contains(nulls > 10_000 ? "it has 200,000 bytes" : "NUL bytes stand here in place of text");
        }
    }

    @Test
    void what_is_too_large_for_kafka_is_refused_with_its_size_and_the_limit() throws Exception {
        String good = "{\"order_id\":\"g\",\"user\":\"a\",\"item\":\"x\",\"quantity\":1}";
        String large = "{\"order_id\":\"l\",\"user\":\"a\",\"item\":\"x\",\"quantity\":1,\"note\":\""
                + "n".repeat(500_000) + "\"}";
        walk("large.ndjson", good + "\n" + large + "\n" + good);

        assertThat(orders).hasSize(2);
        assertThat(letters).isEmpty();
        assertThat(refusals())
                .containsExactly(
                        "line 2: it has %,d bytes; Kafka takes at most 7,952 of one order (max.request.size less what a record adds)"
                                .formatted(large.length()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\r\n", "\uFEFF"})
    void a_file_with_nothing_in_it_is_refused(String content) throws Exception {
        walk("empty.json", content);

        assertThat(refusals())
                .singleElement()
                .asString()
                .endsWith(": the file is empty; an order as a JSON object is wanted");
    }

    @Test
    void an_array_without_an_order_is_taken() throws Exception {
        walk("none.json", "[ ]");

        assertThat(refusals()).isEmpty();
    }
}
