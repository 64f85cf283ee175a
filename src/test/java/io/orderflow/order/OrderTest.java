package io.orderflow.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules that an order keeps, and the generator that makes some. */
class OrderTest {

    @Test
    void an_id_has_1_to_64_characters() {
        assertThat(new Order("x", "u", "i", 1).orderId()).isEqualTo("x");
        assertThat(new Order("🥞".repeat(64), "u", "i", 1).orderId()).hasSize(128);
        assertRefused("", "u", "i", "order_id has 0 characters; text of 1 to 64 characters is wanted");
        assertRefused("x".repeat(65), "u", "i", "order_id has 65 characters; text of 1 to 64 characters is wanted");
    }

    @Test
    void user_and_item_have_at_most_256_characters() {
        assertThat(new Order("x", "🥞".repeat(256), "i".repeat(256), 1).quantity())
                .isEqualTo(1);
        assertRefused("x", "u".repeat(257), "i", "user has 257 characters; text of 1 to 256 characters is wanted");
        assertRefused("x", "u", "🥞".repeat(257), "item has 257 characters; text of 1 to 256 characters is wanted");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "\t\n",
                "\u2003",
                "\u3000 ",
                "\u00A0",
                "\u2007\u202F",
                "\u0085",
                "\u200B",
                "\uFEFF",
                "\u0000"
            })
    void user_and_item_are_not_blank(String blank) {
        assertThatThrownBy(() -> new Order("x", blank, "i", 1))
                .hasMessageContaining("user is \"")
                .hasMessageContaining("which is blank");
        assertThatThrownBy(() -> new Order("x", "u", blank, 1))
                .hasMessageContaining("item is \"")
                .hasMessageContaining("which is blank");
    }

    @Test
    void an_id_may_be_blank_and_a_text_may_have_blanks_around_it() {
        assertThat(new Order(" ", " u\u00A0", "\u200Bi", 1).user()).isEqualTo(" u\u00A0");
    }

    @Test
    void what_is_not_there_is_missing() {
        assertRefused(null, "u", "i", "order_id is missing; text of 1 to 64 characters is wanted");
        assertRefused("x", null, "i", "user is missing; text of 1 to 256 characters is wanted");
        assertRefused("x", "u", null, "item is missing; text of 1 to 256 characters is wanted");
        assertRefused("x", "", "i", "user has 0 characters; text of 1 to 256 characters is wanted");
        assertRefused("x", "u", "", "item has 0 characters; text of 1 to 256 characters is wanted");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1_000_001, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void a_quantity_out_of_its_range_is_refused(int quantity) {
        assertThatThrownBy(() -> new Order("x", "u", "i", quantity))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessage("quantity is " + quantity + "; a whole number from 1 to 1,000,000 is wanted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"order_id", "user", "item", "quantity"})
    void a_known_field_among_the_others_would_be_written_twice(String field) {
        assertThatThrownBy(() -> new Order("x", "u", "i", 1, Map.of(field, new IntNode(1))))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessage("\"" + field + "\" is there twice; each field may be there once");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83E", "\uDD5E", "a\uD83E!", "\uDD5E\uD83E"})
    void half_a_character_is_refused_since_it_cant_be_written(String half) {
        assertThatThrownBy(() -> new Order("x", half, "i", 1)).hasMessageContaining("half a character");
    }

    @Test
    void the_other_fields_cant_be_changed_from_outside() {
        Map<String, JsonNode> other = new HashMap<>(Map.of("price", new IntNode(1)));
        Order order = new Order("x", "u", "i", 1, other);
        other.clear();

        assertThat(order.other()).containsOnlyKeys("price");
        assertThatThrownBy(() -> order.other().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void an_order_reads_as_a_sentence_in_one_line_whatever_stands_in_it() {
        assertThat(new Order("x", "david", "chicken burger", 5)).hasToString("5 x chicken burger from david");
        assertThat(new Order("x", "da\nvid", "\u001B[31mred\u202E", 5))
                .hasToString("5 x \\u001b[31mred\\u202e from da\\u000avid");
    }

    private static void assertRefused(String id, String user, String item, String reason) {
        assertThatThrownBy(() -> new Order(id, user, item, 1))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessage(reason);
    }
}
