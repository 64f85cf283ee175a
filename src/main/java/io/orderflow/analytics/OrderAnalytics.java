package io.orderflow.analytics;

import io.orderflow.failure.Causes;
import io.orderflow.kafka.KafkaAccess;
import io.orderflow.kafka.Topics;
import io.orderflow.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.kafka.clients.admin.NewTopic;
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
    private static final Duration NEWS_AGAIN = Duration.ofMinutes(1);

    private final KafkaAccess kafka;
    private final Settings settings;
    private final LateOrders late;
    private final AtomicBoolean running = new AtomicBoolean();
    private KafkaStreams streams;
    private volatile LatestTotals latest;
    /** What ended the last thread, and when, by {@link System#nanoTime}. */
    private String reported;

    private long failedAt;

    public OrderAnalytics(Settings settings, KafkaAccess kafka) {
        this.settings = settings;
        this.kafka = kafka;
        this.late = new LateOrders(settings.analytics().grace());
    }

    /** @param goOn whether to try again; where it is false this returns with nothing more done */
    public void createTopics(Topics topics, BooleanSupplier goOn) throws InterruptedException {
        topics.createMissing(topic(settings.analytics().totalsTopic(), "compact,delete"), goOn);
        topics.createMissing(topic(settings.analytics().alertsTopic(), "delete"), goOn);
    }

    /** What is in it is kept for a day. */
    private NewTopic topic(String name, String cleanup) {
        return new NewTopic(name, settings.partitions(), settings.replicationFactor())
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        cleanup,
                        TopicConfig.RETENTION_MS_CONFIG,
                        String.valueOf(KEPT.toMillis())));
    }

    @Override
    protected void doStart() {
        Settings.Analytics set = settings.analytics();
        Properties config = kafka.connection();
        config.putAll(streamsConfig(set, settings.replicationFactor()));
        TotalsTopology topology = new TotalsTopology(settings.topic(), set, Clock.systemUTC(), late);
        streams = new KafkaStreams(topology.build(), config);
        streams.setUncaughtExceptionHandler(this::goOn);
        streams.setStateListener((state, before) -> {
            if (state == KafkaStreams.State.RUNNING && running.compareAndSet(false, true)) {
                LOG.info("📊 Orders of {} are added up to {}", settings.topic(), set.totalsTopic());
            }
        });
        streams.start();
        latest = new LatestTotals(kafka::reader, set.totalsTopic(), set.alertsTopic());
        latest.start();
    }

    /** It leaves the group, so that the next start has its partitions at once. */
    @Override
    protected void doStop() {
        if (latest != null) {
            latest.stop();
        }
        if (streams != null) {
            streams.close(CloseOptions.timeout(CLOSE_TIMEOUT)
                    .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
        }
    }

    /** What the totals are now, of all copies of the program; null before they are added up. */
    public TotalsView view() {
        LatestTotals known = latest;
        return known == null ? null : known.view(streams.state().name(), late.count());
    }

    /** What ends one thread after the other is said once; after a minute without it is news again. */
    private synchronized void report(String trouble) {
        if (!trouble.equals(reported) || System.nanoTime() - failedAt > NEWS_AGAIN.toNanos()) {
            LOG.warn("The totals can't be added up, trying again: {}", trouble);
        }
        reported = trouble;
        failedAt = System.nanoTime();
    }

    private StreamThreadExceptionResponse goOn(Throwable failure) {
        report(Causes.words(Causes.root(failure)));
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    static Map<String, Object> streamsConfig(Settings.Analytics set, int replicationFactor) {
        Map<String, Object> config = new HashMap<>();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, set.group());
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, replicationFactor);
        config.put(StreamsConfig.STATE_DIR_CONFIG, set.directory().toString());
        config.put(
                StreamsConfig.DSL_STORE_SUPPLIERS_CLASS_CONFIG,
                set.onDisk()
                        ? BuiltInDslStoreSuppliers.RocksDBDslStoreSuppliers.class
                        : BuiltInDslStoreSuppliers.InMemoryDslStoreSuppliers.class);
        // partitions that are read through in turns: what waits in one is not made late by another
        config.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 200);
        config.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 200);
        config.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        // as for the tracker: this long after a kill its partitions go to another copy
        config.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        config.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_000);
        return config;
    }
}
