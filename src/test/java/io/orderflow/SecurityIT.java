package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.apache.kafka.common.resource.ResourceType.TRANSACTIONAL_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orderflow.route.ShippedRoutes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program in its profile prod, on a broker with TLS, passwords and rights. */
class SecurityIT {

    private static final String PASSWORD = "#pass\"word\\ {1} " + UUID.randomUUID();

    @TempDir
    private static Path shared;

    private static SecureBroker broker;
    private static Path trustStore;
    private static Path otherAuthority;

    @TempDir
    Path folder;

    private final String topic = "orders-" + UUID.randomUUID();
    private final String letters = topic + "-dead-letter";
    private final String group = topic + "-tracker";

    @BeforeAll
    static void startBroker() throws Exception {
        Certificates certificates = new Certificates(shared);
        Map<String, Path> keyStores = new LinkedHashMap<>();
        keyStores.put("GOOD", certificates.serverStore("good", "localhost", "-1d", 30));
        keyStores.put("EXPIRED", certificates.serverStore("expired", "localhost", "-3d", 2));
        keyStores.put("ELSEWHERE", certificates.serverStore("elsewhere", "kafka.example.org", "-1d", 30));
        trustStore = certificates.trustStore();
        otherAuthority = new Certificates(Files.createDirectory(shared.resolve("other"))).trustStore();
        broker = new SecureBroker(shared.resolve("broker"), keyStores, "cloud", PASSWORD.replaceAll("[\"\\\\]", "-"));
        broker.setPassword("shop", PASSWORD);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private OrderflowProcess start(String listener, Map<String, String> environment, String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of(
                "camel.main.profile=prod",
                "camel.component.kafka.brokers=" + broker.address(listener),
                "orders.topic=" + topic,
                "orders.dead-letter-topic=" + letters,
                "orders.topic.replication-factor=1",
                "orders.tracker.group=" + group,
                "orders.retry.delay=100",
                "orders.retry.max-delay=500",
                "camel.component.kafka.sslTruststoreLocation=" + trustStore,
                "camel.component.kafka.sslTruststoreType=PEM"));
        settings.addAll(List.of(more));
        return OrderflowProcess.start(folder, environment, settings.toArray(String[]::new));
    }

    private static Map<String, String> logIn(String user, String password) {
        return Map.of("KAFKA_USERNAME", user, "KAFKA_PASSWORD", password);
    }

    @Test
    void orders_flow_with_password_and_certificate_no_line_tells_a_secret_no_save_counts() throws Exception {
        Path secret = Files.writeString(folder.resolve("kafka-password"), PASSWORD + "\n");
        Map<String, String> environment = Map.of("KAFKA_USERNAME", "shop", "KAFKA_PASSWORD_FILE", secret.toString());
        try (OrderflowProcess program = start(
                "GOOD",
                environment,
                "orders.generator.enabled=true",
                "orders.generator.period=100",
                "orderflow.log.level.kafka=DEBUG",
                "camel.main.autoConfigurationLogSummary=true")) {
            program.awaitLines(2, "📦 Received order");
            TextEdit.edit(folder.resolve("routes").resolve(ShippedRoutes.STEP), "Received order", "Ordered");
            // far beyond the two seconds in which it would be taken elsewhere
            program.awaitLines(27, "📦 Received order");
            program.stop();

            assertThat(program.linesWith("🔧")).isEmpty();

            assertThat(program.lines())
                    .allSatisfy(line -> assertThat(new ObjectMapper()
                                    .readTree(line)
                                    .path("message")
                                    .asText())
                            .isNotEmpty())
                    .noneMatch(line -> line.contains(PASSWORD.substring(18)));
        }
    }

