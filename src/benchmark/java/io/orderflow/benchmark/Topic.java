package io.orderflow.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orderflow.kafka.Topics;
import io.orderflow.order.Order;
import io.orderflow.order.OrderJson;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of orders, keyed by their users. */
record Topic(String brokers, String name) {

    static Topic create(String brokers, String name, int partitions) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            new Topics(admin, brokers).createMissing(new NewTopic(name, partitions, (short) 1), () -> true);
        }
        return new Topic(brokers, name);
    }

    Topic fill(int count, IntFunction<Order> orders) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                Order order = orders.apply(i);
                producer.send(new ProducerRecord<>(name, order.user().getBytes(UTF_8), OrderJson.write(order)));
            }
        }
        return this;
    }

    /** For a consumer in a group of its own, which reads from the earliest order on. */
    Map<String, Object> consumerConfig() {
        return new HashMap<>(Map.of(
                "bootstrap.servers",
                brokers,
                "group.id",
                UUID.randomUUID().toString(),
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                "false"));
    }

    KafkaConsumer<byte[], byte[]> subscribe() {
        KafkaConsumer<byte[], byte[]> consumer = consumer();
        consumer.subscribe(List.of(name));
        return consumer;
    }

    KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(consumerConfig(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
