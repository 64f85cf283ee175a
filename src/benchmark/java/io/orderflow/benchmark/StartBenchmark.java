package io.orderflow.benchmark;

import static org.awaitility.Awaitility.await;

import io.orderflow.ClassDataArchive;
import io.orderflow.KafkaTopic;
import io.orderflow.OrderflowProcess;
import io.orderflow.order.OrderGenerator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How long it takes from the start of the JVM to the first order that is processed, and to totals that go on. */
final class StartBenchmark {

    private static final int TOTALLED = 100_000;
    private static final int RUNS = Integer.getInteger("benchmark.runs", 5);

    private final String brokers;
    private final Path folder;

    StartBenchmark(String brokers, Path folder) {
        this.brokers = brokers;
        this.folder = folder;
    }

    void print() throws Exception {
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("with the embedded broker, on an empty folder", null));
        rows.add(row("with a broker that runs", brokers));
        ClassDataArchive.main(new String[0]);
        String archive = "-XX:SharedArchiveFile=" + OrderflowProcess.CLASS_DATA;
        rows.add(row("the same from a class-data archive", brokers, archive));
        Table.print(List.of("from the start of the JVM to the first order", "median, s"), rows);
        Table.print(
                List.of("from the start of the JVM to the totals that go on", "median, s"),
                List.of(
                        restart("restart of the totals of %,d orders".formatted(TOTALLED)),
                        restart("the same from a class-data archive", archive)));
    }

    /** The first start adds the totals up; those that are measured find them in Kafka. */
    private List<String> restart(String name, String... options) throws Exception {
        String topic = "totals-" + options.length;
        OrderGenerator generator = Orders.generator();
        Topic.create(brokers, topic, 3).fill(TOTALLED, i -> generator.next());
        Path home = Files.createDirectories(folder.resolve(topic));
        List<String> settings = new ArrayList<>(List.of(
                "camel.component.kafka.brokers=" + brokers,
                "orders.broker.embedded=false",
                "orders.topic=" + topic,
                "orders.generator.enabled=false",
                "orders.inbox.enabled=false",
                "orders.tracker.enabled=false",
                "orders.analytics.enabled=true",
                "orders.analytics.group=" + topic,
                "orders.analytics.totals-topic=" + topic + "-sums",
                "orders.analytics.alerts-topic=" + topic + "-alerts"));
        settings.addAll(List.of(options));
        long[] millis = new long[RUNS];
        for (int run = -1; run < RUNS; run++) {
            long start = System.nanoTime();
            try (OrderflowProcess program = OrderflowProcess.startAtFullSpeed(home, settings.toArray(String[]::new))) {
                program.awaitLines(1, "📊");
                if (run < 0) {
                    await().atMost(Duration.ofMinutes(1)).until(() -> new KafkaTopic(brokers, topic).lag(topic) == 0);
                } else {
                    millis[run] = (System.nanoTime() - start) / 1_000_000;
                }
                program.stop();
            }
        }
        return median(name, millis);
    }

    private List<String> row(String name, String address, String... options) throws Exception {
        long[] millis = new long[RUNS];
        for (int run = 0; run < RUNS; run++) {
            String topic = "start-" + run + "-" + options.length;
            List<String> settings = new ArrayList<>(List.of(
                    "camel.component.kafka.brokers="
                            + (address == null ? "localhost:" + OrderflowProcess.freePort() : address),
                    "orders.topic=" + topic,
                    "orders.tracker.group=" + topic,
                    "orders.inbox.enabled=false"));
            settings.addAll(List.of(options));
            long start = System.nanoTime();
            try (OrderflowProcess program = OrderflowProcess.startAtFullSpeed(
                    Files.createDirectories(folder.resolve(topic + (address == null ? "-embedded" : ""))),
                    settings.toArray(String[]::new))) {
                program.awaitLines(1, "📦");
                millis[run] = (System.nanoTime() - start) / 1_000_000;
            }
        }
        return median(name, millis);
    }

    private static List<String> median(String name, long[] millis) {
        Arrays.sort(millis);
        return List.of(name, "%.1f".formatted(millis[RUNS / 2] / 1e3));
    }
}
