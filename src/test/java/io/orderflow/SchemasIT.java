package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
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
    void a_topic_is_written_in_avro_and_read_in_all_formats_and_a_registry_waited_for() throws Exception {
        int port = OrderflowProcess.freePort();
        OwnTopics topics = OwnTopics.onSharedBroker();
        KafkaTopic orders = topics.orders();
        KafkaTopic letters = topics.letters();
        try (OrderflowProcess program = topics.start(
                folder,
                "orders.inbox.enabled=true",
                "orders.retry.max-delay=1000",
                "orders.format=avro",
                "orders.registry.url=http://localhost:" + port)) {
            program.awaitLines(1, "Waiting for the schema registry");
            try (RegistryDouble registry = new RegistryDouble(port)) {
                program.awaitLines(
                        1, "Orders are written to %1$s with schema 1 of %1$s-value (avro)".formatted(topics.name()));
                Inbox.of(folder)
                        .drop(
                                "lunch.ndjson",
                                "{\"order_id\":\"f-1\",\"user\":\"anna\",\"item\":\"tea\",\"quantity\":1,\"price\":1.10}\n");
                program.awaitLines(1, "📦 Received order: 1 x tea from anna");
                assertThat(orders.records()).singleElement().satisfies(record -> assertThat(record.value())
                        .startsWith(0, 0, 0, 0, 1));

                orders.send("omar", Orders.order("j-1", "omar", "tea", 2));
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
}
