package io.orderflow.kafka;

import io.orderflow.order.Quotation;
import io.orderflow.settings.WrittenKey;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Which setting Kafka's clients don't take. */
final class ClientRefusal {

    private static final int LONGEST_VALUE = 200;
    private static final Pattern WRONG_VALUE =
            Pattern.compile("(?s)Invalid value (.*) for configuration ([\\w.]+)(: .*)?");
    private static final Pattern QUOTED_NAME = Pattern.compile("'([a-z]+(?:\\.[a-z]+)+)'");
    /** Options that Camel calls otherwise. */
    private static final Map<String, String> CAMELS = Map.of(
            ProducerConfig.ACKS_CONFIG, "camel.component.kafka.requestRequiredAcks",
            ProducerConfig.COMPRESSION_TYPE_CONFIG, "camel.component.kafka.compressionCodec",
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, "camel.component.kafka.partitionAssignor");

    private ClientRefusal() {}

    /** What Kafka's clients say of a value that they don't take, with the key that a person has written. */
    static String sentence(CamelContext context, String words) {
        Matcher value = WRONG_VALUE.matcher(words);
        if (!value.matches()) {
            return KafkaAccess.NO_CLIENT
                    + QUOTED_NAME
                            .matcher(words)
                            .replaceAll(name -> Matcher.quoteReplacement(key(context, name.group(1))));
        }
        String reason = value.group(3);
        return "%s=%s: Kafka's clients don't take this value%s"
                .formatted(
                        WrittenKey.of(context, CAMELS.getOrDefault(value.group(2), value.group(2)), value.group(1)),
                        Quotation.shortened(value.group(1), LONGEST_VALUE),
                        reason == null
                                ? ""
                                : reason.startsWith(": Class ") ? ": there is no class of that name" : reason);
    }

    private static String key(CamelContext context, String ofKafka) {
        return WrittenKey.of(context, CAMELS.getOrDefault(ofKafka, ofKafka));
    }

    static String ofAssignors(CamelContext context, List<String> assignors) {
        String value = String.join(",", assignors);
        return "%s=%s: wanted is a class that assigns partitions"
                .formatted(
                        WrittenKey.of(context, CAMELS.get(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG), value),
                        Quotation.shortened(value, LONGEST_VALUE));
    }
}
