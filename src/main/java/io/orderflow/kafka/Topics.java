package io.orderflow.kafka;

import io.orderflow.failure.Causes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topics that are missing, and leaves those that are there as they are. */
public final class Topics implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("topics");

    /** Kafka's own: a megabyte, and the header of a batch. */
    public static final int DEFAULT_MAX_MESSAGE_BYTES = 1_048_588;

    private static final Duration PATIENCE_WITH_LEADERS = Duration.ofSeconds(30);
    private static final long LOOK_AGAIN_MS = 20;

    private final Admin admin;
    private final String brokers;

    /** @param brokers the address, for the messages */
    public Topics(Admin admin, String brokers) {
        this.admin = admin;
        this.brokers = brokers;
    }

    /**
     * Waits for a broker that is away, and logs that once.
     *
     * @param goOn whether to try again; where it is false this returns with nothing done
     * @return whether it was missing, and this program has created it
     * @throws BrokerException where the broker refuses to create the topic, or refuses this program or is not trusted
     */
    public boolean createMissing(NewTopic topic, BooleanSupplier goOn) throws InterruptedException {
        boolean waiting = false;
        while (goOn.getAsBoolean()) {
            try {
                boolean created = createMissing(topic);
                if (waiting) {
                    LOG.info("Kafka answers at {}", brokers);
                }
                return created;
            } catch (RetriableException e) {
                if (!waiting) {
                    LOG.warn("Waiting for Kafka at {}: {}", brokers, Causes.words(e));
                    waiting = true;
                }
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
        return false;
    }

    /** How many bytes a record of this topic may have at the most; empty where the broker does not say. */
    public OptionalInt maxMessageBytes(String topic) throws InterruptedException {
        String bytes = option(topic, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        return bytes == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(bytes));
    }

    /** Whether Kafka deletes a record of this topic when another one with its key comes, as far as the broker says it. */
    public boolean isCompacted(String topic) throws InterruptedException {
        String policy = option(topic, TopicConfig.CLEANUP_POLICY_CONFIG);
        return policy != null && policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT);
    }

    /** Null where the broker does not say. */
    private String option(String topic, String key) throws InterruptedException {
        try {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            Config config = get(admin.describeConfigs(List.of(resource)).all()).get(resource);
            return config.get(key).value();
        } catch (ApiException e) {
            LOG.debug("{} of topic {} is not known", key, topic, e);
            return null;
        }
    }

    private boolean createMissing(NewTopic topic) throws InterruptedException {
        try {
            TopicDescription there = describe(topic.name());
            if (there == null) {
                get(admin.createTopics(List.of(topic)).all());
                LOG.info(
                        "Created topic {} with {} partition{}",
                        topic.name(),
                        topic.numPartitions(),
                        topic.numPartitions() == 1 ? "" : "s");
                awaitLeaders(topic);
                return true;
            } else if (there.partitions().size() != topic.numPartitions()) {
                LOG.warn(
                        "Topic {} has {} partitions, not the {} of orders.topic.partitions; it is left as it is",
                        topic.name(),
                        there.partitions().size(),
                        topic.numPartitions());
            }
        } catch (TopicExistsException e) {
            LOG.debug("Topic {} was created by someone else meanwhile", topic.name());
            awaitLeaders(topic);
        } catch (AuthenticationException e) {
            throw new BrokerException(Refusal.sentence(brokers, e), e);
        } catch (AuthorizationException e) {
            LOG.warn(
                    "Topic {} can't be checked or created, it is taken to be there: {}", topic.name(), Causes.words(e));
        } catch (RetriableException e) {
            throw e;
        } catch (RuntimeException e) {
            if (e instanceof InvalidReplicationFactorException && areRegistered(topic.replicationFactor())) {
                throw new TimeoutException(e.getMessage(), e);
            }
            throw new BrokerException(
                    "Topic %s can't be created with %d partitions and replication factor %d: %s"
                            .formatted(topic.name(), topic.numPartitions(), topic.replicationFactor(), Causes.words(e)),
                    e);
        }
        return false;
    }

    @Override
    public void close() {
        // without waiting for what was asked and is not wanted any more
        admin.close(Duration.ZERO);
    }

    /** Whether there are enough brokers, counting the fenced ones: those that are away or have just started. */
    private boolean areRegistered(int brokersWanted) throws InterruptedException {
        try {
            return get(admin.describeCluster(new DescribeClusterOptions().includeFencedBrokers(true))
                                    .nodes())
                            .size()
                    >= brokersWanted;
        } catch (ApiException e) {
            LOG.debug("How many brokers there are is not known", e);
            return false;
        }
    }

    /**
     * Waits until each partition answers. A producer with several requests under way to a partition that is just being
     * made may have the first one refused and the next one taken; Kafka then takes the first no more, and the producer
     * tries it in vain until its delivery.timeout.ms, two minutes, is over.
     */
    private void awaitLeaders(NewTopic topic) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < topic.numPartitions(); partition++) {
            ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
        }
        long end = System.nanoTime() + PATIENCE_WITH_LEADERS.toNanos();
        while (true) {
            try {
                get(admin.listOffsets(ends).all());
                return;
            } catch (ApiException e) {
                // Kafka's client gives up at once where a broker does not know the topic yet
                if (!(e instanceof RetriableException) || System.nanoTime() > end) {
                    LOG.debug("Whether all partitions of {} have a leader is not known", topic.name(), e);
                    return;
                }
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
        }
    }

    private TopicDescription describe(String topic) throws InterruptedException {
        try {
            Map<String, TopicDescription> found =
                    get(admin.describeTopics(List.of(topic)).allTopicNames());
            return found.get(topic);
        } catch (UnknownTopicOrPartitionException e) {
            return null;
        }
    }

    private static <T> T get(KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }
}
