package io.orderflow.board;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderFilterTest {

    private static boolean finds(String text, String user, String item, String json) {
        byte[] value = json == null ? null : json.getBytes(UTF_8);
        return new OrderFilter(text, user, item).matches(new ConsumerRecord<>("orders", 0, 0, null, value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a-1", "ANNA", "tea", "İ", "é"})
    void text_is_in_the_id_the_user_or_the_item_in_upper_and_lower_case_alike(String text) {
        assertThat(finds(
                        text,
                        "",
                        "",
                        "{\"order_id\": \"A-1\", \"user\": \"anna\", \"item\": \"Tea i̇é\", \"quantity\": 1}"))
                .isTrue();
    }

    @Test
    void what_is_asked_for_has_to_be_in_its_field() {
        String json = "{\"order_id\": \"a-1\", \"user\": \"anna\", \"item\": \"tea\", \"quantity\": 1}";
        assertThat(finds("", "anna", "tea", json)).isTrue();
        assertThat(finds("a-1", "anna", "tea", json)).isTrue();
        assertThat(finds("", "tea", "", json)).isFalse();
        assertThat(finds("quantity", "", "", json)).isFalse();
        assertThat(finds("b-1", "anna", "tea", json)).isFalse();
    }

    @Test
    void an_order_that_is_spelled_with_escapes_is_found_and_what_is_no_order_is_not() {
        assertThat(finds(
                        "",
                        "anna",
                        "",
                        "{\"order_id\": \"a\", \"user\": \"\\u0061nna\", \"item\": \"tea\", \"quantity\": 1}"))
                .isTrue();
        assertThat(finds("", "", "", "{\"user\": \"anna\"}")).isFalse();
        assertThat(finds("", "", "", null)).isFalse();
    }
}
