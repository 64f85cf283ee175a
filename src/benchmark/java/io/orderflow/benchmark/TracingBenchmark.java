package io.orderflow.benchmark;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The routes with traces of one order in a hundred beside those without any. */
final class TracingBenchmark {

    /** So many that what only one order in a hundred goes through is compiled before the measured runs. */
    private static final int ORDERS = 4 * Integer.getInteger("benchmark.orders", 500_000);

    private final String brokers;
    private final Path folder;

    TracingBenchmark(String brokers, Path folder) {
        this.brokers = brokers;
        this.folder = folder;
    }

    void print() throws Exception {
        try (SpanSink sink = new SpanSink()) {
            new Variants(
                            brokers,
                            folder,
                            ORDERS,
                            List.of(
                                    new Variants.Variant("untraced", Map.of()),
                                    new Variants.Variant(
                                            "traced, orders.tracing.ratio=0.01",
                                            Map.of(
                                                    "orders.tracing.endpoint",
                                                    sink.endpoint(),
                                                    "orders.tracing.ratio",
                                                    "0.01"))))
                    .print("by orders.tracing.endpoint");
            // one in a hundred has spans of more than a hundred bytes, in each run
            if (sink.bytes() < ORDERS) {
                throw new IllegalStateException("hardly any spans have come: %,d bytes".formatted(sink.bytes()));
            }
        }
    }
}
