package io.orderflow.benchmark;

import io.orderflow.OrderflowProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
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
            run(brokers, folder);
        } finally {
            delete(folder);
        }
    }

    private static void run(String brokers, Path folder) throws Exception {
        if (isWanted("inbox")) {
            Table.print("from a file to Kafka", new InboxBenchmark(brokers, folder).run());
        }
        if (isWanted("tracker")) {
            Table.print("from Kafka to a line in a log file", new TrackerBenchmark(brokers).run());
        }
        if (isWanted("poll")) {
            Table.print("the tracker, by the records of a poll", new PollSizeBenchmark(brokers).run());
        }
        if (isWanted("formats")) {
            new FormatsBenchmark(brokers, folder).print();
        }
        if (isWanted("tracing")) {
            new TracingBenchmark(brokers, folder).print();
        }
        if (isWanted("slow")) {
            new SlowStepBenchmark(brokers).print();
        }
        if (isWanted("memory")) {
            new MemoryBenchmark(brokers).print();
        }
        if (isWanted("latency")) {
            new LatencyBenchmark(brokers).print();
        }
        if (isWanted("start")) {
            new StartBenchmark(brokers, folder).print();
        }
    }

    private static boolean isWanted(String name) {
        String only = System.getProperty("benchmark.only", "");
        return only.isEmpty() || List.of(only.split(",")).contains(name);
    }

    private static void delete(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
