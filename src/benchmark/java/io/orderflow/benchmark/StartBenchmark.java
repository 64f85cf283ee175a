package io.orderflow.benchmark;

import io.orderflow.ClassDataArchive;
import io.orderflow.OrderflowProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How long it takes from the start of the JVM to the first order that is processed. */
final class StartBenchmark {

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
        rows.add(row(
                "the same from a class-data archive", brokers, "-XX:SharedArchiveFile=" + OrderflowProcess.CLASS_DATA));
        Table.print(List.of("from the start of the JVM to the first order", "median, s"), rows);
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
        Arrays.sort(millis);
        return List.of(name, "%.1f".formatted(millis[RUNS / 2] / 1e3));
    }
}
