package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderflow.observe.RawRequest;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    @Test
    void a_second_copy_that_wants_another_address_with_the_same_folder_is_refused_with_the_first_ones()
            throws Exception {
        String first = brokers();
        try (OrderflowProcess one = start()) {
            one.awaitLines(1, "Kafka is running at " + first);
            choosePort();
            try (OrderflowProcess other = start()) {
                assertRefused(
                        other, "The folder data/broker belongs to another process, whose broker is at " + first + ";");
            }
            assertThat(one.isAlive()).isTrue();
        }
    }

    @Test
    void the_whole_program_runs_in_a_heap_of_128_megabytes() throws Exception {
        try (OrderflowProcess program =
                start("-Xmx128m", "orders.generator.enabled=true", "orders.generator.period=10")) {
            program.awaitLines(200, "📦 Received order");
            assertThat(program.stop()).isZero();
        }
    }

    @Test
    void a_heap_that_is_too_small_is_the_cause_that_is_named_and_not_the_data() throws Exception {
        try (OrderflowProcess program = start("-Xmx30m")) {
            assertRefused(program, "The embedded broker has too little memory (a heap of ");
            assertThat(program.linesWith("damaged")).isEmpty();
        }
    }

    @Test
    void a_full_disk_ends_the_program_with_a_sentence_and_with_room_again_every_order_is_there() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 16)) {
            String[] settings = {
                "orders.broker.directory=" + disk.folder(),
                "orders.generator.enabled=true",
                "orders.generator.period=20",
                "orders.topic=full"
            };
            int delivered;
            try (OrderflowProcess program = start(settings)) {
                program.awaitLines(20, "📦 Received order");
                disk.fill();
                assertThat(program.awaitEnd()).isEqualTo(1);
                assertThat(program.linesWith("The embedded broker had to stop: No space left on the disk of"))
                        .isNotEmpty()
                        .allSatisfy(
                                line -> assertThat(line).contains(disk.folder().toString()));
                delivered = program.linesWith("✅ Delivered to full").size();
            }
            try (OrderflowProcess program = start(settings)) {
                assertThat(program.awaitEnd()).isEqualTo(1);
                assertThat(program.linesWith("Can't start: No space left on the disk of"))
                        .isNotEmpty();
                assertThat(program.linesWith("damaged")).isEmpty();
            }
            disk.empty();
            try (OrderflowProcess program = start(settings)) {
                program.awaitLines(1, "📦 Received order");
                assertThat(new KafkaTopic(brokers(), "full").count()).isGreaterThan(delivered);
            }
        }
    }

    @Test
    void a_damaged_file_that_makes_kafka_halt_is_named_as_such() throws Exception {
        try (OrderflowProcess program = start()) {
            program.awaitLines(1, "Routes startup");
            program.kill();
        }
        Files.writeString(folder.resolve("data/broker/recovery-point-offset-checkpoint"), "x");
        try (OrderflowProcess program = start()) {
            assertRefused(program, "The embedded broker can't go on with its data in data/broker; why, the lines");
            assertThat(program.linesWith("Malformed line in checkpoint file")).isNotEmpty();
        }
    }

    @Test
    void partitions_that_lost_metadata_does_not_know_are_reported() throws Exception {
        try (OrderflowProcess program = start()) {
            program.awaitLines(1, "Routes startup");
            program.kill();
        }
        Files.write(folder.resolve("data/broker/__cluster_metadata-0/00000000000000000000.log"), new byte[100]);
        try (OrderflowProcess program = start()) {
            program.awaitLines(
                    1, "partitions in data/broker are not in use: the broker's metadata was lost or damaged");
        }
    }

    @Test
    void a_thousand_half_requests_of_a_stranger_harm_neither_broker_nor_board() throws Exception {
        OrderflowProcess.copyRoutes(folder.resolve("routes"));
        List<String> command = List.of(
                "sh",
                "-c",
                "ulimit -n 1024 && exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dcamel.component.kafka.brokers=" + brokers(),
                "-Dorders.http.port=0",
                "-Dorders.http.password=secret",
                "-Dorders.generator.period=50",
                "-jar",
                Path.of("target", "orderflow.jar").toAbsolutePath().toString());
        List<RawRequest> strangers = new ArrayList<>();
        try (OrderflowProcess program = OrderflowProcess.run(command, folder, Map.of())) {
            URI address = program.awaitBoard();
            program.awaitLines(1, "📦 Received order");
            for (int i = 0; i < 1_000; i++) {
                strangers.add(new RawRequest(address, "GET / HTTP/1.1\r\nHost: loc"));
            }
            int before = program.linesWith("📦 Received order").size();
            program.awaitLines(before + 50, "📦 Received order");

            assertThat(new BoardClient(address, "orders", "secret").status("/")).isEqualTo(200);
            assertThat(program.linesWith("More than 256 HTTP connections are open, some from 127.0.0.1"))
                    .hasSize(1);
            assertThat(program.linesWith("ERROR")).isEmpty();
        } finally {
            for (RawRequest stranger : strangers) {
                stranger.close();
            }
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
