package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.orderflow.order.OrderJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can befall an order file on its way: kills, a broker that is away, others who change the folder. */
class InboxTroubleIT {

    private static final String DELIVERED = "✅ Delivered ";

    /** A producer that soon gives up, so that a test sees it. */
    private static final String AWAY = "Kafka does not answer at";

    private static final String[] IMPATIENT = {
        "camel.component.kafka.deliveryTimeoutMs=1500",
        "camel.component.kafka.requestTimeoutMs=1000",
        "camel.component.kafka.maxBlockMs=1000"
    };

    @TempDir
    Path folder;

    @TempDir
    Path brokerFolder;

    private OwnTopics topics = OwnTopics.onSharedBroker();
    private Inbox inbox;

    @BeforeEach
    void makeInbox() throws Exception {
        inbox = Inbox.of(folder);
    }

    private OrderflowProcess inbox(String... more) throws Exception {
        return inbox(Map.of(), more);
    }

    private OrderflowProcess inbox(Map<String, String> environment, String... more) throws Exception {
        List<String> settings = new ArrayList<>(topics.settings());
        settings.addAll(List.of("orders.inbox.enabled=true", "orders.tracker.enabled=false"));
        settings.addAll(List.of(more));
        return OrderflowProcess.start(folder, environment, settings.toArray(String[]::new));
    }

    private List<String> ids() {
        return topics.orders().records().stream()
                .map(record -> OrderJson.read(record.value()).orderId())
                .toList();
    }

    @Test
    void after_kills_every_order_is_on_the_topic_and_the_repeated_ones_have_their_id() throws Exception {
        int orders = Integer.getInteger("inbox.orders", 40_000);
        inbox.dropOrders("many.ndjson", orders);
        Random random = new Random(4711);
        for (int kill = 0; kill < Integer.getInteger("inbox.kills", 2); kill++) {
            try (OrderflowProcess program = inbox()) {
                program.awaitLines(1, "Routes startup");
                // in the midst of the file, however late it is seen
                topics.orders().awaitMoreThan(topics.orders().count() + random.nextInt(orders / 2));
                program.kill();
            }
        }
        try (OrderflowProcess program = inbox()) {
            program.awaitLines(1, "from many.ndjson");
            assertThat(inbox.done("many.ndjson")).exists();
        }

        List<String> ids = ids();
        assertThat(ids.stream().distinct().count()).isEqualTo(orders);
        assertThat(ids.size()).isGreaterThan(orders);
    }

    @Test
    void files_taken_away_or_replaced_while_one_is_read_are_never_archived_unread() throws Exception {
        inbox.dropOrders("a.ndjson", 150_000);
        inbox.dropOrders("b.ndjson", 1);
        inbox.dropOrders("b2.ndjson", 1);
        inbox.dropOrders("c.ndjson", 1);
        try (OrderflowProcess program = inbox().awaitLines(1, "Routes startup")) {
            topics.orders().awaitMoreThan(0);
            Files.delete(inbox.file("b.ndjson"));
            Files.delete(inbox.file("b2.ndjson"));
            new ProcessBuilder("mkfifo", inbox.file("b2.ndjson").toString())
                    .start()
                    .waitFor();
            inbox.drop("a.ndjson", Orders.json("new", "anna", "tea", 1));
            program.awaitLines(1, DELIVERED + "1 order from a.ndjson");
            program.awaitLines(1, DELIVERED + "1 order from c.ndjson");

            assertThat(program.linesWith("The order file b.ndjson was taken away while it was read; 0 orders"))
                    .hasSize(1);
            assertThat(program.linesWith("The order file b2.ndjson was replaced while it was read by what is no file"))
                    .hasSize(1);
            assertThat(program.linesWith("The order file a.ndjson was changed while it was read"))
                    .hasSize(1);
            assertThat(ids()).contains("new");
            assertThat(inbox.file("failed")).doesNotExist();
        }
    }

