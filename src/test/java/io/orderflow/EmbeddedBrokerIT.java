package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orderflow.observe.RawRequest;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can befall the broker that the program starts itself, and what keeps the program from starting. */
class EmbeddedBrokerIT {

    /** Where a program was killed that had sent and processed orders. */
    @TempDir
    private static Path killed;

    @TempDir
    Path folder;

    private OwnTopics topics;

    @BeforeAll
    static void startAndKill() throws Exception {
        try (OrderflowProcess program =
                start(killed, topics("killed"), "orders.generator.enabled=true", "orders.generator.period=20")) {
            program.awaitLines(50, "📦 Received order");
            program.kill();
        }
    }

    @BeforeEach
    void choosePort() throws Exception {
        topics = topics("orders-" + UUID.randomUUID());
    }

    private static OwnTopics topics(String name) throws Exception {
        return new OwnTopics("localhost:" + OrderflowProcess.freePort(), name);
    }

    private static OrderflowProcess start(Path folder, OwnTopics topics, String... more) throws Exception {
        return topics.start(
                folder,
                Stream.concat(Stream.of("orders.broker.embedded=true"), Stream.of(more))
                        .toArray(String[]::new));
    }

    private OrderflowProcess start(String... more) throws Exception {
        return start(folder, topics, more);
    }

    /** Puts the data of the program that was killed into this test's folder. */
    private Path killedData() throws Exception {
        Path data = folder.resolve("data/broker");
        Folders.copy(killed.resolve("data/broker"), data, Set.of());
        return data;
    }

    @Test
    void after_a_kill_the_brokers_data_is_found_again() throws Exception {
        killedData();
        OwnTopics before = topics("killed");
        try (OrderflowProcess program =
                start(folder, before, "orders.generator.enabled=true", "orders.generator.count=1")) {
            program.awaitLines(1, "✅ Delivered to");

            assertThat(program.linesWith("Created topic")).isEmpty();
            assertThat(before.orders().count()).isGreaterThan(50);
        }
    }

    @Test
    void a_wrong_setting_stops_the_start_with_its_key_and_value() throws Exception {
        try (OrderflowProcess program = start("orders.topic.partitions=0")) {
            assertRefused(program, "orders.topic.partitions=0: wanted is a whole number from 1 to");
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
        try (OrderflowProcess program = start("-Xmx48m")) {
            assertRefused(program, "The embedded broker has too little memory (a heap of ");
            assertThat(program.linesWith("damaged")).isEmpty();
        }
    }

    @Test
    void a_full_disk_ends_it_with_a_sentence_and_with_room_again_every_order_is_there() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 16)) {
            String[] settings = {
                "orders.broker.directory=" + disk.folder(),
                "orders.generator.enabled=true",
                "orders.generator.period=20"
            };
            int delivered;
            try (OrderflowProcess program = start(settings)) {
                program.awaitLines(1, "📦 Received order");
                awaitTheFirstIndexEntry(disk.folder());
                disk.fill();
                assertThat(program.awaitEnd()).isEqualTo(1);
                assertThat(program.linesWith("The embedded broker had to stop: No space left on the disk of"))
                        .isNotEmpty()
                        .allSatisfy(
                                line -> assertThat(line).contains(disk.folder().toString()));
                delivered = program.linesWith("✅ Delivered to ").size();
            }
            try (OrderflowProcess program = start(settings)) {
                assertThat(program.awaitEnd()).isEqualTo(1);
                assertThat(program.linesWith("Can't start: No space left on the disk of"))
                        .isNotEmpty();
                assertThat(program.linesWith("damaged")).isEmpty();
            }
            disk.empty();
            try (OrderflowProcess program = start(settings)) {
                program.awaitLines(1, "✅ Delivered to");
                assertThat(topics.orders().count()).isGreaterThan(delivered);
            }
        }
    }

    /**
     * Kafka adds an entry to an index for each 4,096 bytes. Where there is no room for the first one, the records before it
     * are written, and not acknowledged.
     */
    private static void awaitTheFirstIndexEntry(Path data) {
        await().atMost(OrderflowProcess.PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> Stream.of(data.toFile().listFiles())
                        .filter(partition -> partition.getName().startsWith("__consumer_offsets"))
                        .anyMatch(partition -> new File(partition, "00000000000000000000.log").length() > 4_096));
    }

    @Test
    void a_damaged_file_that_makes_kafka_halt_is_named_as_such() throws Exception {
        Path data = killedData();
        Files.writeString(data.resolve("recovery-point-offset-checkpoint"), "x");
        try (OrderflowProcess program = start()) {
            assertRefused(program, "The embedded broker can't go on with its data in data/broker; why, the lines");
            assertThat(program.linesWith("Malformed line in checkpoint file")).isNotEmpty();
        }
    }

    @Test
    void partitions_that_lost_metadata_does_not_know_are_reported() throws Exception {
        Path data = killedData();
        Files.write(data.resolve("__cluster_metadata-0/00000000000000000000.log"), new byte[100]);
        try (OrderflowProcess program = start()) {
            program.awaitLines(
                    1, "partitions in data/broker are not in use: the broker's metadata was lost or damaged");
        }
    }

    @Test
    void a_thousand_half_requests_of_a_stranger_harm_neither_broker_nor_board() throws Exception {
        List<String> limited = List.of("sh", "-c", "ulimit -n 1024 && exec \"$0\" \"$@\"");
        List<RawRequest> strangers = new ArrayList<>();
        try (OrderflowProcess program = OrderflowProcess.startBy(
                limited,
                folder,
                "camel.component.kafka.brokers=" + topics.brokers(),
                "orders.http.password=secret",
                "orders.generator.period=50")) {
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
