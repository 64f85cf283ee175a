package io.orderflow.analytics;

import io.orderflow.failure.Causes;
import io.orderflow.order.Order;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.BuiltInDslStoreSuppliers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds the orders up beside the tracker, in Kafka Streams, exactly once: copies of the program share the work by the group
 * and a copy that is gone loses nothing, since what the others need to go on is in Kafka.
 */
public final class OrderAnalytics extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger("analytics");
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration KEPT = Duration.ofDays(1);

    private final Properties kafka;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Options options;
    private final Function<byte[], Order> reader;
    private final LateOrders late;
    private final AtomicBoolean running = new AtomicBoolean();
    private KafkaStreams streams;
    private LatestTotals latest;

    /**
     * @param group the consumer group, and what the names of the topics begin with that only the analytics uses
     * @param replicationFactor of those
     * @param onDisk the totals are kept by RocksDB, whose library must be there, and not in memory
     * @param directory of the totals on disk
     */
    public record Options(
            String group,
            String ordersTopic,
            String totalsTopic,
            String alertsTopic,
            Rules rules,
            short replicationFactor,
            boolean onDisk,
            String directory) {}

    /**
     * @param kafka address and security of a client
     * @param consumers makes one that belongs to no group, and reads nothing that was aborted
     * @param reader makes an order of a record's value
     */
    public OrderAnalytics(
            Properties kafka,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Options options,
            Function<byte[], Order> reader) {
        this.kafka = kafka;
        this.consumers = consumers;
        this.options = options;
        this.reader = reader;
        this.late = new LateOrders(options.rules().grace());
    }

    /** A topic of totals or of alerts: the newest total of each window is kept, all of them for a day. */
    public static NewTopic topic(String name, int partitions, short replicationFactor, boolean totals) {
        return new NewTopic(name, partitions, replicationFactor)
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        totals ? "compact,delete" : "delete",
                        TopicConfig.RETENTION_MS_CONFIG,
                        String.valueOf(KEPT.toMillis())));
    }

    @Override
    protected void doStart() {
        TotalsTopology topology = new TotalsTopology(
                options.ordersTopic(),
                options.totalsTopic(),
                options.alertsTopic(),
                options.rules(),
                reader,
                Clock.systemUTC(),
                late);
        streams = new KafkaStreams(topology.build(), config());
        streams.setUncaughtExceptionHandler(OrderAnalytics::goOn);
        streams.setStateListener((state, before) -> {
            if (state == KafkaStreams.State.RUNNING && running.compareAndSet(false, true)) {
                LOG.info("📊 Orders of {} are added up to {}", options.ordersTopic(), options.totalsTopic());
            }
        });
        streams.start();
        latest = new LatestTotals(consumers, options.totalsTopic(), options.alertsTopic());
        latest.start();
    }

    /** It leaves the group, so that the next start has its partitions at once. */
    @Override
    protected void doStop() {
        latest.stop();
        streams.close(
                CloseOptions.timeout(CLOSE_TIMEOUT).withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
    }

    /** What the totals are now, of all copies of the program; to be written as JSON. */
    public TotalsView view() {
        return latest.view(streams.state().name(), late.count());
    }

    private static StreamThreadExceptionResponse goOn(Throwable failure) {
        LOG.warn(
                "The totals can't be added up, trying again: {}",
                Causes.root(failure).toString());
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private Properties config() {
        Properties config = new Properties();
        config.putAll(kafka);
        config.putAll(settings(options));
        return config;
    }

    static Map<String, Object> settings(Options options) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, options.group());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) options.replicationFactor());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, options.directory());
        settings.put(
                StreamsConfig.DSL_STORE_SUPPLIERS_CLASS_CONFIG,
                options.onDisk()
                        ? BuiltInDslStoreSuppliers.RocksDBDslStoreSuppliers.class
                        : BuiltInDslStoreSuppliers.InMemoryDslStoreSuppliers.class);
        // partitions that are read through in turns: what waits in one is not made late by another
        settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 200);
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 200);
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        // as for the tracker: so long after a kill its partitions go to another copy
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_000);
        return settings;
    }
}
