package io.orderflow.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The routes with some settings and with others, in turns: from a file to Kafka, and from there to a line in a log file. */
final class Variants {

    private static final int RUNS = Integer.getInteger("benchmark.runs", 5);
    private static final int WARM_UPS = 3;

    private final String brokers;
    private final Path folder;
    private final int orders;
    private final List<Variant> variants;
    private final Map<String, List<Double>> cpuNanos = new HashMap<>();

    /** @param settings that differ from those of the other variants */
    record Variant(String name, Map<String, String> settings) {}

    Variants(String brokers, Path folder, int orders, List<Variant> variants) {
        this.brokers = brokers;
        this.folder = folder;
        this.orders = orders;
        this.variants = variants;
    }

    /** @param subject what they differ in, as it stands in the head of the tables */
    void print(String subject) throws Exception {
        Path file = Orders.lines(folder.resolve("variants.ndjson"), orders);
        List<Inbox> inboxes = new ArrayList<>();
        List<Table.Contender> trackers = new ArrayList<>();
        try {
            for (Variant variant : variants) {
                inboxes.add(inbox(variant, "sent"));
            }
            print(
                    "from a file to Kafka, " + subject,
                    interleaved(inboxes.stream()
                            .map(inbox -> new Table.Contender(inbox.variant().name(), () -> {
                                long nanos = inbox.nanos(file, orders);
                                spent(inbox.variant(), inbox.routes());
                                return nanos;
                            }))
                            .toList()));
        } finally {
            for (Inbox inbox : inboxes) {
                inbox.close();
            }
        }
        for (Variant variant : variants) {
            trackers.add(tracker(variant, file));
        }
        print("from Kafka to a line in a log file, " + subject, interleaved(trackers));
    }

    /** With what the processor has worked on an order, the median too, which other processes hardly change. */
    private void print(String title, List<Table.Row> rows) {
        List<Double> cpu = rows.stream().map(row -> median(cpuNanos.remove(row.name()))).toList();
        List<List<String>> cells = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Table.Row row = rows.get(i);
            cells.add(List.of(
                    row.name(),
                    "%,.0f".formatted(row.ordersPerSecond()),
                    "%.2f".formatted(row.ofTheFirst()),
                    "%,.0f".formatted(cpu.get(i)),
                    "%.2f".formatted(cpu.get(i) / cpu.get(0))));
        }
        Table.print(List.of(title, "orders/s", "ratio", "CPU, ns an order", "ratio"), cells);
    }

    private static double median(List<Double> values) {
        return Table.median(
                values.stream().skip(WARM_UPS).mapToDouble(Double::doubleValue).toArray());
    }

    private void spent(Variant variant, Routes routes) {
        cpuNanos.computeIfAbsent(variant.name(), name -> new ArrayList<>()).add(routes.cpuNanosPerOrder());
    }

    private List<Table.Row> interleaved(List<Table.Contender> contenders) throws Exception {
        return Table.interleaved(WARM_UPS, RUNS, orders, contenders.toArray(Table.Contender[]::new));
    }

    private Inbox inbox(Variant variant, String use) throws Exception {
        Topic topic = Topic.create(brokers, "%s-%s".formatted(variant.name().replaceAll("\\W+", "-"), use), 3);
        Path directory = Files.createDirectories(folder.resolve(topic.name()));
        return new Inbox(
                variant,
                topic,
                directory,
                Routes.inbox(topic, directory, variant.settings()).start());
    }

    /** Each run reads what an inbox with the same settings has sent. */
    private Table.Contender tracker(Variant variant, Path file) throws Exception {
        try (Inbox inbox = inbox(variant, "tracked")) {
            inbox.nanos(file, orders);
            return new Table.Contender(variant.name(), () -> {
                try (Routes routes = new Routes(inbox.topic(), variant.settings()).start()) {
                    long nanos = (long) (routes.nanosPerOrder(orders, Long.MAX_VALUE) * orders);
                    spent(variant, routes);
                    return nanos;
                }
            });
        }
    }

    /** Routes that wait for files in a directory. */
    private record Inbox(Variant variant, Topic topic, Path directory, Routes routes) implements AutoCloseable {

        long nanos(Path file, int orders) throws Exception {
            return (long) (routes.nanosPerDelivered(file, directory, orders) * orders);
        }

        @Override
        public void close() throws Exception {
            routes.close();
        }
    }
}
