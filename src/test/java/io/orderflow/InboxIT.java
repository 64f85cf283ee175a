package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderflow.order.OrderJson;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be dropped, and where it ends: files of all kinds, given to one program that runs. */
class InboxIT {

    private static final String DELIVERED = "✅ Delivered ";

    @TempDir
    private static Path folder;

    private static OwnTopics topics;
    private static Inbox inbox;
    private static OrderflowProcess program;

    private final String user = "user " + UUID.randomUUID();

    @BeforeAll
    static void start() throws Exception {
        topics = OwnTopics.onSharedBroker();
        topics.orders().create(Map.of("max.message.bytes", "5000"));
        inbox = Inbox.of(folder);
        program = topics.start(
                        folder,
                        "orders.inbox.enabled=true",
                        "orders.tracker.enabled=false",
                        "orders.inbox.settle-time=100",
                        "orders.inbox.patience=3000")
                .awaitLines(1, "Routes startup");
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    private String line(int quantity) {
        return Orders.line(user, "tea", quantity);
    }

    /** The ids of this test's orders on the topic. */
    private List<String> ids() {
        return topics.orders().records().stream()
                .filter(record -> new String(record.key(), UTF_8).equals(user))
                .map(record -> OrderJson.read(record.value()).orderId())
                .toList();
    }

    @Test
    void a_file_that_is_being_written_is_left_alone_until_it_is_whole() throws Exception {
        Path pieces = inbox.file("pieces.json");
        try (OutputStream open = Files.newOutputStream(inbox.file("open.ndjson"))) {
            open.write(line(1).getBytes(UTF_8));
            Files.writeString(pieces, "[" + line(1) + ",");
            inbox.drop("renamed.json", line(1));
            program.awaitLines(1, DELIVERED + "1 order from renamed.json");
            program.awaitLines(1, "pieces.json has no end yet");
            Files.writeString(pieces, line(2) + "]", StandardOpenOption.APPEND);
            open.write(line(2).getBytes(UTF_8));
        }

        program.awaitLines(1, DELIVERED + "2 orders from open.ndjson");
        program.awaitLines(1, DELIVERED + "2 orders from pieces.json");
        assertThat(program.linesWith("pieces.json has no end yet")).hasSize(1);
    }

    @Test
    void names_that_are_no_order_files_and_folders_are_ignored() throws Exception {
        for (String name : List.of(".hidden.json", "draft.json.tmp", "draft.json.part", "draft.json~", "notes.txt")) {
            inbox.drop(name, line(1));
        }
        Files.createDirectories(inbox.file("folder.json"));
        inbox.drop("zz.JSON", line(2));
        program.awaitLines(1, DELIVERED + "1 order from zz.JSON");

        assertThat(ids()).hasSize(1);
        assertThat(inbox.file("notes.txt")).exists();
    }

    @Test
    void what_cant_be_an_order_file_holds_nobody_up() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", inbox.file("fifo.json").toString())
                        .start()
                        .waitFor())
                .isZero();
        inbox.drop("back\\slash.json", line(1));
        inbox.drop("z.json", line(1));
        program.awaitLines(1, DELIVERED + "1 order from z.json");

        assertThat(program.linesWith("The order file back\\slash.json has a backslash in its name"))
                .hasSize(1);
    }

    @Test
    void the_refusals_of_an_earlier_file_are_never_overwritten() throws Exception {
        Path errors = inbox.failed("z.v2.json.errors.txt");
        Files.createDirectories(errors.getParent());
        Files.writeString(errors, "earlier");
        inbox.drop("z.v2.json", "nonsense\n");
        program.awaitLines(1, DELIVERED + "0 orders from z.v2.json");

        assertThat(errors).hasContent("earlier");
        assertThat(inbox.failed("z.v2-2.json")).exists();
        assertThat(inbox.failed("z.v2-2.json.errors.txt")).exists();
    }

    @Test
    void a_name_of_any_length_and_characters_finds_its_place_beside_one_of_the_same_name() throws Exception {
        String longest = "é".repeat(125) + ".json";
        String forged = "a\n04:33:33.333 ERROR board  Kafka is lost \u001b[41m.json";
        for (String name : List.of(longest, forged)) {
            Files.createDirectories(inbox.done(name).getParent());
            Files.writeString(inbox.done(name), line(1));
            inbox.drop(name, line(2));
        }
        program.awaitLines(1, DELIVERED + "1 order from é");
        program.awaitLines(1, "ERROR board");

        assertThat(inbox.done("é".repeat(124) + "-2.json")).exists();
        assertThat(program.linesWith("ERROR board")).singleElement().asString().contains(DELIVERED, "\\u001b[41m");
    }

    @Test
    void what_is_too_large_for_the_topic_is_refused_before_it_is_sent_whatever_its_name() throws Exception {
        String name = "n".repeat(250) + ".json";
        String note = "{\"user\":\"a\",\"item\":\"b\",\"quantity\":1,\"note\":\"%s\"}\n".formatted("n".repeat(6_000));
        inbox.drop(name, line(1) + note + line(2));
        program.awaitLines(1, DELIVERED + "2 orders from " + name);

        assertThat(ids()).hasSize(2);
        try (Stream<Path> failed = Files.list(inbox.file("failed"))) {
            assertThat(failed.filter(file -> file.getFileName().toString().matches("n+.*errors\\.txt")))
                    .singleElement()
                    .satisfies(file -> assertThat(file)
                            .content()
                            .startsWith("line 2: it has 6,046 bytes; Kafka takes at most 2,952 of one order"));
        }
    }

    @Test
    void an_empty_file_ends_in_failed_with_that_reason() throws Exception {
        inbox.drop("empty.json", "");
        program.awaitLines(
                1,
                DELIVERED + "0 orders from empty.json to " + topics.name()
                        + " (1 rejected: failed/empty.json.errors.txt says why)");

        assertThat(inbox.failed("empty.json")).isEmptyFile();
        assertThat(inbox.failed("empty.json.errors.txt"))
                .hasContent("line 1: the file is empty; an order as a JSON object is wanted");
    }

    @Test
    void a_file_that_was_mended_and_dropped_again_has_the_ids_it_had() throws Exception {
        inbox.drop("lunch.ndjson", line(1) + line(2).replace("2}", "\"2\"}") + line(3));
        program.awaitLines(
                1,
                "2 orders from lunch.ndjson to " + topics.name()
                        + " (1 rejected: failed/lunch.ndjson.errors.txt says why)");
        inbox.drop("lunch.ndjson", line(1) + line(2) + line(3));
        program.awaitLines(1, "3 orders from lunch.ndjson");

        List<String> ids = ids();
        assertThat(ids).hasSize(5);
        assertThat(ids.stream().distinct().count()).isEqualTo(3);
        assertThat(inbox.done("lunch.ndjson")).exists();
    }
}
