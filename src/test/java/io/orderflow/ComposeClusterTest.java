package io.orderflow;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderflow.settings.ShippedSettings;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.IntStream;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The three brokers of the profile cluster fit together, and one of them may be lost. */
class ComposeClusterTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> BROKERS = List.of("kafka-1", "kafka-2", "kafka-3");

    private JsonNode compose;
    private JsonNode app;
    private List<JsonNode> nodes;
    private List<Map<String, String>> environments;

    @BeforeEach
    void read() throws Exception {
        compose = merged(yaml("deploy/docker-compose.cluster.yaml"));
        app = compose.at("/services/cluster-app");
        nodes = BROKERS.stream().map(compose.path("services")::path).toList();
        environments =
                nodes.stream().map(node -> strings(node.path("environment"))).toList();
    }

    @Test
    void the_compose_file_includes_it_and_starts_it_on_request_alone() throws Exception {
        JsonNode included = yaml("docker-compose.yaml").at("/include/0");

        assertThat(included.path("path").asText()).isEqualTo("deploy/docker-compose.cluster.yaml");
        // the paths in it begin where those of docker-compose.yaml do
        assertThat(included.path("project_directory").asText()).isEqualTo(".");
        assertThat(compose.path("services"))
                .hasSize(BROKERS.size() + 1)
                .allMatch(service -> service.at("/profiles/0").asText().equals("cluster"));
    }

    @Test
    void the_brokers_are_of_the_version_of_the_client() {
        assertThat(nodes)
                .allMatch(node -> node.path("image").asText().equals("apache/kafka:" + AppInfoParser.getVersion()));
    }

    @Test
    void kafka_knows_every_setting_and_accepts_them_together() {
        for (Map<String, String> environment : environments) {
            Map<String, String> config = brokerConfig(environment);

            assertThat(KafkaConfig.configDef().names()).containsAll(config.keySet());
            assertThat(new KafkaConfig(config).nodeId()).isPositive();
        }
    }

    @Test
    void each_order_lies_on_three_brokers_and_two_are_enough() {
        for (Map<String, String> environment : environments) {
            Map<String, ?> values = new KafkaConfig(brokerConfig(environment)).values();
            values.forEach((key, value) -> {
                if (key.endsWith("replication.factor")) {
                    assertThat(((Number) value).intValue()).as(key).isEqualTo(3);
                } else if (key.endsWith("min.isr") || key.equals("min.insync.replicas")) {
                    assertThat(((Number) value).intValue()).as(key).isEqualTo(2);
                }
            });
        }
        assertThat(strings(app.path("environment"))).containsEntry("ORDERS_TOPIC_REPLICATION_FACTOR", "3");
    }

    @Test
    void the_nodes_differ_in_their_number_and_their_names_and_are_one_cluster() {
        for (int i = 0; i < BROKERS.size(); i++) {
            Map<String, String> environment = environments.get(i);
            String port = nodes.get(i).at("/ports/0").asText().split(":")[1];

            assertThat(environment)
                    .containsEntry("KAFKA_NODE_ID", "" + (i + 1))
                    .containsEntry(
                            "KAFKA_ADVERTISED_LISTENERS",
                            "HOST://localhost:%s,CONTAINERS://%s:19092".formatted(port, BROKERS.get(i)));
            assertThat(nodes.get(i).at("/ports/0").asText()).isEqualTo("127.0.0.1:" + port + ":9092");
            assertThat(environment.get("KAFKA_LISTENERS")).contains("HOST://:9092", "CONTAINERS://:19092");
        }
        Set<Map<String, String>> shared = new HashSet<>();
        for (Map<String, String> environment : environments) {
            Map<String, String> rest = new HashMap<>(environment);
            rest.keySet().removeAll(Set.of("KAFKA_NODE_ID", "KAFKA_ADVERTISED_LISTENERS"));
            shared.add(rest);
        }
        assertThat(shared).hasSize(1);
        String id = environments.get(0).get("CLUSTER_ID");
        assertThat(Uuid.fromString(id)).hasToString(id);
    }

    @Test
    void each_node_votes() {
        String voters = String.join(
                ",",
                IntStream.rangeClosed(1, 3)
                        .mapToObj(i -> i + "@" + BROKERS.get(i - 1) + ":29093")
                        .toList());

        assertThat(environments.get(0))
                .containsEntry("KAFKA_CONTROLLER_QUORUM_VOTERS", voters)
                .extractingByKey("KAFKA_LISTENERS")
                .asString()
                .contains("CONTROLLER://:29093");
    }

    @Test
    void each_node_has_a_volume_of_its_own() {
        Set<String> volumes = new HashSet<>();
        for (int i = 0; i < nodes.size(); i++) {
            String[] mount = nodes.get(i).at("/volumes/0").asText().split(":");
            assertThat(mount[1]).isEqualTo(environments.get(i).get("KAFKA_LOG_DIRS"));
            assertThat(compose.path("volumes").has(mount[0])).isTrue();
            volumes.add(mount[0]);
        }
        assertThat(volumes).hasSize(3);
    }

    @Test
    void the_application_waits_for_all_three_and_is_given_settings_that_there_are() throws Exception {
        Properties settings = ShippedSettings.load();
        List<String> known = settings.stringPropertyNames().stream()
                .map(key -> key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
                .toList();

        assertThat(known).containsAll(strings(app.path("environment")).keySet());
        assertThat(strings(app.path("environment")))
                .containsEntry(
                        "CAMEL_COMPONENT_KAFKA_BROKERS",
                        String.join(
                                ",",
                                BROKERS.stream().map(name -> name + ":19092").toList()))
                .containsEntry("ORDERS_BROKER_EMBEDDED", "false");
        assertThat(BROKERS)
                .allMatch(name ->
                        app.at("/depends_on/" + name + "/condition").asText().equals("service_healthy"));
    }

    @Test
    void the_application_is_otherwise_that_of_the_profile_app() throws Exception {
        ObjectNode alone = (ObjectNode) yaml("docker-compose.yaml").at("/services/app");
        for (String key : List.of("build", "user", "ports", "volumes", "restart", "stop_grace_period")) {
            assertThat(app.path(key)).as(key).isEqualTo(alone.path(key));
        }
    }

    /** The image's rule: KAFKA_ is cut off, and an underscore stands for a dot. */
    private static Map<String, String> brokerConfig(Map<String, String> environment) {
        return environment.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("KAFKA_"))
                .collect(toMap(
                        entry -> entry.getKey()
                                .substring("KAFKA_".length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.'),
                        Map.Entry::getValue));
    }

    private static JsonNode yaml(String file) throws Exception {
        try (Reader in = Files.newBufferedReader(Path.of(file))) {
            return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromReader(in));
        }
    }

    /** Compose knows the merge key of YAML 1.1, the reader of YAML 1.2 does not. */
    private static JsonNode merged(JsonNode node) {
        if (!node.isObject()) {
            return node;
        }
        ObjectNode result = JSON.createObjectNode();
        if (node.has("<<")) {
            result.setAll((ObjectNode) merged(node.path("<<")));
        }
        node.properties().stream()
                .filter(entry -> !entry.getKey().equals("<<"))
                .forEach(entry -> result.set(entry.getKey(), merged(entry.getValue())));
        return result;
    }

    private static Map<String, String> strings(JsonNode object) {
        // compose refuses a bare true or false there
        List<JsonNode> values = new ArrayList<>();
        object.forEach(values::add);
        assertThat(values).isNotEmpty().noneMatch(JsonNode::isBoolean);
        return object.properties().stream()
                .collect(toMap(Map.Entry::getKey, entry -> entry.getValue().asText()));
    }
}
