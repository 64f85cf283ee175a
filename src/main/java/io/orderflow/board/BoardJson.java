package io.orderflow.board;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderflow.observe.Answer;
import io.orderflow.observe.PrintableJson;
import java.io.UncheckedIOException;

/** The board's JSON: names and states in lower case with underscores, no field that is null, and nothing that a terminal would obey. */
final class BoardJson {

    private static final ObjectMapper JSON = JsonMapper.builder(PrintableJson.factory())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    private BoardJson() {}

    static String of(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An answer with it. */
    static Answer answer(Object value) {
        return Answer.json(200, of(value));
    }

    /** How long it is. */
    static int bytes(JsonNode json) {
        return of(json).getBytes(UTF_8).length;
    }

    /** The same, to be changed before it is written. */
    static ObjectNode tree(Object value) {
        return JSON.valueToTree(value);
    }
}
