package io.orderflow.consumer;

import io.orderflow.kafka.KafkaClients;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Kafka's clients for an endpoint, with its options but for those that are the guarantees' own. */
final class GroupClients {

    /** Kafka's default. */
    private static final int POLLED = 500;

    private static final int PART_OF_HEAP = 4;

    private static final int FETCH_IN_HEAP = 16;

    private final KafkaWithGuarantees.Endpoint endpoint;

    GroupClients(KafkaWithGuarantees.Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * One for the endpoint's group, which has not subscribed yet.
     *
     * @param oneByOne whether a poll is to bring a single record
     */
    @SuppressWarnings("unchecked") // it is made for bytes
    Consumer<byte[], byte[]> member(boolean oneByOne) {
        Properties properties = properties();
        if (oneByOne) {
            properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        }
        return endpoint.getKafkaClientFactory().getConsumer(properties);
    }

    /** One without a group. */
    @SuppressWarnings("unchecked") // it is made for bytes
    Consumer<byte[], byte[]> reader() {
        Properties properties = properties();
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return endpoint.getKafkaClientFactory().getConsumer(properties);
    }

    /** Subscribes the member to the endpoint's topics, or to those with such names. */
    void subscribe(Consumer<byte[], byte[]> member, ConsumerRebalanceListener listener) {
        String topic = endpoint.getConfiguration().getTopic();
        if (endpoint.getConfiguration().isTopicIsPattern()) {
            member.subscribe(Pattern.compile(topic), listener);
        } else {
            member.subscribe(List.of(topic.split(",")), listener);
        }
    }

    private Properties properties() {
        KafkaConfiguration options = endpoint.getConfiguration();
        Properties properties = options.createConsumerProperties();
        endpoint.updateClassProperties(properties);
        String brokers = endpoint.getKafkaClientFactory().getBrokers(options);
        if (brokers != null) {
            properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        }
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, options.getGroupId());
        if (options.getGroupInstanceId() != null) {
            properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, options.getGroupInstanceId());
        }
        if (String.valueOf(ConsumerConfig.DEFAULT_FETCH_MAX_BYTES)
                .equals(String.valueOf(properties.get(ConsumerConfig.FETCH_MAX_BYTES_CONFIG)))) {
            properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, KafkaClients.fetchBytes(FETCH_IN_HEAP));
        }
        properties.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, KafkaClients.pollRecords(POLLED, PART_OF_HEAP));
        properties.putAll(Map.of(
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                "false",
                // the consumer looks itself where to begin, and says so where records are gone
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class));
        return properties;
    }
}
