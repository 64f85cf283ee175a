package io.orderflow.kafka;

import io.orderflow.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topic of the orders and that of the dead letters, which are kept until someone deletes them. */
public final class OrderTopics {

    private static final Logger LOG = LoggerFactory.getLogger("topics");

    /** What the headers of a dead letter may add to its record. */
    private static final int DEAD_LETTER_HEADERS = 64 * 1024;

    private OrderTopics() {}

    /**
     * Creates what is missing; waits for a broker that is away.
     *
     * @param goOn whether to try again; where it is false this returns with nothing more done
     * @return how many bytes a record may have for both to take it; nothing where it was not asked for
     * @throws BrokerException where the broker refuses
     */
    public static OptionalInt create(Topics topics, Settings settings, BooleanSupplier goOn)
            throws InterruptedException {
        topics.createMissing(topic(settings, settings.topic()), goOn);
        if (!goOn.getAsBoolean()) {
            return OptionalInt.empty();
        }
        int largest = topics.maxMessageBytes(settings.topic()).orElse(Topics.DEFAULT_MAX_MESSAGE_BYTES);
        int largestLetter = largest + DEAD_LETTER_HEADERS;
        NewTopic letters = topic(settings, settings.deadLetterTopic())
                .configs(Map.of(
                        TopicConfig.RETENTION_MS_CONFIG,
                        "-1",
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        String.valueOf(largestLetter)));
        if (!topics.createMissing(letters, goOn)) {
            // where the broker does not say, it is taken to be enough
            largestLetter = topics.maxMessageBytes(letters.name()).orElse(largestLetter);
        }
        if (largestLetter <= largest) {
            LOG.warn(
                    "{} takes records of {} bytes, {} of {}: raise its max.message.bytes, or the largest can't become dead letters",
                    letters.name(),
                    largestLetter,
                    settings.topic(),
                    largest);
        }
        for (String topic : List.of(settings.topic(), settings.deadLetterTopic())) {
            if (topics.isCompacted(topic)) {
                LOG.warn(
                        "{} is compacted: Kafka deletes all but the last record of each user, processed or not; set its cleanup.policy to delete",
                        topic);
            }
        }
        return OptionalInt.of(Math.min(largest, largestLetter));
    }

    private static NewTopic topic(Settings settings, String name) {
        return new NewTopic(name, settings.partitions(), settings.replicationFactor());
    }
}
