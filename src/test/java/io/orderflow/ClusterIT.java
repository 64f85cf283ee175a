package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster of three brokers loses one of them while orders flow, and gets it back.
 *
 * <p>{@code -Dcluster.orders=20000} makes each file so long.
 */
class ClusterIT {

    private static final String TOPIC = "orders";
    private static final String GROUP = "order-tracker";
    private static final int FILES = 5;
    private static final int ORDERS_A_FILE = Integer.getInteger("cluster.orders", 8_000);

    @TempDir
    Path folder;

    private final List<OrderflowProcess> programs = new ArrayList<>();

    @Test
    void a_broker_that_is_killed_and_comes_back_costs_no_order_and_no_restart() throws Exception {
        try (Cluster cluster = Cluster.start(folder.resolve("kafka"))) {
            OrderflowProcess inbox =
                    start(cluster, "inbox", "orders.tracker.enabled=false", "orders.inbox.enabled=true");
            inbox.awaitLines(1, "Routes startup");
            List<OrderflowProcess> trackers = List.of(start(cluster, "tracker-1"), start(cluster, "tracker-2"));
            for (OrderflowProcess tracker : trackers) {
                tracker.awaitLines(1, "🟢");
            }
            int victim = coordinator(cluster);
            drop(0);
            drop(1);
            awaitProcessed(trackers, ORDERS_A_FILE / 4);

            cluster.killNode(victim);
            long processedBefore = processed(trackers);
            drop(2);
            drop(3);
            awaitProcessed(trackers, 3 * ORDERS_A_FILE);
            cluster.startNode(victim);
            drop(4);
            inbox.awaitLines(FILES, "✅ Delivered ");
            awaitProcessed(trackers, FILES * ORDERS_A_FILE);
            cluster.awaitInSync(TOPIC);

            KafkaTopic orders = new KafkaTopic(cluster.brokers(), TOPIC);
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> orders.lag(GROUP) == 0);
            System.out.printf(
                    "%nbroker %d, the group's coordinator, was killed after %,d orders%n", victim, processedBefore);
            assertThat(programs).allMatch(OrderflowProcess::isAlive);
            balance(orders, trackers);
        } finally {
            programs.forEach(OrderflowProcess::close);
        }
    }

    private void balance(KafkaTopic orders, List<OrderflowProcess> trackers) {
        Ledger ledger = new Ledger();
        List<ConsumerRecord<byte[], byte[]>> records = orders.records();
        records.forEach(ledger::sent);
        // each line begins with its time, and a program's lines are in order
        trackers.stream()
                .flatMap(tracker -> tracker.linesWith("📦 ").stream())
                .sorted(OrderflowProcess.BY_TIME)
                .forEach(ledger::processed);
        trackers.forEach(tracker -> tracker.linesWith("🔁 ").forEach(ledger::repeated));
        System.out.println(ledger);

        assertThat(ledger.sentIds()).containsExactlyInAnyOrderElementsOf(ids());
        assertThat(ledger.withoutOutcome()).isEmpty();
        assertThat(ledger.unknown()).isEmpty();
        assertThat(ledger.processedTwice()).isEmpty();
        assertThat(ledger.overtaken()).isEmpty();
        // no tracker was killed: only what was in flight at a rebalance, two polls of 500 of each tracker
        assertThat(ledger.comeAgain()).isLessThanOrEqualTo(2_000);
    }

    private static List<String> ids() {
        return IntStream.range(0, FILES * ORDERS_A_FILE).mapToObj(i -> "o-" + i).toList();
    }

    private void drop(int file) throws Exception {
        String lines = IntStream.range(file * ORDERS_A_FILE, (file + 1) * ORDERS_A_FILE)
                .mapToObj(i -> Orders.json("o-" + i, "user " + i % 500, "tea", 1) + "\n")
                .collect(Collectors.joining());
        Inbox.of(folder.resolve("inbox")).drop("orders-" + file + ".ndjson", lines);
    }

    private static void awaitProcessed(List<OrderflowProcess> trackers, int count) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> processed(trackers) >= count);
    }

    private static long processed(List<OrderflowProcess> trackers) {
        return trackers.stream()
                .mapToInt(tracker -> tracker.linesWith("📦 ").size())
                .sum();
    }

    private static int coordinator(Cluster cluster) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.brokers()))) {
            return admin.describeConsumerGroups(List.of(GROUP))
                    .all()
                    .get()
                    .get(GROUP)
                    .coordinator()
                    .id();
        }
    }

    private OrderflowProcess start(Cluster cluster, String name, String... more) throws Exception {
        Path home = Files.createDirectories(folder.resolve(name));
        OrderflowProcess.copyRoutes(home.resolve("routes"), Ledger.STEP);
        List<String> settings = new ArrayList<>(List.of(
                "camel.component.kafka.brokers=" + cluster.brokers(),
                "orders.topic.partitions=6",
                "orders.topic.replication-factor=3",
                "orders.generator.enabled=false",
                "orders.inbox.enabled=false"));
        settings.addAll(List.of(more));
        OrderflowProcess program = OrderflowProcess.start(home, settings.toArray(String[]::new));
        programs.add(program);
        return program;
    }
}
