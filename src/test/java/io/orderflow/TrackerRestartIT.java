package io.orderflow;

import static io.orderflow.Orders.order;
import static io.orderflow.Steps.RECEIVED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.orderflow.kafka.DeadLetterHeaders;
import io.orderflow.route.ShippedRoutes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a tracker that ends leaves to the next one: by a stop, a signal, or since its partitions move. */
class TrackerRestartIT {

    @TempDir
    Path folder;

    private final OwnTopics topics = OwnTopics.onSharedBroker();
    private final String topic = topics.name();
    private final KafkaTopic orders = topics.orders();
    private final KafkaTopic letters = topics.letters();

    private OrderflowProcess tracker(String... more) throws Exception {
        return topics.start(
                        folder,
                        Stream.concat(Stream.of("orders.retry.delay=100", "orders.retry.attempts=2"), Stream.of(more))
                                .toArray(String[]::new))
                .awaitLines(1, "🟢");
    }

    @Test
    void a_repeat_is_recognised_over_restarts_and_a_failed_order_processed_if_sent_again() throws Exception {
        step(
                Steps.FAIL,
                """
                - filter:
                    expression:
                      simple:
                        expression: ${body.item} == 'refused'
                    steps:
                      - throwException:
                          exceptionType: io.orderflow.order.InvalidOrderException
                          message: not on the menu
                """,
                Steps.LOG);
        try (OrderflowProcess program = tracker()) {
            orders.send("lucy", order("a", "lucy"));
            orders.send("lucy", order("a", "lucy"));
            orders.send("lucy", order("bad", "lucy", "trouble", 1));
            orders.send("lucy", order("refused", "lucy", "refused", 1));
            orders.send("lucy", "no order".getBytes(UTF_8));
            orders.send("lucy", null);
            topics.abort("lucy", order("aborted", "lucy"), () -> null);
            program.awaitLines(4, "❌");
            assertThat(program.linesWith(RECEIVED)).hasSize(1);
            assertThat(program.linesWith("🔁 Repeated order, not processed again: " + topic))
                    .hasSize(1);
            topics.awaitAllCommitted();
            assertThat(program.stop()).isZero();
        }
        repair();
        try (OrderflowProcess program = tracker()) {
            // and neither noise nor what was aborted is in the way of who reads back what was processed
            program.awaitLines(1, "1 order that was processed before is remembered");
            orders.send("lucy", order("a", "lucy"));
            orders.send("lucy", order("bad", "lucy", "trouble", 1));
            orders.send("lucy", order("refused", "lucy", "refused", 1));
            program.awaitLines(1, "1 x trouble from lucy");
            program.awaitLines(1, "1 x refused from lucy");

            assertThat(program.linesWith("🔁")).hasSize(1);
            assertThat(program.linesWith(RECEIVED)).hasSize(2);
        }
    }

