package io.orderflow;

import static io.orderflow.DeployFiles.JSON;
import static io.orderflow.DeployFiles.brokerConfig;
import static io.orderflow.DeployFiles.environment;
import static io.orderflow.DeployFiles.variables;
import static io.orderflow.DeployFiles.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The three brokers of the profile cluster fit together, and one of them may be lost. */
class ComposeClusterTest {

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
        environments = nodes.stream().map(DeployFiles::environment).toList();
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
        assertThat(environment(app)).containsEntry("ORDERS_TOPIC_REPLICATION_FACTOR", "3");
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
    void the_application_waits_for_all_three_and_is_given_settings_that_there_are() throws Exception {
        assertThat(variables()).containsAll(environment(app).keySet());
        assertThat(environment(app))
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
}
