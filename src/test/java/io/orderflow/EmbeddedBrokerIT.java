package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole path on the broker that the program starts itself, and what can befall that broker. */
class EmbeddedBrokerIT extends Pipeline {

    private int port;

    @BeforeEach
    void choosePort() throws Exception {
        port = OrderflowProcess.freePort();
    }

    @Override
    List<String> brokerSettings() {
        return List.of("camel.component.kafka.brokers=" + brokers());
    }

    @Override
    String brokers() {
        return "localhost:" + port;
    }

    @Test
    void after_a_kill_the_brokers_data_is_found_again() throws Exception {
        try (OrderflowProcess program = start("orders.generator.enabled=true", "orders.generator.period=20")) {
            program.awaitLines(50, "📦 Received order");
            program.kill();
        }
        try (OrderflowProcess program = start("orders.generator.enabled=true", "orders.generator.count=1")) {
            program.awaitLines(1, "✅ Delivered to");
            program.awaitLines(1, "📦 Received order");

            assertThat(program.linesWith("Created topic")).isEmpty();
        }
    }

    @Test
    void a_second_copy_uses_the_first_ones_broker() throws Exception {
        try (OrderflowProcess first = start();
                OrderflowProcess second = startAfter(first, "orders.generator.enabled=true")) {
            first.awaitLines(1, "📦 Received order");

            assertThat(first.linesWith("Kafka is running at " + brokers())).hasSize(1);
            assertThat(second.linesWith("Kafka is running at " + brokers())).isEmpty();
            assertThat(second.linesWith("Using the Kafka that is running at " + brokers()))
                    .hasSize(1);
        }
    }

    @Test
    void of_two_copies_started_at_once_one_runs_the_broker_and_both_use_it() throws Exception {
        try (OrderflowProcess one = start("orders.generator.enabled=true");
                OrderflowProcess other = start("orders.generator.enabled=true")) {
            one.awaitLines(2, "✅ Delivered to");
            other.awaitLines(2, "✅ Delivered to");

            assertThat(List.of(one, other))
                    .filteredOn(copy ->
                            !copy.linesWith("Kafka is running at " + brokers()).isEmpty())
                    .hasSize(1);
        }
    }

    @Test
    void topics_are_created_as_configured_and_existing_ones_left_with_a_warning() throws Exception {
        try (OrderflowProcess first = start("orders.topic.partitions=2", "orders.topic=mine");
                OrderflowProcess second = startAfter(first, "orders.topic.partitions=5", "orders.topic=mine")) {
            second.awaitLines(1, "Routes startup");

            assertThat(second.linesWith("Topic mine has 2 partitions, not the 5 of orders.topic.partitions"))
                    .hasSize(1);
            assertThat(new KafkaTopic(brokers(), "mine").partitions()).isEqualTo(2);
        }
    }

    private OrderflowProcess startAfter(OrderflowProcess first, String... settings) throws Exception {
        first.awaitLines(1, "Routes startup");
        return start(settings);
    }

    @Test
    void a_port_that_something_else_has_stops_the_start_with_a_sentence() throws Exception {
        try (ServerSocket other = new ServerSocket(port, 50, InetAddress.getByName("localhost"));
                OrderflowProcess program = start()) {
            assertRefused(program, brokers() + " is taken, but what listens there does not answer as Kafka");
            assertThat(other.isClosed()).isFalse();
        }
    }

    @Test
    void a_data_folder_that_cant_be_written_stops_the_start_with_a_sentence() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        try (OrderflowProcess program = start("orders.broker.directory=" + file.resolve("broker"))) {
            assertRefused(program, "The embedded broker can't write its data folder " + file.resolve("broker"));
        }
    }

    @Test
    void damaged_data_stops_the_start_with_a_sentence() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data/broker"));
        Files.writeString(data.resolve("meta.properties"), "version=1\ncluster.id=\u0000\nnode.id=seven\n");
        try (OrderflowProcess program = start()) {
            assertRefused(
                    program, "The embedded broker can't start on " + brokers() + " with its data in data/broker: ");
        }
    }

    @Test
    void a_wrong_setting_stops_the_start_with_its_key_and_value() throws Exception {
        try (OrderflowProcess program = start("orders.topic.partitions=0")) {
            assertRefused(program, "orders.topic.partitions=0: wanted is a whole number from 1 to");
        }
    }

    @Test
    void a_mistake_in_the_yaml_stops_the_start_with_its_file_and_line() throws Exception {
        Path routes = Files.createDirectories(folder.resolve("routes"));
        Files.writeString(
                routes.resolve("mine.camel.yaml"),
                "- route:\n    id: mine\n    from:\n      uri: timer:mine\n      steps:\n        - too:\n            uri: log:mine\n");
        try (OrderflowProcess program = start()) {
            assertRefused(program, "routes/mine.camel.yaml, line 6");
        }
        Files.writeString(
                routes.resolve("mine.camel.yaml"),
                "- route:\n    id: mine\n    from:\n      uri: timer:mine\n      steps:\n        - to:\n            uri: lok:mine\n");
        try (OrderflowProcess program = start()) {
            assertRefused(program, "routes/mine.camel.yaml, line 6, route mine: ");
        }
    }

    @Test
    void a_folder_without_routes_stops_the_start_with_a_sentence() throws Exception {
        Files.createDirectories(folder.resolve("routes"));
        try (OrderflowProcess program = start()) {
            assertRefused(
                    program,
                    "there is no *.camel.yaml in " + folder.toRealPath().resolve("routes"));
        }
    }

    private static void assertRefused(OrderflowProcess program, String sentence) throws Exception {
        assertThat(program.awaitEnd()).isEqualTo(1);
        assertThat(program.linesWith("Can't start: "))
                .singleElement()
                .asString()
                .contains(sentence);
        assertThat(program.linesWith("\tat ")).isEmpty();
    }
}
