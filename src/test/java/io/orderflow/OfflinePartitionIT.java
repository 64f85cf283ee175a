package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each partition of the orders and of the dead letters is on one of three brokers alone, and one of these dies: that is said
 * soon, the orders in the other partitions go on, and those of its own when it is back. The group's offsets are on all three.
 */
class OfflinePartitionIT {

    /** From the broker's death on. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final Duration LATER = Duration.ofSeconds(60);
    private static final int KAFKAS_OWN_SESSION_MS = 9_000;
    private static final int PARTITIONS = 6;
    private static final Duration PAUSE = Duration.ofMillis(20);

    @TempDir
    Path folder;

    private final List<OrderflowProcess> programs = new ArrayList<>();
    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    @AfterEach
    void stop() {
        over = true;
        programs.forEach(OrderflowProcess::close);
    }

    @Test
    void it_is_said_soon_holds_up_no_other_one_and_goes_on_when_its_broker_is_back() throws Exception {
        try (Cluster cluster = Cluster.start(folder.resolve("kafka"), KAFKAS_OWN_SESSION_MS, 3);
                Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.brokers()));
                KafkaProducer<byte[], byte[]> producer = producer(cluster)) {
            OwnTopics topics = new OwnTopics(cluster.brokers(), "orders");
            place(admin, List.of(1, 2, 3), "orders", "orders-dead-letter");
            OrderflowProcess first = start(topics, "first").awaitLines(1, "🟢");
            BoardClient board = new BoardClient(first.awaitBoard());
            Thread sender = send(producer);
            first.awaitLines(100, Steps.RECEIVED);
            awaitWell(board);

            int victim = neitherCoordinatorNorController(admin, topics.group());
            String sentence = "orders : partition %d, %d has no leader that answers".formatted(victim - 1, victim + 2);
            cluster.killNode(victim);
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(first.linesWith(sentence)).hasSize(1);
                assertThat(board.status("/observe/health/ready")).isEqualTo(503);
                assertThat(board.json("/api/verdict").get("sentence").asText()).startsWith(sentence);
            });
            awaitProcessed(processed().size() + 200);

            // it has no leader when it is assigned to the second program, with all the others
            OrderflowProcess second = start(topics, "second");
            BoardClient boardOfSecond = new BoardClient(second.awaitBoard());
            second.awaitLines(1, sentence);
            first.stop();
            await().atMost(LATER).until(() -> partitions(second).size() == PARTITIONS - 2);
            awaitProcessed(processed().size() + 200);
            assertThat(boardOfSecond.status("/observe/health/ready")).isEqualTo(503);
            assertThat(boardOfSecond.json("/api/verdict").get("sentence").asText())
                    .startsWith(sentence);
            assertThat(second.linesWith(sentence)).hasSize(1);
            assertThat(second.linesWith(
                            "Which orders failed before is not known, since orders-dead-letter-%d, orders-dead-letter-%d can't be read"
                                    .formatted(victim - 1, victim + 2)))
                    .hasSize(1);

            cluster.startNode(victim);
            awaitWell(boardOfSecond);
            await().atMost(LATER).until(() -> partitions(second).size() == PARTITIONS);
            over = true;
            sender.join();
            producer.flush();
            topics.awaitAllCommitted();
            assertThat(processed()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(sent);
            assertThat(programs).allSatisfy(program -> assertThat(program.linesWith(" ERROR "))
                    .isEmpty());
        }
    }

    @Test
    void a_group_whose_coordinator_is_gone_says_so_soon_and_goes_on() throws Exception {
        try (Cluster cluster = Cluster.start(folder.resolve("kafka"), KAFKAS_OWN_SESSION_MS, 1);
                Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.brokers()));
                KafkaProducer<byte[], byte[]> producer = producer(cluster)) {
            OwnTopics topics = new OwnTopics(cluster.brokers(), "orders");
            int coordinator = coordinatorOf(topics.group(), admin);
            List<Integer> others =
                    Stream.of(1, 2, 3).filter(node -> node != coordinator).toList();
            place(admin, others, "orders", "orders-dead-letter");
            OrderflowProcess program = start(topics, "program").awaitLines(1, "🟢");
            BoardClient board = new BoardClient(program.awaitBoard());
            Thread sender = send(producer);
            program.awaitLines(100, Steps.RECEIVED);
            awaitWell(board);

            String sentence = "The group %s has no coordinator that answers".formatted(topics.group());
            cluster.killNode(coordinator);
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(program.linesWith(sentence)).hasSize(1);
                assertThat(board.status("/observe/health/ready")).isEqualTo(503);
                assertThat(board.json("/api/verdict").get("sentence").asText()).startsWith(sentence);
            });
            awaitProcessed(processed().size() + 200);

            cluster.startNode(coordinator);
            awaitWell(board);
            over = true;
            sender.join();
            producer.flush();
            topics.awaitAllCommitted();
            assertThat(processed()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(sent);
            assertThat(program.linesWith(" ERROR ")).isEmpty();
        }
    }

    /** Each partition on one of these nodes, the same number on each. */
    private static void place(Admin admin, List<Integer> nodes, String... topics) throws Exception {
        Map<Integer, List<Integer>> placed = IntStream.range(0, PARTITIONS)
                .boxed()
                .collect(Collectors.toMap(
                        partition -> partition, partition -> List.of(nodes.get(partition % nodes.size()))));
        admin.createTopics(Stream.of(topics)
                        .map(topic -> new NewTopic(topic, placed))
                        .toList())
                .all()
                .get();
    }

