package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with Kafka is said in a sentence, within seconds, and the program goes on by itself when it is over. */
class KafkaTroubleIT {

    /** From when it can first be seen. */
    private static final Duration SOON = Duration.ofSeconds(5);
    /** Until it goes on when that is over. */
    private static final Duration LATER = Duration.ofSeconds(20);
    /** Between two orders. */
    private static final Duration PAUSE = Duration.ofMillis(5);

    @TempDir
    private Path folder;

    private final List<OrderflowProcess> programs = new ArrayList<>();
    private final List<BoardClient> boards = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();

    @AfterEach
    void stop() {
        over.set(true);
        programs.forEach(OrderflowProcess::close);
    }

    @Test
    void two_programs_say_soon_and_once_what_is_wrong_with_kafka_and_lose_and_repeat_nothing() throws Exception {
        String brokers = "localhost:" + OrderflowProcess.freePort();
        Path brokersFolder = Files.createDirectory(folder.resolve("broker"));
        OwnTopics topics = OwnTopics.on(brokers);
        try (OrderflowProcess broker = OrderflowProcess.startBroker(brokersFolder, brokers)) {
            try (KafkaConsumer<byte[], byte[]> other = memberOfAnotherKind(topics)) {
                startTwoPrograms(topics);
                // from when they ask to be members
                awaitEach(1, "Routes startup");
                awaitSaid("another member of the group shares its partitions in another way", 1);
                awaitReady(503, SOON);
            }
            awaitEach(1, "🟢");
            awaitReady(200, LATER);

            CompletableFuture<Set<String>> sent = CompletableFuture.supplyAsync(() -> send(topics));
            awaitEach(10, Steps.RECEIVED);
            broker.freeze();
            awaitSaid("Kafka does not answer at " + brokers + "; it is waited for", 1);
            awaitReady(503, SOON);
            broker.thaw();
            awaitEach(1, "answers, and its topics are there");
            awaitReady(200, LATER);

            broker.kill();
            awaitSaid("Kafka does not answer at " + brokers + "; it is waited for", 2);
            awaitReady(503, SOON);
            try (OrderflowProcess again = OrderflowProcess.startBroker(brokersFolder, brokers)) {
                awaitEach(2, "answers, and its topics are there");
                awaitReady(200, LATER);
                over.set(true);
                Set<String> ids = sent.get();
                topics.awaitAllCommitted();
                assertThat(processed()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(ids);

                topics.orders().delete();
                awaitSaid("The topic " + topics.name() + " is gone", 1);
                awaitReady(503, SOON);
                topics.orders().create(Map.of());
                awaitEach(3, "answers, and its topics are there");
                topics.orders().send("lucy", Orders.order("after all", "lucy"));
                await().atMost(LATER).until(() -> processed().contains("after all"));
                awaitReady(200, LATER);

                for (OrderflowProcess program : programs) {
                    assertThat(program.linesWith("shares its partitions in another way"))
                            .hasSize(1);
                    assertThat(program.linesWith(" ERROR ")).isEmpty();
                }
            }
        }
    }

    @Test
    void records_and_offsets_that_are_gone_are_said_soon_and_what_is_there_is_read() throws Exception {
        OwnTopics topics = OwnTopics.onSharedBroker();
        String user = "lucy";
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", topics.brokers()))) {
            start(topics, "one").awaitLines(1, "🟢");
            send(topics, user, 0, 10);
            awaitEach(10, Steps.RECEIVED);
            // one that is paused may have fetched them already
            assertThat(boards.get(0).post("/api/routes/track-orders/stop", "").statusCode())
                    .isEqualTo(200);
            send(topics, user, 10, 20);
            TopicPartition partition =
                    new TopicPartition(topics.name(), topics.orders().partitionOf(user));
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(15)))
                    .all()
                    .get();
            boards.get(0).post("/api/routes/track-orders/start", "");
            awaitSaid("the records from offset 10 to 14 were deleted before they were processed", 1);
            awaitReady(200, SOON);
            awaitEach(15, Steps.RECEIVED);
            topics.awaitAllCommitted();
            assertThat(programs.get(0).stop()).isZero();
            assertThat(processed()).doesNotHaveDuplicates().contains("o-0", "o-9", "o-15", "o-19");

