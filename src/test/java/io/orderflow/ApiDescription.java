package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The API as its OpenAPI description has it, and which of it was asked for. */
final class ApiDescription {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode description;
    private final Set<String> answered = new TreeSet<>();

    static ApiDescription ofTheProject() throws IOException {
        return new ApiDescription(
                JSON.readTree(Path.of("src/main/resources/board/openapi.json").toFile()));
    }

    ApiDescription(JsonNode description) {
        this.description = description;
        // a field that is not described is a mistake here, though clients are to be ready for it
        description.findParents("properties").forEach(ApiDescription::close);
    }

    private static void close(JsonNode schema) {
        if (schema.path("properties").isObject() && schema.path("type").isTextual()) {
            ((ObjectNode) schema).put("additionalProperties", false);
        }
    }

    Set<String> paths() {
        Set<String> paths = new TreeSet<>();
        description.path("paths").fieldNames().forEachRemaining(paths::add);
        return paths;
    }

    /** Each as {@code GET /api/board}. */
    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        for (String path : paths()) {
            description
                    .path("paths")
                    .path(path)
                    .fieldNames()
                    .forEachRemaining(method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path));
        }
        return operations;
    }

    /** Those that were answered as it was asked for. */
    Set<String> answered() {
        return answered;
    }

    /** @param operation as {@code GET /api/board} */
    void check(String operation, HttpResponse<String> answer) throws Exception {
        String[] parts = operation.split(" ");
        JsonNode responses = description
                .path("paths")
                .path(parts[1])
                .path(parts[0].toLowerCase(Locale.ROOT))
                .path("responses");
        JsonNode response = responses.path(String.valueOf(answer.statusCode()));
        assertThat(response.isMissingNode())
                .as("%s with %d: %s", operation, answer.statusCode(), answer.body())
                .isFalse();
        if (response.has("$ref")) {
            response = description.at(response.path("$ref").asText().substring(1));
        }
        String type = answer.headers().firstValue("Content-Type").orElseThrow().split(";")[0];
        JsonNode schema = response.path("content").path(type).path("schema");
        assertThat(schema.isMissingNode()).as("%s as %s", operation, type).isFalse();
        if (type.equals("application/x-ndjson")) {
            for (String line : answer.body().lines().toList()) {
                validate(operation, schema, line);
            }
        } else if (type.endsWith("json")) {
            validate(operation, schema, answer.body());
        }
        if (answer.statusCode() < 300) {
            answered.add(operation);
        }
    }

    void validate(String what, JsonNode schema, String json) throws Exception {
        ObjectNode whole = JSON.createObjectNode();
        whole.setAll((ObjectNode) schema);
        whole.set("components", description.path("components"));
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(whole)
                        .validate(JSON.readTree(json)))
                .as("%s: %s", what, json)
                .isEmpty();
    }

    /** An answer with every field, two of each list, words of 300 letters as free texts, and huge numbers. */
    JsonNode largest(String name) {
        return largest(schema(name), name, 0, 0);
    }

    private JsonNode largest(JsonNode schema, String name, int i, int depth) {
        if (schema.has("$ref")) {
            return largest(description.at(schema.path("$ref").asText().substring(1)), name, i, depth);
        }
        if (schema.has("enum")) {
            return schema.path("enum").path(i);
        }
        JsonNode type = schema.path("type");
        switch (type.isArray() ? type.path(0).asText() : type.asText()) {
            case "object":
                ObjectNode object = JSON.createObjectNode();
                for (Map.Entry<String, JsonNode> field :
                        schema.path("properties").properties()) {
                    object.set(field.getKey(), largest(field.getValue(), field.getKey(), i, depth));
                }
                return object;
            case "array":
                ArrayNode two = JSON.createArrayNode();
                // the steps of a route have steps
                for (int each = 0; each < 2 && depth < 4; each++) {
                    two.add(largest(schema.path("items"), name, each, depth + 1));
                }
                return two;
            case "boolean":
                return JSON.getNodeFactory().booleanNode(i == 0);
            case "string":
                return JSON.getNodeFactory()
                        .textNode(schema.has("format") ? Instant.now().toString() : i + "w".repeat(300));
            default:
                return JSON.getNodeFactory()
                        .numberNode(
                                name.matches("time|times|until")
                                        ? System.currentTimeMillis() - i
                                        : 123_456_789_012L + i);
        }
    }

    JsonNode schema(String name) {
        return description.path("components").path("schemas").path(name);
    }
}
