package io.orderflow.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orderflow.failure.Causes;
import io.orderflow.kafka.RegistryAwayException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * Asks a schema registry, by the HTTP API that Confluent's has and others follow. Each method throws a
 * {@link RegistryAwayException} where it does not answer, and a {@link SchemaException} where it refuses. By hand,
 * since Maven Central has none of Confluent's clients, such as kafka-avro-serializer.
 */
final class SchemaRegistry {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String JSON_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    private final String url;
    private final String login;

    /** @param user empty where none is asked for */
    SchemaRegistry(String url, String user, String password) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.login = user.isEmpty()
                ? null
                : "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }

    /** What can't be read or written then by those who have the latest schema of the subject; empty where all can. */
    Optional<String> incompatibility(String subject, Schema schema) {
        Response response = ask("/compatibility/subjects/" + path(subject) + "/versions/latest?verbose=true", schema);
        if (response.status == 404) {
            return Optional.empty();
        }
        JsonNode answer = response.orThrow(url);
        return answer.path("is_compatible").asBoolean()
                ? Optional.empty()
                : Optional.of(answer.path("messages").toString());
    }

    /** Adds the schema to the subject where it is not there yet. @return its id */
    int register(String subject, Schema schema) {
        return ask("/subjects/" + path(subject) + "/versions", schema)
                .orThrow(url)
                .path("id")
                .asInt();
    }

    /** The schema of this id, or empty where there is none. */
    Optional<Schema> schema(int id) {
        Response response = ask("/schemas/ids/" + id, null);
        if (response.status == 404) {
            return Optional.empty();
        }
        JsonNode answer = response.orThrow(url);
        return Optional.of(new Schema(
                answer.path("schemaType").asText(Schema.AVRO),
                answer.path("schema").asText()));
    }

    private Response ask(String path, Schema schema) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(TIMEOUT)
                .header("Accept", JSON_TYPE + ", application/json");
        if (login != null) {
            request.header("Authorization", login);
        }
        if (schema != null) {
            request.header("Content-Type", JSON_TYPE).POST(BodyPublishers.ofString(schema.request()));
        }
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() >= 500 || response.statusCode() == 429) {
                throw new RegistryAwayException(
                        "The schema registry at %s answers with status %d".formatted(url, response.statusCode()), null);
            }
            return new Response(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new RegistryAwayException(
                    "The schema registry at %s does not answer (%s)".formatted(url, Causes.words(Causes.root(e))), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryAwayException("The schema registry at %s was not waited for".formatted(url), e);
        }
    }

    private static String path(String subject) {
        return URLEncoder.encode(subject, UTF_8).replace("+", "%20");
    }

    /** @param type AVRO, PROTOBUF or JSON */
    record Schema(String type, String text) {

        static final String AVRO = "AVRO";
        static final String PROTOBUF = "PROTOBUF";
        static final String JSON = "JSON";

        private String request() {
            return SchemaRegistry.JSON
                    .createObjectNode()
                    .put("schemaType", type)
                    .put("schema", text)
                    .toString();
        }
    }

    private record Response(int status, String body) {

        JsonNode orThrow(String url) {
            try {
                JsonNode answer = SchemaRegistry.JSON.readTree(body);
                if (status == 200) {
                    return answer;
                }
                throw new SchemaException("The schema registry at %s refuses with status %d: %s"
                        .formatted(url, status, answer.path("message").asText(body)));
            } catch (JsonProcessingException e) {
                throw new SchemaException(
                        "What is at %s does not answer as a schema registry does (status %d)".formatted(url, status));
            }
        }
    }
}