    @Test
    void a_managed_clouds_plain_password_is_taken_too() throws Exception {
        try (OrderflowProcess program = start(
                "GOOD",
                logIn("cloud", PASSWORD.replaceAll("[\"\\\\]", "-")),
                "camel.component.kafka.saslAuthType=PLAIN",
                "orders.generator.enabled=true")) {
            program.awaitLines(1, "📦 Received order");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            GOOD      | wrong | its   | refuses the log-in
            GOOD      | right | other | was issued by no one whom this program trusts
            EXPIRED   | right | its   | has expired
            ELSEWHERE | right | its   | is for another host
            """)
    void a_wrong_password_or_certificate_stops_the_start_with_a_sentence(
            String listener, String password, String authority, String sentence) throws Exception {
        Map<String, String> environment = logIn("shop", "wrong".equals(password) ? "wr0ng-secret" : PASSWORD);
        try (OrderflowProcess program = start(
                listener,
                environment,
                "orderflow.log.format=text",
                // which gives way to a broker that asks for a password
                "orders.broker.embedded=true",
                "camel.component.kafka.sslTruststoreLocation="
                        + ("other".equals(authority) ? otherAuthority : trustStore))) {
            assertThat(program.awaitEnd()).isEqualTo(1);
            assertThat(program.linesWith("Kafka at " + broker.address(listener)))
                    .singleElement()
                    .asString()
                    .contains("Can't start: ")
                    .contains(sentence);
            assertThat(program.linesWith("ERROR")).hasSize(1);
            assertThat(program.lines()).noneMatch(line -> line.contains("secret"));
        }
    }

    @Test
    void a_password_that_is_refused_while_it_runs_is_told_of_once_and_waited_for() throws Exception {
        try (OrderflowProcess program = start(
                "GOOD",
                logIn("shop", PASSWORD),
                "orderflow.log.format=text",
                "orders.generator.enabled=true",
                "orders.generator.period=100")) {
            program.awaitLines(1, "📦 Received order");
            broker.setPassword("shop", "another");
            program.awaitLines(1, "Can't read from Kafka, trying again: Authentication failed");
            broker.setPassword("shop", PASSWORD);
            int before = program.linesWith("📦 Received order").size();
            program.awaitLines(before + 10, "📦 Received order");

            // once for the connection that was there, and once for new ones
            assertThat(program.linesWith("Can't read from Kafka")).hasSizeBetween(1, 2);
            assertThat(program.linesWith("WARN  publish-order")).hasSizeLessThanOrEqualTo(1);
            assertThat(program.linesWith("\tat ")).isEmpty();
        } finally {
            broker.setPassword("shop", PASSWORD);
        }
    }

    @Test
    void each_part_needs_no_more_than_its_rights() throws Exception {
        for (String user : List.of("creator", "generator", "inbox", "tracker", "replay", "desk")) {
            broker.setPassword(user, PASSWORD);
        }
        broker.allow("creator", TOPIC, topic, CREATE, DESCRIBE, DESCRIBE_CONFIGS);
        broker.allow("creator", TOPIC, letters, CREATE, DESCRIBE, DESCRIBE_CONFIGS);
        broker.allow("generator", TOPIC, topic, WRITE);
        broker.allow("inbox", TOPIC, topic, WRITE);
        broker.allow("inbox", TOPIC, letters, WRITE);
        broker.allow("tracker", TOPIC, topic, READ);
        broker.allow("tracker", TOPIC, letters, READ, WRITE);
        broker.allow("tracker", GROUP, group, READ);
        broker.allow("replay", TOPIC, letters, READ);
        broker.allow("replay", TOPIC, topic, WRITE);
        broker.allow("replay", GROUP, group + "-replay", READ);
        String actions = letters + "-actions";
        broker.allow("desk", TOPIC, letters, READ);
        broker.allow("desk", TOPIC, actions, CREATE, READ, WRITE);
        broker.allow("desk", TOPIC, topic, WRITE);
        broker.allow("desk", TRANSACTIONAL_ID, actions, WRITE);

        try (OrderflowProcess creator = part("creator")) {
            creator.awaitLines(2, "Created topic");
        }
        try (OrderflowProcess generator =
                part("generator", "orders.generator.enabled=true", "orders.generator.count=1")) {
            assertThat(generator.awaitEnd()).isZero();
            assertThat(generator.linesWith("✅ Delivered to")).hasSize(1);
        }
        Files.createDirectories(folder.resolve("inbox"));
        Files.writeString(
                folder.resolve("inbox/lunch.ndjson"),
                "{\"user\":\"lucy\",\"item\":\"tea\",\"quantity\":0}\n{\"user\":\"lucy\",\"item\":\"tea\",\"quantity\":2}\n");
        try (OrderflowProcess inbox = part("inbox", "orders.inbox.enabled=true")) {
            inbox.awaitLines(
                    1,
                    "✅ Delivered 1 order from lunch.ndjson to " + topic
                            + " (1 rejected: failed/lunch.ndjson.errors.txt says why)");
            assertThat(new BoardClient(inbox.awaitBoard()).status("/observe/health/ready"))
                    .isEqualTo(200);
        }
        KafkaTopic orders = new KafkaTopic(broker.address("PLAINTEXT"), topic);
        orders.send("lucy", "no order".getBytes(UTF_8));
        try (OrderflowProcess tracker = part("tracker", "orders.tracker.enabled=true")) {
            tracker.awaitLines(2, "📦 Received order").awaitLines(1, "❌ Dead letter: ");
        }
        try (OrderflowProcess desk = part("desk")) {
            BoardClient board = new BoardClient(desk.awaitBoard());
            await().atMost(OrderflowProcess.PATIENCE)
                    .until(() ->
                            board.json("/api/dead-letters").at("/counts/open").asInt() == 2);
            assertThat(board.posted("/api/dead-letters/replay", "{\"all\":true}")
                            .path("done")
                            .asInt())
                    .isEqualTo(2);
            assertThat(orders.values()).hasSize(5);
        }
        ShippedRoutes.assumeReplay();
        try (OrderflowProcess replay = part("replay", "orders.replay.enabled=true")) {
            replay.awaitLines(1, "is read up to its end");
            // the generator's, the inbox's and the one that is none, and the two letters twice more
            await().atMost(Duration.ofSeconds(60)).until(() -> orders.values().size() == 7);
        }
        // and none of them is for nothing
        assertThat(broker.askedFor()).containsAll(broker.given());
    }

    @Test
    void dead_letters_that_may_not_be_read_are_not_known_in_the_verdict_and_no_zero() throws Exception {
        KafkaTopic orders = new KafkaTopic(broker.address("PLAINTEXT"), topic);
        orders.create(Map.of());
        orders.send("lucy", Orders.order("seen", "lucy"));
        broker.setPassword("looker", PASSWORD);
        broker.allow("looker", TOPIC, topic, READ);
        broker.allow("looker", GROUP, group, DESCRIBE);

        try (OrderflowProcess looker = part("looker")) {
            BoardClient board = new BoardClient(looker.awaitBoard());
            await().atMost(OrderflowProcess.PATIENCE)
                    .untilAsserted(() -> assertThat(board.json("/api/verdict").findValuesAsText("sentence"))
                            .anyMatch(sentence ->
                                    sentence.startsWith("Not known: the dead letters can't be read: Not authorized")));
            JsonNode shown = board.json("/api/board");
            assertThat(shown.path("dead_letters").has("count")).isFalse();
            assertThat(shown.path("dead_letters").has("counts")).isFalse();
            assertThat(shown.at("/latest/0/order_id").asText())
                    .as("what may be read is shown all the same")
                    .isEqualTo("seen");
        }
    }

    private OrderflowProcess part(String user, String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of(
                "orderflow.log.format=text",
                "orders.inbox.enabled=false",
                "orders.generator.enabled=false",
                "orders.tracker.enabled=false"));
        settings.addAll(List.of(more));
        return start("GOOD", logIn(user, PASSWORD), settings.toArray(String[]::new));
    }
}