    @Test
    void a_name_the_locale_cant_spell_and_a_link_are_reported_once_and_hold_nobody_up() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "password\n");
        Files.createSymbolicLink(inbox.file("link.json"), secret);
        Files.createSymbolicLink(inbox.file("failed"), Files.createDirectory(folder.resolve("elsewhere")));
        inbox.dropOrders("plain.ndjson", 1);
        // by the shell, which takes bytes as they are whatever the locale of this test is
        String spell =
                "cp plain.ndjson \"$(printf 'caf\\303\\251.ndjson')\"; cp plain.ndjson \"$(printf 'caf\\351.ndjson')\"";
        assertThat(new ProcessBuilder("sh", "-c", spell)
                        .directory(inbox.folder().toFile())
                        .start()
                        .waitFor())
                .isZero();
        try (OrderflowProcess program = inbox(Map.of("LC_ALL", "C"))) {
            program.awaitLines(1, DELIVERED + "1 order from plain.ndjson");
            inbox.dropOrders("second.ndjson", 2);
            program.awaitLines(1, DELIVERED + "2 orders from second.ndjson");

            assertThat(program.linesWith("has a name that can't be spelled in the locale"))
                    .hasSize(2);
            assertThat(program.linesWith("The order file link.json is a symbolic link"))
                    .hasSize(1);
            assertThat(program.linesWith("No order file can be moved to inbox/failed: it is a symbolic link"))
                    .hasSize(1);
            assertThat(program.linesWith("Exception")).isEmpty();
            assertThat(inbox.file("link.json")).exists();
        }
    }

    @Test
    void where_the_archive_cant_be_written_orders_are_sent_once_and_other_files_go_on() throws Exception {
        Path obstacle = Files.createFile(inbox.file("done"));
        inbox.dropOrders("a.ndjson", 3);
        try (OrderflowProcess program = inbox("orders.retry.delay=100")) {
            String stuck = "The orders of a.ndjson are delivered, but it can't be moved to ";
            program.awaitLines(1, stuck);
            inbox.drop("b.ndjson", "no order\n");
            program.awaitLines(1, "from b.ndjson");
            Files.delete(obstacle);
            program.awaitLines(1, DELIVERED + "3 orders from a.ndjson");

            assertThat(ids()).hasSize(3);
            assertThat(program.linesWith(stuck)).hasSize(1);
            assertThat(inbox.done("a.ndjson")).exists();
        }
    }

    @Test
    void a_file_stays_while_the_broker_is_away_over_a_stop_within_ten_seconds_too() throws Exception {
        try (LocalBroker broker = LocalBroker.in(brokerFolder)) {
            topics = OwnTopics.on(broker.address());
            try (OrderflowProcess program = inbox(IMPATIENT)) {
                inbox.dropOrders("first.ndjson", 10);
                program.awaitLines(1, DELIVERED + "10 orders from first.ndjson");
                broker.stop();
                inbox.dropOrders("second.ndjson", 10_000);
                program.awaitLines(1, " waits, and is tried again: ");
                assertThat(inbox.file("second.ndjson")).exists();
                broker.start();
                program.awaitLines(1, DELIVERED + "10,000 orders from second.ndjson");
                // it looks now and then: an absence may be too short to be seen, and another one is one after a return
                await().until(() ->
                        program.linesWith("answers, and its topics are there").size()
                                == program.linesWith(AWAY).size());
                int absences = program.linesWith(AWAY).size();

                broker.stop();
                inbox.dropOrders("third.ndjson", 1_000);
                program.awaitLines(2, " waits, and is tried again: ").awaitLines(absences + 1, AWAY);
                assertTimeout(Duration.ofSeconds(10), program::stop);
                assertThat(inbox.file("third.ndjson")).exists();
            }
            broker.start();
            try (OrderflowProcess program = inbox()) {
                program.awaitLines(1, DELIVERED + "1,000 orders from third.ndjson");
            }
            assertThat(ids().stream().distinct().count()).isEqualTo(11_010);
        }
    }
}
