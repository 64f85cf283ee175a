package io.orderflow.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * The {@code orders.*} settings, checked. Java code gets them by the name {@code settings} in Camel's registry; the routes
 * read theirs as {@code {{…}}} placeholders. The keys and their defaults are in application.properties alone.
 */
public record Settings(
        String brokers,
        String topic,
        String deadLetterTopic,
        int partitions,
        short replicationFactor,
        String group,
        int rememberedOrders,
        boolean tracker,
        boolean yaml,
        boolean reload,
        boolean onStack,
        boolean embeddedBroker,
        Path brokerDirectory,
        Generator generator,
        Inbox inbox,
        Http http,
        Analytics analytics,
        Schemas schemas,
        Tracing tracing,
        int oneShotCount) {

    /** The folder of the routes' files. */
    public static final Path ROUTES = Path.of("routes");

    /** @param seed of the random orders; none where they differ each time */
    public record Generator(OptionalLong seed, List<String> users, List<String> items) {}

    /**
     * @param extensions separated by commas, without their dots
     * @param settleTime without a change before a file is read
     * @param patience   the same for a file that seems to be incomplete
     */
    public record Inbox(Path directory, String extensions, Duration settleTime, Duration patience) {}

    /** Whether the board is served, and how. */
    public record Http(boolean enabled, ServerOptions server) {}

    /**
     * @param group the consumer group; also what the names of the topics begin with that only the analytics uses
     * @param grace how long after a window's end an order of it still counts, by the orders' own time
     * @param rememberedOrders of each partition, so that an order that comes again counts once
     * @param userOrdersAMinute more orders than this of a user in a minute are an alert
     * @param itemFactor this many times an item's usual quantity in a minute is an alert
     * @param onDisk whether the totals are kept by RocksDB, whose library must be there, and not in memory
     * @param directory of the totals on disk
     */
    public record Analytics(
            boolean enabled,
            String group,
            String totalsTopic,
            String alertsTopic,
            Duration grace,
            int rememberedOrders,
            int userOrdersAMinute,
            int itemFactor,
            boolean onDisk,
            Path directory) {}

    /**
     * @param format {@code json}, {@code avro} or {@code protobuf}
     * @param url of the schema registry; empty where there is none
     * @param user empty where it asks for none
     */
    public record Schemas(String format, String url, String user, String password) {}

    /**
     * @param endpoint of OTLP over HTTP; empty where nothing is traced
     * @param ratio from 0 to 1
     */
    public record Tracing(String endpoint, double ratio) {}
}
