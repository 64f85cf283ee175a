package io.orderflow;

import static io.orderflow.Orders.order;
import static io.orderflow.Steps.RECEIVED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.orderflow.kafka.Topics;
import io.orderflow.route.ShippedRoutes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What befalls the broker, its topics and the group while a tracker runs: it goes on without a restart. */
class BrokerIT {

    @TempDir
    private static Path brokerFolder;

    private static LocalBroker broker;

    @TempDir
    Path folder;

    private final OwnTopics topics = OwnTopics.on(broker.address());
    private final String topic = topics.name();
    private final String group = topics.group();
    private final KafkaTopic orders = topics.orders();
    private final KafkaTopic letters = topics.letters();

    @BeforeAll
    static void startBroker() throws Exception {
        broker = LocalBroker.in(brokerFolder);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private OrderflowProcess start(String... more) throws Exception {
        return start(topics, more);
    }

    private OrderflowProcess start(OwnTopics topics, String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of(
                "orders.retry.delay=100",
                "orders.retry.max-delay=500",
                "camel.component.kafka.maxBlockMs=1000",
                "camel.component.kafka.requestTimeoutMs=1000",
                "camel.component.kafka.deliveryTimeoutMs=2000",
                "camel.component.kafka.metadataMaxAgeMs=1000"));
        settings.addAll(List.of(more));
        return topics.start(folder, settings.toArray(String[]::new));
    }

    @Test
    void a_broker_that_is_away_is_waited_for_reported_once_and_holds_up_no_stop() throws Exception {
        broker.stop();
        try (OrderflowProcess program = start("orders.generator.enabled=true", "orders.generator.period=100");
                OrderflowProcess stopped = start()) {
            program.awaitLines(1, "Waiting for Kafka at " + broker.address());
            stopped.awaitLines(1, "Waiting for Kafka at " + broker.address());
            assertTimeout(
                    Duration.ofSeconds(5), () -> assertThat(stopped.stop()).isZero());
            assertThat(stopped.linesWith("Routes startup")).isEmpty();
            assertThat(stopped.lines()).last().asString().contains("Stopping");

            broker.start();
            program.awaitLines(10, RECEIVED);
            int before = program.lines().size();

            broker.stop();
            program.awaitLines(1, " waits, and is tried again: ");
            // as long as it takes to try again several times
            await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
            List<String> told = program.lines().stream()
                    .skip(before)
                    .filter(line -> !line.contains(RECEIVED) && !line.contains("✅"))
                    .toList();
            assertThat(told).hasSizeLessThanOrEqualTo(4).noneMatch(line -> line.startsWith("\t"));

            broker.start();
            int processed = program.linesWith(RECEIVED).size();
            program.awaitLines(processed + 10, RECEIVED);
        }
    }

    @Test
    void where_dead_letters_cant_be_written_it_warns_at_once_commits_nothing_and_goes_on() throws Exception {
        letters.create(Map.of("max.message.bytes", "100"));
        try (OrderflowProcess program = start().awaitLines(1, "🟢")) {
            assertThat(program.linesWith("WARN"))
                    .singleElement()
                    .asString()
                    .contains(letters.name() + " takes records of 100 bytes, " + topic + " of 1048588")
                    .contains("raise its max.message.bytes");

            orders.send("lucy", "no order".getBytes(UTF_8));
            orders.send("lucy", order("a", "lucy"));
            program.awaitLines(3, " : at offset 0 failed ");
            // the order behind it goes on while the first try is on its way, or waits with it: committed is neither
            assertThat(orders.lag(group)).isEqualTo(2);
            assertThat(program.linesWith("❌")).isEmpty();

            letters.configure("max.message.bytes", "1000000");
            program.awaitLines(1, RECEIVED);
            topics.awaitAllCommitted();
            assertThat(letters.records()).extracting(ConsumerRecord::value).containsExactly("no order".getBytes(UTF_8));
            assertThat(program.linesWith(RECEIVED)).hasSize(1);
        }
    }

    @Test
    void orders_in_added_partitions_are_processed_and_those_of_a_topic_that_is_made_again() throws Exception {
        try (OrderflowProcess program = start().awaitLines(1, "🟢");
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(6)))
                    .all()
                    .get();
            int others = 0;
            for (int i = 0; others < 5; i++) {
                String user = "user " + i;
                orders.send(user, order("o-" + i, user));
                others += orders.partitionOf(user) > 2 ? 1 : 0;
            }
            topics.awaitAllCommitted();
            int before = (int) orders.count();
            assertThat(program.linesWith(RECEIVED)).hasSize(before);

