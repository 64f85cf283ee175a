package io.orderflow;

import static io.orderflow.Orders.order;
import static io.orderflow.Steps.RECEIVED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orderflow.kafka.DeadLetterHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever arrives on the topic and whatever the step does: each order is processed or a dead letter, and none twice. */
class TrackerIT {

    /** Goes another way where a route that it calls has failed, but for an order that can't be charged at all. */
    private static final String MENDING =
            """
            - filter:
                expression:
                  simple:
                    expression: ${body.item} == 'unpaid'
                steps:
                  - to:
                      uri: direct:charge
            - filter:
                expression:
                  simple:
                    expression: ${body.item} in 'free,cold'
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
            - filter:
                expression:
                  simple:
                    expression: ${body.item} == 'cold'
                steps:
                  - throwException:
                      exceptionType: java.io.IOException
                      message: the stove is cold
            """;

    private static final String CHARGE =
            """
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
    private static Path shared;

    private static OwnTopics topics;
    private static KafkaTopic orders;
    private static OrderflowProcess program;

    @TempDir
    Path folder;

    private final String user = "user " + UUID.randomUUID();

    @BeforeAll
    static void start() throws Exception {
        topics = OwnTopics.onSharedBroker();
        orders = topics.orders();
        OrderflowProcess.copyRoutes(shared.resolve("routes"), Steps.processOrder(MENDING, Steps.LOG) + CHARGE);
        program = topics.start(shared, "orders.retry.delay=100", "orders.retry.attempts=2")
                .awaitLines(1, "🟢");
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    /** What the program has said of this test's orders. */
    private List<String> received() {
        return program.linesWith(" from " + user);
    }

    /** The dead letters of this test. */
    private List<ConsumerRecord<byte[], byte[]>> letters() {
        return topics.letters().records().stream()
                .filter(letter -> new String(letter.key(), UTF_8).equals(user))
                .toList();
    }

    private void awaitReceived(int quantity) {
        program.awaitLines(1, RECEIVED + quantity + " x tea from " + user);
    }

    @Test
    void a_route_that_reads_the_dead_letters_and_fails_is_not_fed_by_its_own(@TempDir Path folder) throws Exception {
        OwnTopics own = OwnTopics.onSharedBroker();
        OrderflowProcess.copyRoutes(folder.resolve("routes"));
        Files.writeString(
                folder.resolve("routes/hook.camel.yaml"),
                """
                - from:
                    uri: "kafka:{{orders.dead-letter-topic}}?groupId=hook-%s"
                    steps:
                      - throwException: {exceptionType: java.net.ConnectException, message: nobody is there}
                """
                        .formatted(own.name()));
        try (OrderflowProcess program = own.start(folder, "orders.retry.attempts=1", "orders.retry.delay=10")) {
            program.awaitLines(1, "🟢");
            own.orders().send("lucy", "nonsense".getBytes(UTF_8));
            program.awaitLines(1, "A dead letter of a dead letter stays as it is");
            own.awaitAllCommitted();
            assertThat(program.stop()).isZero();
        }
        List<ConsumerRecord<byte[], byte[]>> letters = own.letters().records();
        assertThat(letters).hasSize(2);
        assertThat(letters)
                .allSatisfy(letter -> assertThat(letter.value()).isEqualTo("nonsense".getBytes(UTF_8)))
                .allSatisfy(letter -> assertThat(letter.headers().headers(DeadLetterHeaders.REASON))
                        .hasSize(1));
        assertThat(letters)
                .extracting(letter -> DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.TOPIC))
                .containsExactlyInAnyOrder(own.name(), own.letters().name());
    }

    @Test
    void a_transaction_that_hangs_holds_up_its_own_partition_alone() throws Exception {
        List<String> users =
                IntStream.range(0, 20).mapToObj(i -> user + "/" + i).toList();
        topics.abort(users.get(0), order(user + "aborted", users.get(0), "tea", 99), () -> {
            for (String each : users) {
                orders.send(each, order(each, each, "tea", 1));
            }
            // a third of the partitions waits for the transaction's end
            program.awaitLines(8, " from " + user);
            assertThat(program.linesWith(" from " + users.get(0))).isEmpty();
            return null;
        });
        program.awaitLines(20, " from " + user);

        assertThat(received()).hasSize(20).noneMatch(line -> line.contains("99 x"));
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
        for (int i = 0; i < poison.size(); i++) {
            orders.send(user, order(user + i, user, "tea", i + 1), headers);
            orders.send(user, poison.get(i), headers);
        }
        topics.abort(user, order(user + "aborted", user, "tea", 99), () -> null);
        orders.send(user, order(user + "last", user, "tea", 100), headers);
        awaitReceived(100);
        topics.awaitAllCommitted();

        assertThat(received())
                .extracting(line -> Integer.parseInt(line.replaceAll(".*order: (\\d+) x.*", "$1")))
                .containsExactly(1, 2, 3, 4, 5, 6, 100);
        List<ConsumerRecord<byte[], byte[]>> dead = letters();
        assertThat(dead).extracting(ConsumerRecord::value).containsExactlyElementsOf(poison);
        assertThat(dead).allSatisfy(letter -> {
            assertThat(letter.key()).isEqualTo(user.getBytes(UTF_8));
            assertThat(Arrays.copyOf(letter.headers().toArray(), headers.length))
                    .containsExactly(headers);
            assertThat(header(letter, DeadLetterHeaders.REASON)).isNotBlank();
            assertThat(header(letter, DeadLetterHeaders.EXCEPTION)).endsWith("InvalidOrderException");
            assertThat(header(letter, DeadLetterHeaders.TOPIC)).isEqualTo(topics.name());
            assertThat(header(letter, DeadLetterHeaders.PARTITION)).matches("[0-2]");
            assertThat(header(letter, DeadLetterHeaders.TIMESTAMP)).matches("\\d{13}");
            assertThat(header(letter, DeadLetterHeaders.GROUP)).isEqualTo(topics.group());
        });
        long first = Long.parseLong(header(dead.get(0), DeadLetterHeaders.OFFSET));
        assertThat(dead)
                .extracting(letter -> Long.parseLong(header(letter, DeadLetterHeaders.OFFSET)) - first)
                .containsExactly(0L, 2L, 4L, 6L, 8L, 10L);
    }

    @Test
    void a_failing_step_is_tried_with_growing_pauses_then_dead_lettered_while_others_flow() throws Exception {
        OwnTopics topics = OwnTopics.onSharedBroker();
        KafkaTopic orders = topics.orders();
        OrderflowProcess.copyRoutes(folder.resolve("routes"), Steps.processOrder(Steps.FAIL, Steps.LOG));
        // its consumer would be thrown out of the group if it did not poll for this long
        try (OrderflowProcess program = topics.start(
                        folder,
                        "orders.retry.attempts=4",
                        "orders.retry.delay=500",
                        "camel.component.kafka.maxPollIntervalMs=2000",
                        "camel.component.kafka.sessionTimeoutMs=6000")
                .awaitLines(1, "🟢")) {
            String other = orders.userBeside("lucy");
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
            ConsumerRecord<byte[], byte[]> letter = topics.letters().records().get(0);
            assertThat(letter.value()).isEqualTo(order("bad", "lucy", "trouble", 1));
            assertThat(header(letter, DeadLetterHeaders.REASON)).isEqualTo("the stove is cold");
            assertThat(header(letter, DeadLetterHeaders.EXCEPTION)).isEqualTo("java.lang.IllegalStateException");
            assertThat(program.linesWith("WARN")).hasSize(5);
            topics.awaitAllCommitted();
        }
    }

    @ParameterizedTest
    @CsvSource({
        // in a route that the step calls
        "unpaid, the bank is closed",
        // behind one that the step has mended
        "cold, the stove is cold"
    })
    void a_failure_anywhere_in_a_step_ends_in_the_dead_letters(String item, String reason) throws Exception {
        orders.send(user, order(user, user, item, 1));
        orders.send(user, order(user + "next", user, "tea", 2));
        awaitReceived(2);

        assertThat(letters()).hasSize(1);
        assertThat(header(letters().get(0), DeadLetterHeaders.REASON)).isEqualTo(reason);
        topics.awaitAllCommitted();
    }

    @Test
    void an_order_whose_step_mends_a_failure_itself_is_processed_and_remembered() throws Exception {
        orders.send(user, order(user, user, "free", 1));
        orders.send(user, order(user, user, "free", 1));
        orders.send(user, order(user + "next", user, "tea", 2));
        awaitReceived(2);

        assertThat(received()).hasSize(2);
        assertThat(program.linesWith("🔁 Repeated order"))
                .filteredOn(line -> line.contains(user))
                .hasSize(1);
        assertThat(letters()).isEmpty();
    }

    @Test
    void another_group_has_the_guarantees_and_a_memory_and_dead_letters_of_its_own() throws Exception {
        OwnTopics topics = OwnTopics.onSharedBroker();
        KafkaTopic orders = topics.orders();
        KafkaTopic letters = topics.letters();
        OrderflowProcess.copyRoutes(folder.resolve("routes"), Steps.processOrder(Steps.FAIL, Steps.LOG));
        Path copy = folder.resolve("routes/copy.camel.yaml");
        Files.copy(folder.resolve("routes/track-orders.camel.yaml"), copy);
        TextEdit.edit(copy, "id: track-orders", "id: copy");
        TextEdit.edit(copy, "\"{{orders.tracker.group}}\"", "\"{{orders.tracker.group}}-copy\"");
        TextEdit.edit(copy, "direct:process-order", "log:copied");
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
        try (OrderflowProcess program = topics.start(folder, "orders.retry.attempts=1", "orders.retry.delay=2000")
                .awaitLines(1, "🟢")) {
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

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return DeadLetterHeaders.text(record.headers(), name);
    }
}
