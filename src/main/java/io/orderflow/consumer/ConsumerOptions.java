package io.orderflow.consumer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.PollOnError;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Which of camel-kafka's options a consumer can't have: those with which a record would be skipped, or committed before
 * it is done, and those that mean nothing for a consumer that tries a record again by itself. All others mean what they
 * mean in camel-kafka.
 */
final class ConsumerOptions {

    private static final String OFFSETS = "the consumer commits an offset when its record is done, and only then";
    private static final String FAILURES =
            "the consumer tries a failed record again, as the route's onException clauses say it";

    private ConsumerOptions() {}

    /** @throws IllegalArgumentException with a sentence that names the options and says why they can't be */
    static void check(KafkaWithGuarantees.Endpoint endpoint) {
        KafkaConfiguration options = endpoint.getConfiguration();
        List<String> wrong = new ArrayList<>();
        check(wrong, options, endpoint.getComponent());
        refuse(wrong, endpoint.getKafkaManualCommitFactory() != null, "kafkaManualCommitFactory", OFFSETS);
        refuse(wrong, endpoint.isBridgeErrorHandler(), "bridgeErrorHandler=true", FAILURES);
        refuse(wrong, endpoint.getExceptionHandler() != null, "exceptionHandler", FAILURES);
        refuse(
                wrong,
                options.getGroupId() == null || options.getGroupId().isBlank(),
                "no groupId",
                "a group is what remembers how far its records are done");
        refuse(
                wrong,
                options.getGroupInstanceId() != null && options.getConsumersCount() > 1,
                "groupInstanceId and consumersCount=" + options.getConsumersCount(),
                "each consumer of a group needs an instance id of its own");
        refuse(wrong, endpoint.parallel() < 1, "parallel=" + endpoint.parallel(), "at least one key is worked on");
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(
                    "kafka:%s can't be read with %s".formatted(options.getTopic(), String.join("; nor with ", wrong)));
        }
    }

    /** @throws IllegalArgumentException where the options of all consumers can't be, with a sentence that says why */
    static void check(KafkaWithGuarantees component) {
        List<String> wrong = new ArrayList<>();
        check(wrong, component.getConfiguration(), component);
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(
                    "No topic can be read with camel.component.kafka." + String.join("; nor with ", wrong));
        }
    }

    private static void check(List<String> wrong, KafkaConfiguration options, KafkaComponent component) {
        refuse(wrong, options.isAutoCommitEnable(), "autoCommitEnable=true", OFFSETS);
        refuse(wrong, options.isAllowManualCommit(), "allowManualCommit=true", OFFSETS);
        refuse(wrong, component.getKafkaManualCommitFactory() != null, "kafkaManualCommitFactory", OFFSETS);
        refuse(wrong, options.getOffsetRepository() != null, "offsetRepository", OFFSETS);
        refuse(wrong, options.getSeekTo() != null, "seekTo", "it would skip or repeat records at each start");
        refuse(
                wrong,
                !List.of("earliest", "latest").contains(options.getAutoOffsetReset()),
                "autoOffsetReset=" + options.getAutoOffsetReset(),
                "a group without an offset begins at the earliest or the latest record");
        refuse(wrong, options.isBreakOnFirstError(), "breakOnFirstError=true", FAILURES);
        refuse(wrong, options.getPollOnError() != PollOnError.ERROR_HANDLER, "pollOnError", FAILURES);
        refuse(wrong, component.getPollExceptionStrategy() != null, "pollExceptionStrategy", FAILURES);
        refuse(wrong, options.isBatching(), "batching=true", "a record is done by itself");
        refuse(
                wrong,
                options.getConsumersCount() < 1,
                "consumersCount=" + options.getConsumersCount(),
                "at least one consumer reads");
        checkAdditional(wrong, options.getAdditionalProperties());
    }

    private static void checkAdditional(List<String> wrong, Map<String, Object> properties) {
        for (String key : List.of(
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                ConsumerConfig.GROUP_ID_CONFIG,
                ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG)) {
            refuse(
                    wrong,
                    properties.containsKey(key),
                    "additionalProperties[" + key + "]",
                    "it is an option of the endpoint, or of the consumer itself");
        }
    }

    private static void refuse(List<String> wrong, boolean is, String option, String why) {
        if (is) {
            wrong.add(option + ": " + why);
        }
    }
}
