package io.orderflow.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orderflow.OrderflowProcess;
import io.orderflow.order.Order;
import io.orderflow.order.OrderJson;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Schemas in a registry, and records of a client, that are not this project's. {@code -Dregistry.home=…} is the folder
 * of an unpacked Apicurio Registry (io.apicurio:apicurio-registry-app:2.6.13.Final:tar.gz:all), {@code -Dregistry.npm=…}
 * one with npm's @kafkajs/confluent-schema-registry; where they are not given, this is left out.
 */
class RealRegistryIT {

    private static final String HOME = System.getProperty("registry.home", "");
    private static final String NPM = System.getProperty("registry.npm", "");
    private static final String EVOLVED = new StringBuilder()
            .append("{\"type\":\"record\",\"name\":\"Order\",\"namespace\":\"io.orderflow\",\"fields\":[")
            .append("{\"name\":\"order_id\",\"type\":\"string\"},{\"name\":\"user\",\"type\":\"string\"},")
            .append("{\"name\":\"item\",\"type\":\"string\"},{\"name\":\"quantity\",\"type\":\"int\"},")
            .append("{\"name\":\"other\",\"type\":{\"type\":\"map\",\"values\":\"string\"},\"default\":{}},")
            .append("{\"name\":\"table\",\"type\":\"int\",\"default\":7}]}")
            .toString();

    private static Process registry;
    private static String url;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(!HOME.isEmpty() && !NPM.isEmpty(), "no registry.home and registry.npm");
        int port = OrderflowProcess.freePort();
        registry = new ProcessBuilder(
                        "java", "-Dquarkus.http.port=" + port, "-jar", "apicurio-registry-app-2.6.13.Final-runner.jar")
                .directory(Path.of(HOME).toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        url = "http://localhost:" + port + "/apis/ccompat/v7";
        await().atMost(Duration.ofMinutes(3))
                .ignoreExceptions()
                .until(() -> URI.create(url + "/subjects").toURL().openStream().read() >= 0);
    }

    @AfterAll
    static void stop() {
        if (registry != null) {
            registry.destroyForcibly();
        }
    }

    @Test
    void avro_goes_both_ways_and_a_schema_with_a_field_more_too() throws Exception {
        OrderSchemas schemas = new OrderSchemas(url, "", "");
        OrderSchemas.Writer writer = schemas.register("a", "avro", () -> true);
        Order order = OrderJson.read(
                "{\"order_id\":\"o\",\"user\":\"zoë\",\"item\":\"🥞\",\"quantity\":5,\"price\":1.10}".getBytes(UTF_8));

        JsonNode theirs =
                new ObjectMapper().readTree(client("decode", HexFormat.of().formatHex(writer.write(order))));
        assertThat(theirs.path("user").asText()).isEqualTo("zoë");
        assertThat(theirs.path("quantity").asInt()).isEqualTo(5);
        assertThat(theirs.at("/other/price").asText()).isEqualTo("1.10");

        String evolved = client(
                "encode",
                "a-value",
                "AVRO",
                EVOLVED,
                "{\"order_id\":\"p\",\"user\":\"x\",\"item\":\"y\",\"quantity\":2,\"other\":{},\"table\":9}",
                "NONE");
        assertThat(schemas.read(HexFormat.of().parseHex(evolved)).other()).hasToString("{table=9}");
        // what was registered before is there still, and is compatible with the newer one
        assertThat(new OrderSchemas(url, "", "")
                        .register("a", "avro", () -> true)
                        .id())
                .isEqualTo(writer.id());
    }

    @Test
    void protobuf_goes_both_ways() throws Exception {
        OrderSchemas schemas = new OrderSchemas(url, "", "");
        OrderSchemas.Writer writer = schemas.register("p", "protobuf", () -> true);

        JsonNode theirs = new ObjectMapper()
                .readTree(client("decode", HexFormat.of().formatHex(writer.write(new Order("o", "zoë", "🥞", 5)))));
        assertThat(theirs.path("user").asText()).isEqualTo("zoë");
        assertThat(theirs.path("quantity").asInt()).isEqualTo(5);

        String record = client(
                "encode",
                "q-value",
                "PROTOBUF",
                "syntax = \"proto3\"; package shop; message Order { string order_id = 1; string user = 2; string item = 3; int32 quantity = 4; int32 table = 6; }",
                "{\"orderId\":\"p\",\"user\":\"x\",\"item\":\"y\",\"quantity\":2,\"table\":9}");
        assertThat(schemas.read(HexFormat.of().parseHex(record))).isEqualTo(new Order("p", "x", "y", 2));
    }

    @Test
    void a_topic_with_another_schema_is_not_written_to() throws Exception {
        client(
                "encode",
                "i-value",
                "AVRO",
                "{\"type\":\"record\",\"name\":\"Order\",\"namespace\":\"io.orderflow\",\"fields\":[{\"name\":\"user\",\"type\":\"int\"}]}",
                "{\"user\":1}");
        HttpRequest backward = HttpRequest.newBuilder(URI.create(url + "/config/i-value"))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\":\"BACKWARD\"}"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(backward, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);

        assertThatThrownBy(() -> new OrderSchemas(url, "", "").register("i", "avro", () -> true))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("is not compatible with the latest one of i-value");
    }

    private static String client(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "node",
                Path.of("src/test/resources/clients/registry.js")
                        .toAbsolutePath()
                        .toString(),
                url));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(Path.of(NPM).toFile()).redirectErrorStream(true);
        builder.environment().putAll(Map.of("NODE_NO_WARNINGS", "1"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8).trim();
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
