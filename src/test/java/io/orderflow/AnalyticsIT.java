package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orderflow.order.Order;
import io.orderflow.order.OrderJson;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The totals of several copies of the program are exact, whoever of them is killed, and each copy shows them all. */
class AnalyticsIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final List<OrderflowProcess> programs = new ArrayList<>();
    private LocalBroker broker;
    private String brokers;
    private int sent;

    @AfterEach
    void stop() {
        programs.forEach(OrderflowProcess::close);
        broker.close();
    }

    @Test
    void totals_are_exact_over_three_copies_a_kill_and_a_restart_and_each_copy_shows_all() throws Exception {
        broker = LocalBroker.in(folder.resolve("broker"));
        brokers = broker.address();
        OrderflowProcess first = start("first").awaitLines(1, "📊");
        OrderflowProcess second = start("second").awaitLines(1, "📊");
        OrderflowProcess third = start("third").awaitLines(1, "📊");

        send(3_000);
        await().atMost(Duration.ofSeconds(60)).until(() -> !totals().isEmpty());
        third.kill();
        send(3_000);
        awaitExactTotals();

        assertThat(board(first).at("/analytics/last_hour/orders").asInt()).isEqualTo(6_000);
        assertThat(board(second).at("/analytics/last_hour/orders").asInt()).isEqualTo(6_000);
        assertThat(board(first).at("/top_items")).isEqualTo(board(first).at("/analytics/top_items"));
        assertThat(board(first).at("/top_items/0/quantity").asInt()).isPositive();

        assertThat(second.stop()).isZero();
        assertThat(first.stop()).isZero();
        long start = System.nanoTime();
        OrderflowProcess again = start("first").awaitLines(1, "📊");
        System.out.printf("restarted with its state after %,d ms%n", (System.nanoTime() - start) / 1_000_000);
        send(100);
        awaitExactTotals();
        assertThat(board(again).at("/analytics/alerts/0/user").asText()).startsWith("user ");
        assertThat(new KafkaTopic(brokers, "order-alerts").count()).isPositive();
        for (OrderflowProcess program : List.of(first, second, again)) {
            assertThat(program.linesWith("ERROR")).isEmpty();
        }
    }

    private OrderflowProcess start(String name) throws IOException {
        OrderflowProcess program = OrderflowProcess.start(
                Files.createDirectories(folder.resolve(name)),
                "camel.component.kafka.brokers=" + brokers,
                "orders.broker.embedded=false",
                "orders.generator.enabled=false",
                "orders.inbox.enabled=false",
                "orders.tracker.enabled=false",
                "orders.analytics.enabled=true",
                "orders.analytics.user-orders-a-minute=100");
        programs.add(program);
        return program;
    }

    /** Orders of twenty users, each tenth twice, and some noise. */
    private void send(int count) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                String user = "user " + sent % 20;
                byte[] order = "{\"order_id\":\"o-%d\",\"user\":\"%s\",\"item\":\"item %d\",\"quantity\":%d}"
                        .formatted(sent, user, sent % 7, 1 + sent % 3)
                        .getBytes(UTF_8);
                sent++;
                producer.send(new ProducerRecord<>("orders", user.getBytes(UTF_8), order));
                if (i % 10 == 0) {
                    producer.send(new ProducerRecord<>("orders", user.getBytes(UTF_8), order));
                    producer.send(new ProducerRecord<>("orders", user.getBytes(UTF_8), "noise".getBytes(UTF_8)));
                }
            }
        }
    }

    private void awaitExactTotals() {
        Map<String, List<Long>> ledger = ledger();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(totals()).isEqualTo(ledger));
    }

    /** What the totals must be, by the records of the topic: those of each minute and hour, for all, items and users. */
    private Map<String, List<Long>> ledger() {
        Map<String, List<Long>> totals = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> received : new KafkaTopic(brokers, "orders").records()) {
            if (new String(received.value(), UTF_8).equals("noise")) {
                continue;
            }
            Order order = OrderJson.read(received.value());
            if (ids.add(order.orderId())) {
                Instant time = Instant.ofEpochMilli(received.timestamp());
                for (String window : List.of(
                        "minute " + time.truncatedTo(ChronoUnit.MINUTES),
                        "hour " + time.truncatedTo(ChronoUnit.HOURS))) {
                    for (String subject : List.of("all", "item " + order.item(), "user " + order.user())) {
                        totals.merge(
                                window + " " + subject,
                                List.of(1L, (long) order.quantity()),
                                (a, b) -> List.of(a.get(0) + b.get(0), a.get(1) + b.get(1)));
                    }
                }
            }
        }
        return totals;
    }

    /** The newest total of each key, as a reader of what is committed finds it. */
    private Map<String, List<Long>> totals() throws IOException {
        Map<String, List<Long>> totals = new HashMap<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor("order-totals").stream()
                    .map(partition -> new TopicPartition("order-totals", partition.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, String> read : consumer.poll(Duration.ofMillis(100))) {
                    JsonNode total = JSON.readTree(read.value());
                    totals.put(
                            read.key(),
                            List.of(
                                    total.path("orders").asLong(),
                                    total.path("quantity").asLong()));
                }
            }
        }
        return totals;
    }

    private static JsonNode board(OrderflowProcess program) throws IOException {
        return JSON.readTree(
                URI.create(program.awaitBoard() + "api/board").toURL().openStream());
    }
}
