package io.orderflow.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
            Table.print(
                    "from a file to Kafka, " + subject,
                    interleaved(inboxes.stream()
                            .map(inbox -> new Table.Contender(inbox.name(), () -> inbox.nanos(file, orders)))
                            .toList()));
        } finally {
            for (Inbox inbox : inboxes) {
                inbox.close();
            }
        }
        for (Variant variant : variants) {
            trackers.add(tracker(variant, file));
        }
        Table.print("from Kafka to a line in a log file, " + subject, interleaved(trackers));
    }

    private List<Table.Row> interleaved(List<Table.Contender> contenders) throws Exception {
        return Table.interleaved(WARM_UPS, RUNS, orders, contenders.toArray(Table.Contender[]::new));
    }

    private Inbox inbox(Variant variant, String use) throws Exception {
        Topic topic = Topic.create(brokers, "%s-%s".formatted(variant.name().replaceAll("\\W+", "-"), use), 3);
        Path directory = Files.createDirectories(folder.resolve(topic.name()));
        return new Inbox(
                variant.name(),
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
                    return (long) (routes.nanosPerOrder(orders, Long.MAX_VALUE) * orders);
                }
            });
        }
    }

    /** Routes that wait for files in a directory. */
    private record Inbox(String name, Topic topic, Path directory, Routes routes) implements AutoCloseable {

        long nanos(Path file, int orders) throws Exception {
            return (long) (routes.nanosPerDelivered(file, directory, orders) * orders);
        }

        @Override
        public void close() throws Exception {
            routes.close();
        }
    }
}