    /** Before there is such a group. */
    private static int coordinatorOf(String group, Admin admin) {
        String offsets = "__consumer_offsets";
        return await().atMost(LATER)
                .ignoreExceptions()
                .until(
                        () -> {
                            // to be asked for one makes the topic
                            admin.listConsumerGroupOffsets(group)
                                    .partitionsToOffsetAndMetadata()
                                    .get();
                            List<TopicPartitionInfo> partitions = admin.describeTopics(List.of(offsets))
                                    .allTopicNames()
                                    .get()
                                    .get(offsets)
                                    .partitions();
                            return partitions
                                    .get(Utils.abs(group.hashCode()) % partitions.size())
                                    .leader()
                                    .id();
                        },
                        node -> node > 0);
    }

    private static int neitherCoordinatorNorController(Admin admin, String group) throws Exception {
        Set<Integer> nodes = new HashSet<>(Set.of(1, 2, 3));
        nodes.remove(admin.describeConsumerGroups(List.of(group))
                .all()
                .get()
                .get(group)
                .coordinator()
                .id());
        nodes.remove(admin.describeMetadataQuorum().quorumInfo().get().leaderId());
        return nodes.iterator().next();
    }

    private static KafkaProducer<byte[], byte[]> producer(Cluster cluster) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.brokers(), "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Sends to each partition in turn; what goes to a broker that is away waits in the producer. */
    private Thread send(KafkaProducer<byte[], byte[]> producer) {
        Thread sender = new Thread(() -> {
            for (int i = 0; !over; i++) {
                String id = "o-" + i;
                byte[] user = ("user " + i % PARTITIONS).getBytes(UTF_8);
                producer.send(
                        new ProducerRecord<>(
                                "orders", i % PARTITIONS, user, Orders.order(id, "user " + i % PARTITIONS)),
                        (metadata, failure) -> {
                            if (failure == null) {
                                sent.add(id);
                            }
                        });
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        });
        sender.setDaemon(true);
        sender.start();
        return sender;
    }

    private OrderflowProcess start(OwnTopics topics, String name) throws Exception {
        Path home = Files.createDirectories(folder.resolve(name));
        OrderflowProcess.copyRoutes(home.resolve("routes"), Steps.processOrder(STEP));
        OrderflowProcess program =
                topics.start(home, "orders.topic.replication-factor=3", "orders.topic.partitions=" + PARTITIONS);
        programs.add(program);
        return program;
    }

    private static final String STEP =
            """
            - log:
                message: "📦 Received order: ${body.orderId} in ${header.CamelKafkaPartition}"
            """;

    private List<String> processed() {
        return programs.stream()
                .flatMap(program -> program.linesWith(Steps.RECEIVED).stream())
                .map(line -> line.replaceFirst(".*" + Steps.RECEIVED + "(\\S+) in .*", "$1"))
                .toList();
    }

    private static Set<String> partitions(OrderflowProcess program) {
        return program.linesWith(Steps.RECEIVED).stream()
                .map(line -> line.replaceFirst(".* in ", ""))
                .collect(Collectors.toSet());
    }

    private void awaitProcessed(int count) {
        await().atMost(LATER).until(() -> processed().size() >= count);
    }

    private static void awaitWell(BoardClient board) {
        await().atMost(LATER).untilAsserted(() -> {
            assertThat(board.status("/observe/health/ready")).isEqualTo(200);
            JsonNode verdict = board.json("/api/verdict");
            assertThat(verdict.get("sentence").asText()).startsWith("All is well");
        });
    }
}
