package io.orderflow.benchmark;

import io.orderflow.OrderflowProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Prints how fast each part is beside what a person would write by hand, measured in one run. */
public final class Benchmarks {

    private Benchmarks() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("orderflow-benchmark");
        String brokers = "localhost:" + OrderflowProcess.freePort();
        try (OrderflowProcess broker = OrderflowProcess.startAtFullSpeed(
                folder,
                "camel.component.kafka.brokers=" + brokers,
                "orders.generator.enabled=false",
                "orders.inbox.enabled=false",
                "orders.tracker.enabled=false")) {
            broker.awaitLines(1, "Routes startup");
            Table.print("from a file to Kafka", new InboxBenchmark(brokers, folder).run());
            Table.print("from Kafka to a line in a log file", new TrackerBenchmark(brokers).run());
            new LatencyBenchmark(brokers).print();
            new StartBenchmark(brokers, folder).print();
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