    @Test
    void a_partition_that_moves_takes_its_memory_with_it() throws Exception {
        try (OrderflowProcess first = tracker()) {
            for (int i = 0; i < 30; i++) {
                orders.send("user " + i, order("o-" + i, "user " + i, "tea", 1));
            }
            first.awaitLines(30, RECEIVED);
            try (OrderflowProcess second = tracker()) {
                second.awaitLines(1, "remembered");
                topics.awaitAllCommitted();
                for (int i = 0; i < 30; i++) {
                    orders.send("user " + i, order("o-" + i, "user " + i, "tea", 1));
                }
                topics.awaitAllCommitted();
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> first.linesWith("🔁").size()
                                        + second.linesWith("🔁").size()
                                == 30);
                assertThat(second.linesWith("🔁")).isNotEmpty();
                assertThat(first.linesWith(RECEIVED)).hasSize(30);
                assertThat(second.linesWith(RECEIVED)).isEmpty();
            }
        }
    }

    @Test
    void what_was_dead_is_replayed_once_and_what_fails_again_comes_back_with_a_count() throws Exception {
        ShippedRoutes.assumeReplay();
        step(Steps.FAIL, Steps.LOG);
        try (OrderflowProcess program = tracker("orders.retry.attempts=0")) {
            orders.send(
                    "lucy",
                    order("bad", "lucy", "trouble", 7),
                    new RecordHeader("trace", new byte[] {1}),
                    // a producer's own, which say nothing
                    new RecordHeader(DeadLetterHeaders.LEFT_OUT, "9".getBytes(UTF_8)),
                    new RecordHeader(DeadLetterHeaders.REPLAYS, null));
            program.awaitLines(1, "❌");
            assertThat(program.stop()).isZero();
        }
        try (OrderflowProcess program = tracker("orders.retry.attempts=0", "orders.replay.enabled=true")) {
            program.awaitLines(1, "❌");
            program.awaitLines(1, "is read up to its end");
            topics.awaitAllCommitted();
            assertThat(letters.records()).hasSize(2);
            assertThat(orders.records()).hasSize(2);
            ConsumerRecord<byte[], byte[]> replayed = orders.records().get(1);
            assertThat(replayed.value()).isEqualTo(order("bad", "lucy", "trouble", 7));
            assertThat(replayed.headers().toArray())
                    .containsExactly(
                            new RecordHeader("trace", new byte[] {1}),
                            new RecordHeader(DeadLetterHeaders.REPLAYS, "1".getBytes(UTF_8)));
            assertThat(header(letters.records().get(1), DeadLetterHeaders.REPLAYS))
                    .isEqualTo("1");
            assertThat(program.stop()).isZero();
        }
        repair();
        try (OrderflowProcess program = tracker("orders.replay.enabled=true")) {
            program.awaitLines(1, "7 x trouble from lucy");
            program.awaitLines(1, "is read up to its end");
            topics.awaitAllCommitted();

            assertThat(orders.records()).hasSize(3);
            assertThat(header(orders.records().get(2), DeadLetterHeaders.REPLAYS))
                    .isEqualTo("2");
            assertThat(letters.records()).hasSize(2);
        }
    }

    @Test
    void a_stop_in_a_retry_pause_ends_soon_with_0_and_the_order_comes_again() throws Exception {
        step(Steps.FAIL, Steps.LOG);
        try (OrderflowProcess program = tracker("orders.retry.delay=60000", "orders.retry.max-delay=60000")) {
            orders.send("lucy", order("good", "lucy", "tea", 1));
            orders.send("lucy", order("bad", "lucy", "trouble", 1));
            program.awaitLines(1, "failed once, again in 60.0 s");

            assertTimeout(
                    Duration.ofSeconds(10), () -> assertThat(program.stop()).isZero());
        }
        assertThat(orders.lag(topics.group())).isEqualTo(1);
        repair();
        try (OrderflowProcess program = tracker()) {
            program.awaitLines(1, "1 x trouble from lucy");
            assertThat(program.linesWith(RECEIVED)).hasSize(1);
        }
    }

    @Test
    void a_stop_while_hundreds_of_users_wait_ends_soon_in_silence_and_repeats_nothing() throws Exception {
        step(Steps.delay(50), Steps.LOG);
        int sent = 6_000;
        orders.create(Map.of());
        try (KafkaProducer<byte[], byte[]> producer = topics.producer(Map.of())) {
            for (int i = 0; i < sent; i++) {
                String user = "user " + i % 300;
                producer.send(new ProducerRecord<>(topic, user.getBytes(UTF_8), order("o-" + i, user, "tea", 1)));
            }
        }
        int received;
        try (OrderflowProcess program = tracker()) {
            program.awaitLines(300, RECEIVED);
            program.signal("INT");

            assertTimeout(
                    Duration.ofSeconds(5), () -> assertThat(program.awaitEnd()).isZero());
            assertThat(program.linesWith(" WARN ")).isEmpty();
            assertThat(program.linesWith(" ERROR ")).isEmpty();
            received = program.linesWith(RECEIVED).size();
            assertThat(received).isLessThan(sent);
        }
        repair();
        try (OrderflowProcess program = tracker()) {
            topics.awaitAllCommitted();

            assertThat(program.linesWith(RECEIVED)).hasSize(sent - received);
            assertThat(program.linesWith("🔁")).isEmpty();
        }
    }

    @Test
    void a_second_signal_ends_at_once_what_the_first_one_waits_for() throws Exception {
        step(
                """
                - log:
                    message: "Trying ${body.orderId}"
                """,
                Steps.delay(60_000));
        try (OrderflowProcess program = tracker()) {
            orders.send("lucy", order("long", "lucy", "tea", 1));
            program.awaitLines(1, "Trying long");
            program.signal("INT");
            program.awaitLines(1, "Stopping; once more ends at once");
            await().atMost(Duration.ofSeconds(2))
                    .pollInterval(Duration.ofMillis(260))
                    .until(() -> {
                        program.signal("INT");
                        return !program.isAlive();
                    });

            assertThat(program.awaitEnd()).isEqualTo(130);
        }
        assertThat(orders.lag(topics.group())).isEqualTo(1);
    }

    @Test
    void a_signal_that_comes_to_the_process_and_to_its_group_is_one() throws Exception {
        try (OrderflowProcess program = tracker()) {
            orders.send("lucy", order("first", "lucy", "tea", 1));
            program.awaitLines(1, RECEIVED);
            String pid = String.valueOf(program.pid());
            new ProcessBuilder("sh", "-c", "kill -TERM $0; kill -TERM $0; sleep 0.01; kill -TERM $0", pid)
                    .start()
                    .waitFor();

            assertThat(program.awaitEnd()).isZero();
        }
        assertThat(orders.lag(topics.group())).isZero();
    }

    @Test
    void what_waits_before_a_paused_step_when_the_program_ends_has_not_failed() throws Exception {
        int sent = 100;
        try (OrderflowProcess program = tracker("orders.retry.attempts=0")) {
            BoardClient board = new BoardClient(program.awaitBoard());
            board.post("/api/routes/process-order/pause", "");
            for (int i = 0; i < sent; i++) {
                orders.send("user " + i, order("waits " + i, "user " + i));
            }
            await().atMost(OrderflowProcess.PATIENCE)
                    .until(() -> board.json("/api/board").findValuesAsText("in_work").stream()
                            .mapToInt(Integer::parseInt)
                            .anyMatch(inWork -> inWork > 10));
            program.signal("TERM");

            assertThat(program.awaitEnd()).isZero();
            assertThat(program.linesWith(" WARN ")).isEmpty();
            assertThat(program.linesWith(" ERROR ")).isEmpty();
        }
        assertThat(letters.values()).isEmpty();
        try (OrderflowProcess program = tracker()) {
            topics.awaitAllCommitted();

            assertThat(program.linesWith(RECEIVED)).hasSize(sent);
        }
    }

    @Test
    void a_tracker_that_is_stopped_and_started_by_hand_goes_on_with_its_policy() throws Exception {
        step(Steps.FAIL, Steps.LOG);
        try (OrderflowProcess program = tracker("orders.retry.attempts=0")) {
            BoardClient board = new BoardClient(program.awaitBoard());
            for (int i = 0; i < 2; i++) {
                assertThat(board.post("/api/routes/track-orders/stop", "").statusCode())
                        .isEqualTo(200);
                orders.send("lucy", order("fails " + i, "lucy", "trouble", 1));
                orders.send("anna", order("well " + i, "anna"));
                assertThat(board.post("/api/routes/track-orders/start", "").statusCode())
                        .isEqualTo(200);
                topics.awaitAllCommitted();
                program.awaitLines(i + 1, RECEIVED);
                assertThat(letters.values()).hasSize(i + 1);
            }
        }
    }

    private void step(String... steps) throws Exception {
        OrderflowProcess.copyRoutes(folder.resolve("routes"), Steps.processOrder(steps));
    }

    private void repair() throws Exception {
        Files.copy(
                ShippedRoutes.step(),
                folder.resolve("routes").resolve(ShippedRoutes.STEP),
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return DeadLetterHeaders.text(record.headers(), name);
    }
}
