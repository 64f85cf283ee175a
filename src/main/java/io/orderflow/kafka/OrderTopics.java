package io.orderflow.kafka;

import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic of the orders and that of the dead letters, which are kept until someone deletes them.
 *
 * @param orders name, partitions and replicas that it is made with where it is missing
 * @param deadLetters likewise
 */
public record OrderTopics(NewTopic orders, NewTopic deadLetters) {

    private static final Logger LOG = LoggerFactory.getLogger("topics");

    /** What the headers of a dead letter may add to its record. */
    private static final int DEAD_LETTER_HEADERS = 64 * 1024;

    /**
     * Creates what is missing; waits for a broker that is away.
     *
     * @param goOn whether to try again; where it is false this returns with nothing more done
     * @return how many bytes a record may have for both to take it; nothing where it was not asked for
     * @throws BrokerException where the broker refuses
     */
    public OptionalInt create(Topics topics, BooleanSupplier goOn) throws InterruptedException {
        topics.createMissing(orders, goOn);
        if (!goOn.getAsBoolean()) {
            return OptionalInt.empty();
        }
        int largest = topics.maxMessageBytes(orders.name()).orElse(Topics.DEFAULT_MAX_MESSAGE_BYTES);
        int largestLetter = largest + DEAD_LETTER_HEADERS;
        deadLetters.configs(Map.of(
                TopicConfig.RETENTION_MS_CONFIG,
                "-1",
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                String.valueOf(largestLetter)));
        if (!topics.createMissing(deadLetters, goOn)) {
            // where the broker does not say, it is taken to be enough
            largestLetter = topics.maxMessageBytes(deadLetters.name()).orElse(largestLetter);
        }
        if (largestLetter <= largest) {
            LOG.warn(
                    "{} takes records of {} bytes, {} of {}: raise its max.message.bytes, or the largest can't become dead letters",
                    deadLetters.name(),
                    largestLetter,
                    orders.name(),
                    largest);
        }
        return OptionalInt.of(Math.min(largest, largestLetter));
    }
}
