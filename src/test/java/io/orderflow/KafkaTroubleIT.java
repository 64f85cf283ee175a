package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with Kafka is said in a sentence, within seconds, and the program goes on by itself when it is over. */
class KafkaTroubleIT {

    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    private BoardClient board;

    @Test
    void trouble_with_kafka_is_said_soon_and_once_and_readiness_knows_it() throws Exception {
        String brokers = "localhost:" + OrderflowProcess.freePort();
        OwnTopics topics = OwnTopics.on(brokers);
        try (OrderflowProcess broker =
                        OrderflowProcess.startBroker(Files.createDirectory(folder.resolve("broker")), brokers);
                KafkaConsumer<byte[], byte[]> other = memberOfAnotherKind(topics)) {
            try (OrderflowProcess program = topics.start(folder)) {
                program.awaitLines(1, "another member of the group shares its partitions in another way");
                board = new BoardClient(program.awaitBoard());
                awaitReady(503, Duration.ofSeconds(20));
                other.close();
                program.awaitLines(1, "🟢");
                awaitReady(200, Duration.ofSeconds(20));

                broker.freeze();
                await().atMost(SOON)
                        .until(() -> program.linesWith("Kafka does not answer at " + brokers + "; it is waited for")
                                        .size()
                                == 1);
                awaitReady(503, SOON);
                broker.thaw();
                program.awaitLines(1, "answers, and its topics are there");
                awaitReady(200, Duration.ofSeconds(20));

                topics.orders().delete();
                await().atMost(SOON)
                        .until(() -> program.linesWith("The topic " + topics.name() + " is gone")
                                        .size()
                                == 1);
                awaitReady(503, SOON);
                topics.orders().create(Map.of());
                program.awaitLines(2, "answers, and its topics are there");
                topics.orders().send("lucy", Orders.order("a", "lucy"));
                program.awaitLines(1, "📦 Received order: 1 x tea from lucy");
                awaitReady(200, Duration.ofSeconds(20));

                assertThat(program.linesWith("shares its partitions in another way"))
                        .hasSize(1);
                assertThat(program.linesWith(" ERROR ")).isEmpty();
            }
        }
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

    private void awaitReady(int status, Duration longest) {
        await().atMost(longest).until(() -> board.status("/observe/health/ready") == status);
    }
}
