package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topics and the group of one test, on a broker that many tests share. */
record OwnTopics(String brokers, String name) {

    static OwnTopics on(String brokers) {
        return new OwnTopics(brokers, "orders-" + UUID.randomUUID());
    }

    static OwnTopics onSharedBroker() {
        return on(LocalBroker.shared());
    }

    KafkaTopic orders() {
        return new KafkaTopic(brokers, name);
    }

    KafkaTopic letters() {
        return new KafkaTopic(brokers, name + "-dead-letter");
    }

    String group() {
        return name + "-tracker";
    }

    /** Of a program that tracks these orders, and does nothing else. */
    List<String> settings() {
        return List.of(
                "camel.component.kafka.brokers=" + brokers,
                "orders.broker.embedded=false",
                "orders.generator.enabled=false",
                "orders.inbox.enabled=false",
                "orders.topic=" + name,
                "orders.dead-letter-topic=" + letters().name(),
                "orders.tracker.group=" + group());
    }

    /** Starts a program with these settings, and more. */
    OrderflowProcess start(Path folder, String... more) throws IOException {
        return OrderflowProcess.start(
                folder, Stream.concat(settings().stream(), Stream.of(more)).toArray(String[]::new));
    }

    /** Waits until the group has nothing left to process. */
    void awaitAllCommitted() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(20))
                    .ignoreExceptions()
                    .until(() -> orders().lag(admin, group()) == 0);
        }
    }

    KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(more);
        config.put("bootstrap.servers", brokers);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends an order in a transaction that is aborted after this was done. */
    void abort(String key, byte[] value, Callable<?> meanwhile) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", name + UUID.randomUUID()))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(name, key.getBytes(UTF_8), value))
                    .get();
            meanwhile.call();
            producer.abortTransaction();
        }
    }
}