            orders.delete();
            orders.create(Map.of());
            orders.sendAll("lucy", IntStream.range(0, 30).mapToObj(i -> order("new-" + i, "lucy")));
            program.awaitLines(before + 30, RECEIVED);
            topics.awaitAllCommitted();
            assertThat(program.linesWith(RECEIVED)).hasSize(before + 30);
        }
    }

    @Test
    void offsets_that_an_operator_resets_are_read_again_and_processed_again() throws Exception {
        try (OrderflowProcess program = start().awaitLines(1, "🟢")) {
            orders.sendAll("lucy", IntStream.range(0, 10).mapToObj(i -> order("o-" + i, "lucy")));
            program.awaitLines(10, RECEIVED);
            assertThat(program.stop()).isZero();
        }
        orders.commit(group, orders.partitionOf("lucy"), 4);
        try (OrderflowProcess program = start()) {
            program.awaitLines(6, RECEIVED);
            topics.awaitAllCommitted();
            assertThat(program.linesWith(RECEIVED)).hasSize(6);
        }
    }

    @Test
    void a_topic_that_keeps_the_last_order_of_each_user_alone_is_warned_of() throws Exception {
        OwnTopics compacted = OwnTopics.on(broker.address());
        compacted.orders().create(Map.of("cleanup.policy", "compact,delete"));
        try (OrderflowProcess program = compacted.start(folder)) {
            program.awaitLines(1, "🟢");
            assertThat(program.linesWith(" is compacted: Kafka deletes all but the last record of each user"))
                    .singleElement()
                    .asString()
                    .contains(compacted.name());
        }
    }

    @Test
    void offsets_beyond_the_end_are_said_and_all_is_read_again() throws Exception {
        orders.sendAll("lucy", IntStream.range(0, 10).mapToObj(i -> order("o-" + i, "lucy")));
        orders.commit(group, orders.partitionOf("lucy"), 1_000_000);
        try (OrderflowProcess program = start()) {
            program.awaitLines(1, "offset 1000000, to which this group has read, does not exist any more");
            program.awaitLines(10, RECEIVED);
            orders.send("lucy", order("o-10", "lucy"));
            program.awaitLines(11, RECEIVED);
            topics.awaitAllCommitted();
        }
    }

    @Test
    void a_stop_while_the_broker_is_away_ends_in_ten_seconds_with_0_and_no_stack_trace() throws Exception {
        try (OrderflowProcess program = start(
                        "orders.generator.enabled=true", "orders.generator.period=10", "orders.replay.enabled=true")
                .awaitLines(10, RECEIVED)) {
            broker.stop();
            program.awaitLines(1, " waits, and is tried again: ");

            assertTimeout(
                    Duration.ofSeconds(10), () -> assertThat(program.stop()).isZero());
            assertThat(program.lines()).noneMatch(line -> line.startsWith("\tat "));
        } finally {
            broker.start();
        }
    }

    @Test
    void a_one_shot_producer_whose_orders_kafka_refuses_says_so_and_ends_with_1() throws Exception {
        orders.create(Map.of("max.message.bytes", "100"));
        try (OrderflowProcess program =
                start("orders.generator.enabled=true", "orders.generator.count=1", "orders.tracker.enabled=false")) {
            assertThat(program.awaitEnd()).isEqualTo(1);
            assertThat(program.linesWith("max.request.size"))
                    .singleElement()
                    .asString()
                    .contains("❌ Not delivered: {\"order_id\": \"");
            assertThat(program.lines()).last().asString().contains("Not delivered: 1 of the orders");
        }
    }

    @Test
    void a_topic_that_was_just_created_takes_many_requests_at_once() throws Exception {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                broker.address(),
                "linger.ms",
                0,
                "delivery.timeout.ms",
                30_000,
                "request.timeout.ms",
                10_000);
        for (int round = 0; round < 10; round++) {
            String fresh = topic + "-" + round;
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
                new Topics(admin, broker.address()).createMissing(new NewTopic(fresh, 12, (short) 1), () -> true);
            }
            List<Future<?>> sent = new ArrayList<>();
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
                for (int i = 0; i < 600; i++) {
                    sent.add(producer.send(
                            new ProducerRecord<>(fresh, ("user " + i % 100).getBytes(UTF_8), new byte[100])));
                    LockSupport.parkNanos(100_000);
                }
            }
            for (Future<?> record : sent) {
                record.get();
            }
        }
    }

    @Test
    void while_the_broker_stands_still_little_is_processed_and_a_crash_repeats_no_more() throws Exception {
        // a millisecond an order, so that it is met in the midst of what it has polled
        OrderflowProcess.copyRoutes(folder.resolve("routes"), Steps.processOrder(Steps.delay(1), Steps.LOG_ID));
        int sent = 4_000;
        String address = "localhost:" + OrderflowProcess.freePort();
        OwnTopics own = OwnTopics.on(address);
        try (OrderflowProcess frozen =
                OrderflowProcess.startBroker(Files.createDirectory(folder.resolve("broker")), address)) {
            own.orders().create(Map.of());
            own.letters().create(Map.of());
            own.orders().sendAll("lucy", IntStream.range(0, sent).mapToObj(i -> order("o-" + i, "lucy")));
            int processed;
            try (OrderflowProcess program = start(own).awaitLines(700, RECEIVED)) {
                frozen.freeze();
                // as long as it takes to see that it has stopped
                await().atMost(Duration.ofSeconds(60)).until(() -> {
                    int before = program.linesWith(RECEIVED).size();
                    await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
                    return before == program.linesWith(RECEIVED).size();
                });
                program.kill();
                processed = program.linesWith(RECEIVED).size();
            } finally {
                frozen.thaw();
            }
            own.orders().forgetMembers(own.group());
            assertThat(processed).isLessThan(sent);
            assertThat(processed - (sent - own.orders().lag(own.group()))).isBetween(1L, 2_000L);
            Files.writeString(folder.resolve("routes").resolve(ShippedRoutes.STEP), Steps.processOrder(Steps.LOG_ID));
            try (OrderflowProcess program = start(own)) {
                own.awaitAllCommitted();
                assertThat(program.linesWith("o-" + (sent - 1))).hasSize(1);
            }
        }
    }
}
