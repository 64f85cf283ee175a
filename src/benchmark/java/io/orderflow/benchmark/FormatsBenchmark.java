package io.orderflow.benchmark;

import io.orderflow.RegistryDouble;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** The routes with each format of the topic's records. */
final class FormatsBenchmark {

    /** Half of the others, since these are three. */
    private static final int ORDERS = Integer.getInteger("benchmark.orders", 500_000) / 2;

    private final String brokers;
    private final Path folder;

    FormatsBenchmark(String brokers, Path folder) {
        this.brokers = brokers;
        this.folder = folder;
    }

    void print() throws Exception {
        try (RegistryDouble registry = new RegistryDouble(0)) {
            new Variants(
                            brokers,
                            folder,
                            ORDERS,
                            Stream.of("json", "avro", "protobuf")
                                    .map(format -> variant(format, registry.url()))
                                    .toList())
                    .print("by orders.format");
        }
    }

    private static Variants.Variant variant(String format, String registry) {
        return new Variants.Variant(format, Map.of("orders.format", format, "orders.registry.url", registry));
    }
}
