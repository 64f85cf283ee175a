package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders with schemas through the whole program, beside orders without. */
class SchemasIT {

    @TempDir
    Path folder;

    @Test
    void a_topic_is_written_in_avro_and_read_in_all_formats_and_the_registry_is_waited_for() throws Exception {
        int port = OrderflowProcess.freePort();
        String brokers = "localhost:" + OrderflowProcess.freePort();
        KafkaTopic orders = new KafkaTopic(brokers, "orders");
        KafkaTopic letters = new KafkaTopic(brokers, "orders-dead-letter");
        try (OrderflowProcess program = OrderflowProcess.start(
                folder,
                "camel.component.kafka.brokers=" + brokers,
                "orders.generator.enabled=false",
                "orders.retry.max-delay=1000",
                "orders.format=avro",
                "orders.registry.url=http://localhost:" + port)) {
            program.awaitLines(1, "Waiting for the schema registry");
            try (RegistryDouble registry = new RegistryDouble(port)) {
                program.awaitLines(1, "Orders are written to orders with schema 1 of orders-value (avro)");
                Path inbox = Files.createDirectories(folder.resolve("inbox"));
                Path draft = Files.writeString(
                        inbox.resolve(".lunch"),
                        "{\"order_id\":\"f-1\",\"user\":\"anna\",\"item\":\"tea\",\"quantity\":1,\"price\":1.10}\n");
                Files.move(draft, inbox.resolve("lunch.ndjson"));
                program.awaitLines(1, "📦 Received order: 1 x tea from anna");
                assertThat(orders.records()).singleElement().satisfies(record -> assertThat(record.value())
                        .startsWith(0, 0, 0, 0, 1));

                orders.send("omar", json("j-1", "omar", 2));
                int protobuf = registry.add("PROTOBUF", "message Order { … }");
                byte[] record = {0, 0, 0, 0, (byte) protobuf, 0, 10, 1, 'p', 18, 1, 'b', 26, 1, 'c', 32, 3};
                registry.answerWith(503);
                orders.send("b", record);
                program.awaitLines(1, "again in").awaitLines(1, "📦 Received order: 2 x tea from omar");
                registry.answerWith(200);
                program.awaitLines(1, "📦 Received order: 3 x c from b");

                byte[] unknown = {0, 0, 0, 0, 99, 2, 'a'};
                byte[] broken = {0, 0, 0, 0, 1, 2};
                orders.send("x", unknown);
                orders.send("x", broken);
                await().atMost(Duration.ofSeconds(20)).until(() -> letters.count() == 2);
                assertThat(letters.records())
                        .extracting(ConsumerRecord::value)
                        .containsExactlyInAnyOrder(unknown, broken);

                JsonNode found = new ObjectMapper()
                        .readTree(URI.create(program.awaitBoard() + "api/orders/f-1")
                                .toURL()
                                .openStream());
                assertThat(found.at("/order/price").asText()).isEqualTo("1.1");
                assertThat(found.path("state").asText()).isEqualTo("processed");
            }
        }
    }

    @Test
    void a_format_without_a_registry_is_refused_by_the_check() throws Exception {
        try (OrderflowProcess check = OrderflowProcess.start(folder, "orders.format=avro", "--check")) {
            assertThat(check.awaitEnd()).isEqualTo(1);
            check.awaitLines(1, "Can't start: orders.format=avro needs a schema registry: set orders.registry.url");
        }
    }

    private static byte[] json(String id, String user, int quantity) {
        return "{\"order_id\":\"%s\",\"user\":\"%s\",\"item\":\"tea\",\"quantity\":%d}"
                .formatted(id, user, quantity)
                .getBytes(UTF_8);
    }
}