            programs.clear();
            boards.clear();
            admin.deleteConsumerGroups(List.of(topics.group())).all().get();
            start(topics, "two").awaitLines(1, "🟢");
            awaitSaid(
                    "The group %s has no committed offset in 3 partitions of %s, and begins at the first record: 5 records to read"
                            .formatted(topics.group(), topics.name()),
                    1);
            awaitReady(200, SOON);
            awaitEach(5, Steps.RECEIVED);
        }
    }

    private static void send(OwnTopics topics, String user, int from, int to) {
        topics.orders().sendAll(user, IntStream.range(from, to).mapToObj(i -> Orders.order("o-" + i, user)));
    }

    private void startTwoPrograms(OwnTopics topics) throws Exception {
        // who comes back from the dead is a member still, however slow this machine is
        start(topics, "one", "camel.component.kafka.sessionTimeoutMs=45000");
        start(topics, "two", "camel.component.kafka.sessionTimeoutMs=45000");
    }

    private OrderflowProcess start(OwnTopics topics, String name, String... more) throws Exception {
        Path own = Files.createDirectory(folder.resolve(name));
        OrderflowProcess.copyRoutes(own.resolve("routes"), Steps.processOrder(Steps.LOG_ID));
        OrderflowProcess program = topics.start(own, more);
        programs.add(program);
        boards.add(new BoardClient(program.awaitBoard()));
        return program;
    }

    /** @return the ids of all orders that Kafka has acknowledged, which are all that there are */
    private Set<String> send(OwnTopics topics) {
        Set<String> sent = new HashSet<>();
        try (KafkaProducer<byte[], byte[]> producer = topics.producer(Map.of("linger.ms", 0))) {
            for (int i = 0; !over.get(); i++) {
                String user = "user " + i % 20;
                producer.send(new ProducerRecord<>(topics.name(), user.getBytes(UTF_8), Orders.order("o-" + i, user)))
                        .get();
                sent.add("o-" + i);
                LockSupport.parkNanos(PAUSE.toNanos());
            }
            return sent;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> processed() {
        return programs.stream()
                .flatMap(program -> program.linesWith(Steps.RECEIVED).stream())
                .map(line -> line.substring(line.indexOf(Steps.RECEIVED) + Steps.RECEIVED.length()))
                .toList();
    }

    /** Has the group to itself, as long as it polls now and then. */
    private static KafkaConsumer<byte[], byte[]> memberOfAnotherKind(OwnTopics topics) throws Exception {
        topics.orders().create(Map.of());
        KafkaConsumer<byte[], byte[]> other = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        topics.brokers(),
                        "group.id",
                        topics.group(),
                        "partition.assignment.strategy",
                        RangeAssignor.class.getName()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        other.subscribe(List.of(topics.name()));
        await().until(() -> {
            other.poll(Duration.ofMillis(100));
            return !other.assignment().isEmpty();
        });
        return other;
    }

    private void awaitEach(int count, String text) {
        programs.forEach(program -> program.awaitLines(count, text));
    }

    /** Each says it soon, and has said it so often then and no more. */
    private void awaitSaid(String text, int times) {
        await().atMost(SOON).untilAsserted(() -> assertThat(programs)
                .allSatisfy(program ->
                        assertThat(program.linesWith(text)).as(program::said).hasSize(times)));
    }

    private void awaitReady(int status, Duration longest) {
        await().atMost(longest).untilAsserted(() -> assertThat(boards)
                .allSatisfy(board ->
                        assertThat(board.status("/observe/health/ready")).isEqualTo(status)));
    }
}
