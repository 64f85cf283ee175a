package io.orderflow.benchmark;

import io.orderflow.OrderflowProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

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
        System.out.printf("%n%-47s %12s%n", "from the start of the JVM to the first order", "median");
        print("with the embedded broker, on an empty folder", null);
        print("with a broker that runs", brokers);
    }

    private void print(String name, String address) throws Exception {
        long[] millis = new long[RUNS];
        for (int run = 0; run < RUNS; run++) {
            String topic = "start-" + run;
            long start = System.nanoTime();
            try (OrderflowProcess program = OrderflowProcess.startAtFullSpeed(
                    Files.createDirectories(folder.resolve(topic + (address == null ? "-embedded" : ""))),
                    "camel.component.kafka.brokers="
                            + (address == null ? "localhost:" + OrderflowProcess.freePort() : address),
                    "orders.topic=" + topic,
                    "orders.tracker.group=" + topic,
                    "orders.inbox.enabled=false")) {
                program.awaitLines(1, "📦");
                millis[run] = (System.nanoTime() - start) / 1_000_000;
            }
        }
        Arrays.sort(millis);
        System.out.printf("%-47s %9.1f s%n", name, millis[RUNS / 2] / 1e3);
    }
}
