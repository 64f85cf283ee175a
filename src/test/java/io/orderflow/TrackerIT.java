package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.orderflow.kafka.DeadLetterHeaders;
import io.orderflow.route.ShippedRoutes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever arrives on the topic and whatever the step does: each order is processed or a dead letter, and none twice. */
class TrackerIT {

    private static final String RECEIVED = "📦 Received order: ";

    /** Fails for an order of "trouble"; where the folder has a file "repaired" it does not. */
    private static final String FAILING_STEP =
            """
            - route:
                id: process-order
                routeConfigurationId: tracker-errors
                from:
                  uri: direct:process-order
                  steps:
                    - filter:
                        expression:
                          simple:
                            expression: ${body.item} == 'trouble'
                        steps:
                          - log:
                              message: "Trying ${body.orderId}"
                          - throwException:
                              exceptionType: java.lang.IllegalStateException
                              message: the stove is cold
                    - log:
                        message: "📦 Received order: ${body}"
            """;

    /** Goes another way where a route that it calls has failed. */
    private static final String MENDING_STEP =
            """
            - route:
                id: process-order
                routeConfigurationId: tracker-errors
                from:
                  uri: direct:process-order
                  steps:
                    - doTry:
                        steps:
                          - to:
                              uri: direct:charge
                        doCatch:
                          - exception:
                              - java.lang.IllegalStateException
                            steps:
                              - log:
                                  message: "Not charged"
                    - log:
                        message: "📦 Received order: ${body}"
            - route:
                id: charge
                from:
                  uri: direct:charge
                  steps:
                    - throwException:
                        exceptionType: java.lang.IllegalStateException
                        message: the bank is closed
            """;

    @TempDir
    private static Path brokerFolder;

    private static String brokers;
    private static OrderflowProcess broker;

    @TempDir
    Path folder;

    private final OwnTopics topics = OwnTopics.on(brokers);
    private final String topic = topics.name();
    private final KafkaTopic orders = topics.orders();
    private final KafkaTopic letters = topics.letters();

