package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.orderflow.order.OrderJson;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can befall an order file on its way, with a broker and an inbox in processes of their own. */
class InboxIT {

    private static final String DELIVERED = "✅ Delivered ";

    /** A producer that soon gives up, so that a test sees it. */
    private static final String[] IMPATIENT = {
        "camel.component.kafka.deliveryTimeoutMs=3000",
        "camel.component.kafka.requestTimeoutMs=2000",
        "camel.component.kafka.maxBlockMs=2000"
    };

    @TempDir
    Path folder;

    @TempDir
    private static Path brokerFolder;

    private static String brokers;
    private static OrderflowProcess broker;

    private final String topic = "orders-" + UUID.randomUUID();
    private Path inbox;

    @BeforeAll
    static void startBroker() throws Exception {
        brokers = "localhost:" + OrderflowProcess.freePort();
        broker = OrderflowProcess.startBroker(brokerFolder, brokers);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void makeInbox() throws Exception {
        inbox = Files.createDirectories(folder.resolve("inbox"));
    }

    private OrderflowProcess inbox(String... more) throws Exception {
        return inbox(Map.of(), more);
    }

    private OrderflowProcess inbox(Map<String, String> environment, String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of(
                "camel.component.kafka.brokers=" + brokers,
                "orders.broker.embedded=false",
                "orders.generator.enabled=false",
                "orders.tracker.enabled=false",
                "orders.topic=" + topic));
        settings.addAll(List.of(more));
        return OrderflowProcess.start(folder, environment, settings.toArray(String[]::new));
    }

    private KafkaTopic topic() {
        return new KafkaTopic(brokers, topic);
    }

    private List<String> ids() {
        return topic().records().stream()
                .map(record -> OrderJson.read(record.value()).orderId())
                .toList();
    }

