package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The API as its OpenAPI description has it, and which of it was asked for. */
final class ApiDescription {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode description;
    private final Set<String> answered = new TreeSet<>();

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

    JsonNode schema(String name) {
        return description.path("components").path("schemas").path(name);
    }
}