    @BeforeAll
    static void startBroker() throws Exception {
        brokers = "localhost:" + OrderflowProcess.freePort();
        broker = OrderflowProcess.startBroker(brokerFolder, brokers);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private OrderflowProcess tracker(String... more) throws Exception {
        List<String> settings = new ArrayList<>(topics.settings());
        settings.addAll(List.of("orders.retry.delay=100", "orders.retry.attempts=2"));
        settings.addAll(List.of(more));
        return OrderflowProcess.start(folder, settings.toArray(String[]::new)).awaitLines(1, "🟢");
    }

    @Test
    void poison_between_good_orders_costs_only_itself_and_keeps_its_bytes_and_headers() throws Exception {
        byte[] noise = new byte[1_000_000];
        new Random(1).nextBytes(noise);
        List<byte[]> poison = Arrays.asList(
                "no JSON".getBytes(UTF_8), "{\"user\":\"lucy\"}".getBytes(UTF_8), null, new byte[0], noise, new byte[] {
                    '{', (byte) 0xE9, '}'
                });
        Header[] headers = {
            new RecordHeader("CamelKafkaOverrideTopic", "elsewhere".getBytes(UTF_8)),
            new RecordHeader("CamelKafkaPartitionKey", "99".getBytes(UTF_8)),
            new RecordHeader("kafka.KEY", "other".getBytes(UTF_8)),
            new RecordHeader("trace", "1".getBytes(UTF_8)),
            new RecordHeader("trace", new byte[] {0, (byte) 0xFF}),
            new RecordHeader("trace", null)
        };
        try (OrderflowProcess program = tracker()) {
            for (int i = 0; i < poison.size(); i++) {
                orders.send("lucy", order("o-" + i, "lucy", "tea", i + 1), headers);
                orders.send("lucy", poison.get(i), headers);
            }
            abort("lucy", order("aborted", "lucy", "tea", 99));
            orders.send("lucy", order("last", "lucy", "tea", 100), headers);
            program.awaitLines(poison.size() + 1, RECEIVED);
            topics.awaitAllCommitted();

            assertThat(program.linesWith(RECEIVED))
                    .extracting(line -> Integer.parseInt(line.replaceAll(".*order: (\\d+) x.*", "$1")))
                    .containsExactly(1, 2, 3, 4, 5, 6, 100);
            List<ConsumerRecord<byte[], byte[]>> dead = letters.records();
            assertThat(dead).extracting(ConsumerRecord::value).containsExactlyElementsOf(poison);
            assertThat(dead).allSatisfy(letter -> {
                assertThat(letter.key()).isEqualTo("lucy".getBytes(UTF_8));
                assertThat(Arrays.copyOf(letter.headers().toArray(), headers.length))
                        .containsExactly(headers);
                assertThat(header(letter, DeadLetterHeaders.REASON)).isNotBlank();
                assertThat(header(letter, DeadLetterHeaders.EXCEPTION)).endsWith("InvalidOrderException");
                assertThat(header(letter, DeadLetterHeaders.TOPIC)).isEqualTo(topic);
                assertThat(header(letter, DeadLetterHeaders.PARTITION)).matches("[0-2]");
                assertThat(header(letter, DeadLetterHeaders.TIMESTAMP)).matches("\\d{13}");
                assertThat(header(letter, DeadLetterHeaders.GROUP)).isEqualTo(topics.group());
            });
            assertThat(dead)
                    .extracting(letter -> header(letter, DeadLetterHeaders.OFFSET))
                    .containsExactly("1", "3", "5", "7", "9", "11");
            assertThat(program.stop()).isZero();
        }
        // and none of it is in the way of who reads back what was processed
        try (OrderflowProcess program = tracker()) {
            orders.send("lucy", order("o-0", "lucy", "tea", 1));
            orders.send("lucy", order("after", "lucy", "tea", 101));
            program.awaitLines(1, RECEIVED);

            assertThat(program.linesWith("7 orders that were processed before are remembered"))
                    .hasSize(1);
            assertThat(program.linesWith("🔁 Repeated order")).hasSize(1);
            assertThat(program.linesWith(RECEIVED)).singleElement().asString().contains("101 x tea");
        }
    }

    @Test
    void a_failing_step_is_tried_again_with_growing_pauses_and_then_dead_lettered_while_other_orders_flow()
            throws Exception {
        step(FAILING_STEP);
        // its consumer would be thrown out of the group if it did not poll for this long
        try (OrderflowProcess program = tracker(
                "orders.retry.attempts=4",
                "orders.retry.delay=500",
                "camel.component.kafka.maxPollIntervalMs=2000",
                "camel.component.kafka.sessionTimeoutMs=6000")) {
            String other = userOfAnotherPartition("lucy");
            orders.send("lucy", order("bad", "lucy", "trouble", 1));
            orders.send("lucy", order("next", "lucy", "soup", 2));
            program.awaitLines(1, "Trying bad");
            for (int i = 0; i < 20; i++) {
                orders.send(other, order("other-" + i, other, "tea", 3));
            }
            program.awaitLines(20, "3 x tea from " + other);
            assertThat(program.linesWith("❌")).isEmpty();
            program.awaitLines(1, "2 x soup from lucy");

            assertThat(program.linesWith("Trying bad")).hasSize(5);
            assertThat(program.linesWith("failed"))
                    .hasSize(4)
                    .first()
                    .asString()
                    .contains("again in 0.5 s: java.lang.IllegalStateException: the stove is cold");
            assertThat(program.linesWith("again in 4.0 s")).hasSize(1);
            ConsumerRecord<byte[], byte[]> letter = letters.records().get(0);
            assertThat(letter.value()).isEqualTo(order("bad", "lucy", "trouble", 1));
            assertThat(header(letter, DeadLetterHeaders.REASON)).isEqualTo("the stove is cold");
            assertThat(header(letter, DeadLetterHeaders.EXCEPTION)).isEqualTo("java.lang.IllegalStateException");
            assertThat(program.linesWith("WARN")).hasSize(5);
            topics.awaitAllCommitted();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.lang.IllegalStateException", "io.orderflow.order.InvalidOrderException"})
    void a_repeated_order_is_recognised_over_restarts_and_a_failed_one_is_processed_when_it_comes_again(String failure)
            throws Exception {
        step(FAILING_STEP.replace("java.lang.IllegalStateException", failure));
        try (OrderflowProcess program = tracker()) {
            orders.send("lucy", order("a", "lucy", "tea", 1));
            orders.send("lucy", order("a", "lucy", "tea", 1));
            orders.send("lucy", order("bad", "lucy", "trouble", 1));
            program.awaitLines(1, "❌");
            assertThat(program.linesWith(RECEIVED)).hasSize(1);
            assertThat(program.linesWith("🔁 Repeated order, not processed again: " + topic))
                    .hasSize(1);
            topics.awaitAllCommitted();
            assertThat(program.stop()).isZero();
        }
        repair();
        try (OrderflowProcess program = tracker()) {
            program.awaitLines(1, "1 order that was processed before is remembered");
            orders.send("lucy", order("a", "lucy", "tea", 1));
            orders.send("lucy", order("bad", "lucy", "trouble", 1));
            program.awaitLines(1, "1 x trouble from lucy");
            program.awaitLines(1, "🔁");

            assertThat(program.linesWith(RECEIVED)).hasSize(1);
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
        step(FAILING_STEP);
        try (OrderflowProcess program = tracker("orders.retry.attempts=0")) {
            orders.send(
                    "lucy",
                    order("bad", "lucy", "trouble", 7),
                    new RecordHeader("trace", new byte[] {1}),
                    // a producer's own, which says nothing
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
        step(FAILING_STEP);
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
    void a_stop_while_hundreds_of_users_wait_for_a_slow_step_ends_soon_in_silence_and_repeats_nothing()
            throws Exception {
        step(
                """
                - route:
                    id: process-order
                    routeConfigurationId: tracker-errors
                    from:
                      uri: direct:process-order
                      steps:
                        - delay:
                            expression:
                              constant:
                                expression: "50"
                        - log:
                            message: "📦 Received order: ${body}"
                """);
        int sent = 6_000;
        orders.create(Map.of());
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
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
                - route:
                    id: process-order
                    from:
                      uri: direct:process-order
                      steps:
                        - log:
                            message: "Trying ${body.orderId}"
                        - delay:
                            expression:
                              constant:
                                expression: "60000"
                """);
        try (OrderflowProcess program = tracker()) {
            orders.send("lucy", order("long", "lucy", "tea", 1));
            program.awaitLines(1, "Trying long");
            program.signal("INT");
            program.awaitLines(1, "Stopping; once more ends at once");
            program.signal("INT");

            assertTimeout(
                    Duration.ofSeconds(2), () -> assertThat(program.awaitEnd()).isEqualTo(130));
        }
        assertThat(orders.lag(topics.group())).isEqualTo(1);
    }

    @Test
    void a_failure_in_a_route_that_the_step_calls_ends_in_the_dead_letters_too() throws Exception {
        step(MENDING_STEP.replace("- java.lang.IllegalStateException", "- java.io.IOException"));
        try (OrderflowProcess program = tracker()) {
            orders.send("lucy", order("a", "lucy", "tea", 1));
            program.awaitLines(2, " failed ").awaitLines(1, "❌ Dead letter: ");

            assertThat(header(letters.records().get(0), DeadLetterHeaders.REASON))
                    .isEqualTo("the bank is closed");
            topics.awaitAllCommitted();
        }
    }

    @Test
    void so_does_one_that_follows_a_failure_which_the_step_has_mended() throws Exception {
        step(
                MENDING_STEP.replace(
                        "- log:\n            message: \"📦 Received order: ${body}\"",
                        "- throwException:\n            exceptionType: java.io.IOException\n            message: the stove is cold"));
        try (OrderflowProcess program = tracker()) {
            orders.send("lucy", order("a", "lucy", "tea", 1));
            program.awaitLines(1, "❌ Dead letter: ");

            assertThat(header(letters.records().get(0), DeadLetterHeaders.REASON))
                    .isEqualTo("the stove is cold");
            topics.awaitAllCommitted();
        }
    }

    @Test
    void an_order_whose_step_mends_a_failure_itself_is_processed_and_remembered() throws Exception {
        step(MENDING_STEP);
        try (OrderflowProcess program = tracker()) {
            orders.send("lucy", order("a", "lucy", "tea", 1));
            orders.send("lucy", order("a", "lucy", "tea", 1));
            orders.send("lucy", order("b", "lucy", "tea", 2));
            program.awaitLines(2, RECEIVED);

            assertThat(program.linesWith(RECEIVED)).hasSize(2);
            assertThat(program.linesWith("🔁 Repeated order")).hasSize(1);
        }
    }

    @Test
    void another_group_has_the_guarantees_and_a_memory_and_dead_letters_of_its_own() throws Exception {
        step(FAILING_STEP);
        String copy = Files.readString(Path.of("routes/track-orders.camel.yaml"))
                .replace("id: track-orders", "id: copy")
                .replace("\"{{orders.tracker.group}}\"", "\"{{orders.tracker.group}}-copy\"")
                .replace("direct:process-order", "log:copied");
        Files.writeString(folder.resolve("routes/copy.camel.yaml"), copy);
        Files.writeString(
                folder.resolve("routes/audit.camel.yaml"),
                """
                - from:
                    uri: kafka:{{orders.topic}}?groupId={{orders.tracker.group}}-audit
                    steps:
                      - log: { message: "Audited ${header.CamelKafkaOffset}" }
                      - filter:
                          simple: "${header.CamelKafkaOffset} == 1"
                          steps:
                            - throwException: { exceptionType: java.lang.IllegalStateException, message: "no ink" }
                """);
        try (OrderflowProcess program = tracker("orders.retry.attempts=1", "orders.retry.delay=2000")) {
            for (int i = 0; i < 2; i++) {
                orders.send("lucy", order("a", "lucy", "tea", 1));
                orders.send("lucy", order("bad", "lucy", "trouble", 1));
            }
            BoardClient board = new BoardClient(program.awaitBoard());
            await().until(() -> board.json("/api/board").at("/consumers").findValuesAsText("cause").stream()
                    .anyMatch(cause -> cause.equals("java.lang.IllegalStateException: the stove is cold")));
            program.awaitLines(3, "❌ Dead letter");
            for (String group : List.of("", "-audit", "-copy")) {
                await().atMost(Duration.ofSeconds(20)).until(() -> orders.lag(topics.group() + group) == 0);
            }

            assertThat(letters.records())
                    .extracting(letter -> header(letter, DeadLetterHeaders.GROUP) + " "
                            + header(letter, DeadLetterHeaders.OFFSET) + " " + header(letter, DeadLetterHeaders.REASON))
                    .containsExactlyInAnyOrder(
                            topics.group() + " 1 the stove is cold",
                            topics.group() + " 3 the stove is cold",
                            topics.group() + "-audit 1 no ink");
            assertThat(program.linesWith("Audited 3")).hasSize(1);
            // each group tells a repeated order by what it has processed itself
            assertThat(program.linesWith("🔁 Repeated order")).hasSize(3);
        }
    }

    /** Sends it in a transaction that is aborted then. */
    private void abort(String key, byte[] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", topic))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, key.getBytes(UTF_8), value))
                    .get();
            producer.abortTransaction();
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(more);
        config.put("bootstrap.servers", brokers);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void step(String yaml) throws Exception {
        OrderflowProcess.copyRoutes(folder.resolve("routes"), yaml);
    }

    private void repair() throws Exception {
        Files.copy(
                ShippedRoutes.step(),
                folder.resolve("routes/process-order.camel.yaml"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private String userOfAnotherPartition(String user) throws Exception {
        int partition = orders.partitionOf(user);
        for (int i = 0; ; i++) {
            if (orders.partitionOf("user " + i) != partition) {
                return "user " + i;
            }
        }
    }

    private static byte[] order(String id, String user, String item, int quantity) {
        return "{\"order_id\":\"%s\",\"user\":\"%s\",\"item\":\"%s\",\"quantity\":%d}"
                .formatted(id, user, item, quantity)
                .getBytes(UTF_8);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