    @Test
    void after_kills_at_any_moment_every_order_is_on_the_topic_and_the_repeated_ones_have_the_id_they_had()
            throws Exception {
        int orders = 200_000;
        write(inbox.resolve("many.ndjson"), orders);
        Random random = new Random(4711);
        for (int kill = 0; kill < 4; kill++) {
            try (OrderflowProcess program = inbox()) {
                program.awaitLines(1, "Routes startup");
                long enough = topic().count() + random.nextInt(orders);
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> topic().count() >= enough);
                program.kill();
            }
        }
        try (OrderflowProcess program = inbox()) {
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(inbox.resolve("done/many.ndjson")));
        }

        List<String> ids = ids();
        assertThat(ids.stream().distinct().count()).isEqualTo(orders);
        assertThat(ids.size()).isGreaterThan(orders);
    }

    @Test
    void a_file_that_is_being_written_is_left_alone_until_it_is_whole() throws Exception {
        try (OrderflowProcess program = inbox("orders.inbox.settle-time=100")) {
            program.awaitLines(1, "Routes startup");
            try (OutputStream open = Files.newOutputStream(inbox.resolve("open.ndjson"))) {
                open.write(line(1));
                Files.write(
                        inbox.resolve("pieces.json"),
                        "[{\"user\":\"a\",\"item\":\"b\",\"quantity\":1},".getBytes(UTF_8));
                write(folder.resolve("renamed.tmp"), 1);
                Files.move(folder.resolve("renamed.tmp"), inbox.resolve("renamed.json"));
                program.awaitLines(1, DELIVERED + "1 order from renamed.json");
                program.awaitLines(1, "pieces.json has no end yet");
                open.write(line(2));
            }
            Files.write(
                    inbox.resolve("pieces.json"),
                    "{\"user\":\"a\",\"item\":\"b\",\"quantity\":2}]".getBytes(UTF_8),
                    StandardOpenOption.APPEND);

            program.awaitLines(1, DELIVERED + "2 orders from open.ndjson");
            program.awaitLines(1, DELIVERED + "2 orders from pieces.json");
            assertThat(program.linesWith("has no end yet")).hasSize(1);
        }
    }

    @Test
    void names_that_are_no_order_files_and_folders_are_ignored() throws Exception {
        for (String name : List.of(".hidden.json", "draft.json.tmp", "draft.json.part", "draft.json~", "notes.txt")) {
            write(inbox.resolve(name), 1);
        }
        Files.createDirectories(inbox.resolve("folder.json"));
        write(inbox.resolve("zz.JSON"), 1);
        try (OrderflowProcess program = inbox()) {
            program.awaitLines(1, DELIVERED + "1 order from zz.JSON");

            assertThat(program.linesWith(DELIVERED)).hasSize(1);
            assertThat(inbox.resolve("notes.txt")).exists();
        }
    }

    @Test
    void a_file_that_is_taken_away_meanwhile_is_told_of_once_and_the_next_goes_on() throws Exception {
        write(inbox.resolve("a.ndjson"), 300_000);
        write(inbox.resolve("b.ndjson"), 1);
        write(inbox.resolve("c.ndjson"), 1);
        try (OrderflowProcess program = inbox()) {
            program.awaitLines(1, "Routes startup");
            await().atMost(Duration.ofSeconds(60)).until(() -> topic().count() > 0);
            Files.delete(inbox.resolve("b.ndjson"));
            program.awaitLines(1, DELIVERED + "1 order from c.ndjson");

            assertThat(program.linesWith("The order file b.ndjson was taken away while it was read; 0 orders"))
                    .hasSize(1);
            assertThat(inbox.resolve("failed")).doesNotExist();
        }
    }

    @Test
    void a_new_file_under_the_name_of_one_that_is_being_read_is_never_archived_unread() throws Exception {
        write(inbox.resolve("a.ndjson"), 300_000);
        drop("new", "{\"order_id\":\"new\",\"user\":\"a\",\"item\":\"b\",\"quantity\":1}\n");
        try (OrderflowProcess program = inbox()) {
            program.awaitLines(1, "Routes startup");
            await().atMost(Duration.ofSeconds(60)).until(() -> topic().count() > 0);
            Files.move(inbox.resolve("new"), inbox.resolve("a.ndjson"), StandardCopyOption.REPLACE_EXISTING);
            program.awaitLines(1, DELIVERED + "1 order from a.ndjson");

            assertThat(program.linesWith("The order file a.ndjson was changed while it was read"))
                    .hasSize(1);
            assertThat(ids()).contains("new");
        }
    }

    @Test
    void what_cant_be_an_order_file_holds_nobody_up() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", inbox.resolve("fifo.json").toString())
                        .start()
                        .waitFor())
                .isZero();
        write(inbox.resolve("back\\slash.json"), 1);
        write(inbox.resolve("z.json"), 1);
        try (OrderflowProcess program = inbox()) {
            program.awaitLines(1, DELIVERED + "1 order from z.json");

            assertThat(program.linesWith("The order file back\\slash.json has a backslash in its name"))
                    .hasSize(1);
        }
    }

    @Test
    void a_name_that_the_locale_cant_spell_and_a_link_are_reported_once_and_hold_nobody_up() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "password\n");
        Files.createSymbolicLink(inbox.resolve("link.json"), secret);
        write(inbox.resolve("plain.ndjson"), 1);
        // by the shell, which takes bytes as they are whatever the locale of this test is
        String spell =
                "cp plain.ndjson \"$(printf 'caf\\303\\251.ndjson')\"; cp plain.ndjson \"$(printf 'caf\\351.ndjson')\"";
        assertThat(new ProcessBuilder("sh", "-c", spell)
                        .directory(inbox.toFile())
                        .start()
                        .waitFor())
                .isZero();
        try (OrderflowProcess program = inbox(Map.of("LC_ALL", "C"))) {
            program.awaitLines(1, DELIVERED + "1 order from plain.ndjson");
            write(inbox.resolve("second.ndjson"), 2);
            program.awaitLines(1, DELIVERED + "2 orders from second.ndjson");

            assertThat(program.linesWith("has a name that can't be spelled in the locale"))
                    .hasSize(2);
            assertThat(program.linesWith("The order file link.json is a symbolic link"))
                    .hasSize(1);
            assertThat(program.linesWith("Exception")).isEmpty();
            assertThat(inbox.resolve("link.json")).exists();
        }
    }

    @Test
    void the_refusals_of_an_earlier_file_are_never_overwritten() throws Exception {
        Path errors = Files.createDirectories(inbox.resolve("failed")).resolve("z.v2.json.errors.txt");
        Files.writeString(errors, "earlier");
        drop("z.v2.json", "nonsense\n");
        try (OrderflowProcess program = inbox("orders.inbox.patience=500")) {
            program.awaitLines(1, DELIVERED + "0 orders from z.v2.json");

            assertThat(errors).hasContent("earlier");
            assertThat(inbox.resolve("failed/z.v2-2.json")).exists();
            assertThat(inbox.resolve("failed/z.v2-2.json.errors.txt")).exists();
        }
    }

    @Test
    void a_name_of_any_length_and_characters_finds_its_place_beside_one_of_the_same_name() throws Exception {
        String longest = "é".repeat(125) + ".json";
        String forged = "a\n04:33:33.333 ERROR board  Kafka is lost \u001b[41m.json";
        for (String name : List.of(longest, forged)) {
            write(Files.createDirectories(inbox.resolve("done")).resolve(name), 1);
            write(inbox.resolve(name), 1);
        }
        try (OrderflowProcess program = inbox()) {
            program.awaitLines(2, DELIVERED + "1 order from ");

            assertThat(inbox.resolve("done/" + "é".repeat(124) + "-2.json")).exists();
            assertThat(program.linesWith("ERROR board"))
                    .singleElement()
                    .asString()
                    .contains(DELIVERED, "\\u001b[41m");
        }
    }

    @Test
    void what_is_too_large_for_the_topic_is_refused_before_it_is_sent_whatever_the_name_is() throws Exception {
        topic().create(Map.of("max.message.bytes", "5000"));
        String name = "n".repeat(250) + ".json";
        String note = "{\"user\":\"a\",\"item\":\"b\",\"quantity\":1,\"note\":\"%s\"}\n".formatted("n".repeat(6_000));
        drop(name, new String(line(1), UTF_8) + note + new String(line(2), UTF_8));
        try (OrderflowProcess program = inbox()) {
            program.awaitLines(1, DELIVERED + "2 orders from " + name);

            assertThat(ids()).hasSize(2);
            try (Stream<Path> failed = Files.list(inbox.resolve("failed"))) {
                assertThat(failed.filter(file -> file.toString().endsWith(".errors.txt")))
                        .singleElement()
                        .satisfies(file -> assertThat(file)
                                .content()
                                .startsWith("line 2: it has 6,046 bytes; Kafka takes at most 2,952 of one order"));
            }
        }
    }

    @Test
    void files_are_sent_by_name_one_after_the_other() throws Exception {
        for (String name : List.of("c.json", "a.ndjson", "b.jsonl")) {
            write(inbox.resolve(name), 500);
        }
        try (OrderflowProcess program = inbox()) {
            program.awaitLines(3, DELIVERED);

            assertThat(program.linesWith(DELIVERED))
                    .extracting(line -> line.replaceAll(".* from (.).*", "$1"))
                    .containsExactly("a", "b", "c");
        }
    }

    @Test
    void an_empty_file_ends_in_failed_with_that_reason() throws Exception {
        Files.createFile(inbox.resolve("empty.json"));
        try (OrderflowProcess program = inbox("orders.inbox.patience=500")) {
            program.awaitLines(1, DELIVERED + "0 orders from empty.json to " + topic + " (1 rejected)");

            assertThat(inbox.resolve("failed/empty.json")).isEmptyFile();
            assertThat(inbox.resolve("failed/empty.json.errors.txt"))
                    .hasContent("line 1: the file is empty; an order as a JSON object is wanted");
        }
    }

    @Test
    void where_the_archive_cant_be_written_the_orders_are_sent_once_and_other_files_go_on() throws Exception {
        Path obstacle = Files.createFile(inbox.resolve("done"));
        write(inbox.resolve("a.ndjson"), 3);
        try (OrderflowProcess program = inbox("orders.retry.delay=100")) {
            String stuck = "The orders of a.ndjson are delivered, but it can't be moved to ";
            program.awaitLines(1, stuck);
            drop("b.ndjson", "no order\n");
            program.awaitLines(1, "from b.ndjson");
            Files.delete(obstacle);
            program.awaitLines(1, DELIVERED + "3 orders from a.ndjson");

            assertThat(ids()).hasSize(3);
            assertThat(program.linesWith(stuck)).hasSize(1);
            assertThat(inbox.resolve("done/a.ndjson")).exists();
        }
    }

    @Test
    void while_the_broker_is_away_the_file_stays_and_it_goes_on_when_the_broker_is_back() throws Exception {
        try (OrderflowProcess program = inbox(IMPATIENT)) {
            write(inbox.resolve("first.ndjson"), 10);
            program.awaitLines(1, DELIVERED + "10 orders from first.ndjson");
            broker.kill();
            write(inbox.resolve("second.ndjson"), 100_000);
            program.awaitLines(1, "Failed delivery");
            assertThat(inbox.resolve("second.ndjson")).exists();

            broker = OrderflowProcess.startBroker(brokerFolder, brokers);
            program.awaitLines(1, DELIVERED + "100,000 orders from second.ndjson");
        }
        assertThat(ids().stream().distinct().count()).isEqualTo(100_010);
    }

    @Test
    void it_stops_within_ten_seconds_while_the_broker_is_away_and_goes_on_at_the_next_start() throws Exception {
        try (OrderflowProcess program = inbox(IMPATIENT)) {
            program.awaitLines(1, "Routes startup");
            broker.kill();
            write(inbox.resolve("a.ndjson"), 1_000);
            program.awaitLines(1, "Failed delivery");

            assertTimeout(Duration.ofSeconds(10), program::stop);
            assertThat(inbox.resolve("a.ndjson")).exists();
        } finally {
            broker = OrderflowProcess.startBroker(brokerFolder, brokers);
        }
        try (OrderflowProcess program = inbox()) {
            program.awaitLines(1, DELIVERED + "1,000 orders from a.ndjson");
        }
    }

    @Test
    void a_file_that_was_mended_and_dropped_again_has_the_ids_it_had() throws Exception {
        String first = "{\"user\":\"a\",\"item\":\"b\",\"quantity\":1}\n";
        String last = "{\"user\":\"a\",\"item\":\"b\",\"quantity\":3}\n";
        try (OrderflowProcess program = inbox()) {
            drop("lunch.ndjson", first + "{\"user\":\"a\",\"item\":\"b\",\"quantity\":\"2\"}\n" + last);
            program.awaitLines(1, "2 orders from lunch.ndjson to " + topic + " (1 rejected)");
            drop("lunch.ndjson", first + "{\"user\":\"a\",\"item\":\"b\",\"quantity\":2}\n" + last);
            program.awaitLines(1, "3 orders from lunch.ndjson");

            assertThat(ids()).hasSize(5);
            assertThat(ids().stream().distinct().count()).isEqualTo(3);
            assertThat(inbox.resolve("done/lunch.ndjson")).exists();
        }
    }

    private void drop(String name, String content) throws Exception {
        Files.move(Files.writeString(folder.resolve(name), content), inbox.resolve(name));
    }

    private static void write(Path file, int orders) throws Exception {
        try (OutputStream out = new java.io.BufferedOutputStream(Files.newOutputStream(file))) {
            for (int i = 1; i <= orders; i++) {
                out.write(line(i));
            }
        }
    }

    private static byte[] line(int i) {
        return "{\"user\":\"user %d\",\"item\":\"tea\",\"quantity\":%d}\n"
                .formatted(i % 100, 1 + i % 1000)
                .getBytes(UTF_8);
    }
}
