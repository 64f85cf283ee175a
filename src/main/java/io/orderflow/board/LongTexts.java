package io.orderflow.board;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.orderflow.order.Quotation;
import java.util.Set;

/** Texts that are too long for what goes to the open pages each second are cut there, and end with an ellipsis. */
final class LongTexts {

    /** In characters; and twice as many bytes. */
    private static final int LONGEST_TEXT = 120;

    private static final int LONGEST_SENTENCE = 300;
    /** As an escape. */
    private static final int MOST_BYTES_OF_A_CHARACTER = 6;

    /** What an order or a route is asked for by. */
    private static final Set<String> NEVER_CUT = Set.of("order_id", "id");

    private LongTexts() {}

    /** Those of an object and of all that is in it. */
    static void shorten(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> {
                if (field.getValue().isTextual() && !NEVER_CUT.contains(field.getKey())) {
                    field.setValue(shortened(
                            field.getValue().asText(),
                            field.getKey().equals("sentence") ? LONGEST_SENTENCE : LONGEST_TEXT));
                }
            });
        } else if (node instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i).isTextual()) {
                    list.set(i, shortened(list.get(i).asText(), LONGEST_TEXT));
                }
            }
        }
        node.forEach(LongTexts::shorten);
    }

    private static TextNode shortened(String text, int longest) {
        if (MOST_BYTES_OF_A_CHARACTER * text.length() <= 2 * longest) {
            return TextNode.valueOf(text);
        }
        int end = Math.min(text.length(), longest);
        TextNode cut = cut(text, end);
        while (BoardJson.bytes(cut) > 2 * longest) {
            end = end * 3 / 4;
            cut = cut(text, end);
        }
        return cut;
    }

    private static TextNode cut(String text, int end) {
        return TextNode.valueOf(Quotation.shortened(text, end));
    }
}
