package io.orderflow;

import static io.orderflow.DeployFiles.JSON;
import static io.orderflow.DeployFiles.brokerConfig;
import static io.orderflow.DeployFiles.dockerfile;
import static io.orderflow.DeployFiles.environment;
import static io.orderflow.DeployFiles.texts;
import static io.orderflow.DeployFiles.variables;
import static io.orderflow.DeployFiles.yaml;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderflow.settings.ShippedSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the compose file and the Dockerfile repeat from elsewhere, and from each other, is the same there. */
class ComposeTest {

    private JsonNode compose;
    private JsonNode kafka;
    private JsonNode app;
    private Map<String, String> brokerEnvironment;
    private Map<String, String> advertised;
    private Properties settings;

    @BeforeEach
    void read() throws Exception {
        compose = yaml("docker-compose.yaml");
        kafka = compose.at("/services/kafka");
        app = compose.at("/services/app");
        brokerEnvironment = environment(kafka);
        advertised = listeners("KAFKA_ADVERTISED_LISTENERS");
        settings = ShippedSettings.load();
    }

    @Test
    void the_broker_is_of_the_version_of_the_client() {
        assertThat(kafka.path("image").asText()).isEqualTo("apache/kafka:" + AppInfoParser.getVersion());
    }

    @Test
    void kafka_knows_every_setting_and_accepts_them_together() {
        Map<String, String> config = brokerConfig(brokerEnvironment);

        assertThat(KafkaConfig.configDef().names()).containsAll(config.keySet());
        assertThat(new KafkaConfig(config).nodeId()).isPositive();
    }

    @Test
    void one_broker_is_enough_for_every_topic() {
        Map<String, Object> copies = new TreeMap<>(new KafkaConfig(brokerConfig(brokerEnvironment)).values());
        copies.keySet()
                .removeIf(key -> !key.endsWith("replication.factor")
                        && !key.endsWith("min.isr")
                        && !key.equals("min.insync.replicas"));

        assertThat(copies)
                .hasSizeGreaterThanOrEqualTo(7)
                .allSatisfy((key, value) ->
                        assertThat(((Number) value).intValue()).as(key).isEqualTo(1));
    }

    @Test
    void the_host_finds_the_broker_where_the_settings_say() {
        String address = settings.getProperty("camel.component.kafka.brokers");

        assertThat(advertised).containsEntry("HOST", address);
        assertThat(texts(kafka.path("ports"))).containsExactly("127.0.0.1:" + port(address) + ":" + port(address));
    }

    @Test
    void the_containers_find_the_broker_by_its_service_name() {
        String address = advertised.get("CONTAINERS");

        assertThat(address).isEqualTo("kafka:" + port(address));
        assertThat(brokerEnvironment).containsEntry("KAFKA_INTER_BROKER_LISTENER_NAME", "CONTAINERS");
        assertThat(environment(compose.at("/services/kafka-ui")))
                .containsEntry("KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS", address);
        assertThat(environment(app)).containsEntry("CAMEL_COMPONENT_KAFKA_BROKERS", address);
    }

    @Test
    void nothing_is_published_beyond_this_machine() {
        assertThat(compose.path("services").findValues("ports")).hasSize(7).allSatisfy(ports -> assertThat(texts(ports))
                .isNotEmpty()
                .allMatch(port -> port.matches("127\\.0\\.0\\.1:\\d+:\\d+")));
    }

    @Test
    void the_others_start_once_the_broker_answers() {
        assertThat(texts(kafka.at("/healthcheck/test")))
                .containsExactly(
                        "CMD",
                        "/opt/kafka/bin/kafka-broker-api-versions.sh",
                        "--bootstrap-server",
                        advertised.get("HOST"));
        for (String service : List.of("kafka-ui", "app")) {
            assertThat(compose.at("/services/" + service + "/depends_on/kafka/condition")
                            .asText())
                    .as(service)
                    .isEqualTo("service_healthy");
        }
    }

    @Test
    void the_board_is_reached_on_its_port_and_prometheus_knows_its_user_and_password() throws Exception {
        String port = settings.getProperty("orders.http.port");
        JsonNode scrape = yaml("deploy/metrics/prometheus.yaml").at("/scrape_configs/0");
        JsonNode password = compose.at("/services/prometheus/configs/0");

        assertThat(texts(app.path("ports"))).containsExactly("127.0.0.1:" + port + ":" + port);
        assertThat(scrape.at("/static_configs/0/targets/0").asText()).isEqualTo("app:" + port);
        assertThat(scrape.at("/basic_auth/username").asText()).isEqualTo(settings.getProperty("orders.http.user"));
        assertThat(scrape.at("/basic_auth/password_file").asText())
                .isEqualTo(password.path("target").asText());
        assertThat(compose.at("/configs/" + password.path("source").asText() + "/content")
                        .asText())
                .isEqualTo(environment(app).get("ORDERS_HTTP_PASSWORD"));
    }

    @Test
    void what_prometheus_and_grafana_mount_is_there() {
        for (String service : List.of("prometheus", "grafana")) {
            assertThat(texts(compose.at("/services/" + service + "/volumes")))
                    .isNotEmpty()
                    .allMatch(mount -> Files.isRegularFile(Path.of(mount.split(":")[0])) && mount.endsWith(":ro"));
        }
    }

    @Test
    void the_application_is_told_settings_that_there_are() throws Exception {
        assertThat(variables()).containsAll(environment(app).keySet());
        assertThat(environment(app)).containsEntry("ORDERS_BROKER_EMBEDDED", "false");
    }

    @Test
    void the_application_reads_the_hosts_routes_and_settings_and_moves_files_in_its_inbox() throws Exception {
        String workdir = instruction("WORKDIR") + "/";
        String inbox = settings.getProperty("orders.inbox.directory");
        JsonNode volumes = app.path("volumes");

        assertThat(Stream.of(volumes.path(1), volumes.path(2), volumes.path(3)).map(JsonNode::asText))
                .containsExactly(
                        "./routes:" + workdir + "routes:ro",
                        "./ext:" + workdir + "ext:ro",
                        "./application.properties:" + workdir + "application.properties:ro");
        assertThat(volumes.at("/0/source").asText()).isEqualTo("./" + inbox);
        assertThat(volumes.at("/0/target").asText()).isEqualTo(workdir + inbox);
        assertThat(volumes.path(0).has("read_only")).isFalse();
        assertThat(volumes.at("/0/bind/create_host_path").asBoolean(true)).isFalse();
    }

    @Test
    void the_image_is_of_the_java_that_the_code_is_compiled_for() throws Exception {
        assertThat(instruction("FROM"))
                .isEqualTo("eclipse-temurin:" + pom("properties/maven.compiler.release") + "-jre");
    }

    @Test
    void the_image_holds_what_the_build_leaves() throws Exception {
        String jar = pom("build/finalName") + ".jar";
        String libraries = pom("//execution[id='libraries-beside-the-jar']//outputDirectory")
                        .replace("${project.build.directory}", "target")
                + "/";

        assertThat(dockerfile("COPY"))
                // the jar's Class-Path names its libraries relative to the jar
                .containsExactlyInAnyOrder(
                        libraries + " " + pom("//classpathPrefix"),
                        "target/" + jar + " ./",
                        "ext/ ext/",
                        "deploy/trial.camel.yaml routes/",
                        "src/test/resources/settings/application.properties ./",
                        "routes/ routes/",
                        "application.properties ./");
        assertThat(Path.of("routes")).isDirectory();
    }

    @Test
    void what_is_yours_is_not_run_while_the_image_is_built() throws Exception {
        assertThat(Files.readString(Path.of("deploy/Dockerfile")).split("\nRUN timeout ")[1])
                .contains("\nCOPY routes/ routes/\n", "\nCOPY application.properties ./\n");
    }

    @Test
    void the_application_listens_and_reads_where_the_compose_file_says() throws Exception {
        assertThat(environment(app))
                .containsEntry("ORDERS_HTTP_PORT", port(app.at("/ports/0").asText()))
                .containsEntry(
                        "ORDERS_INBOX_DIRECTORY",
                        app.at("/volumes/0/target").asText().replace(instruction("WORKDIR") + "/", ""));
    }

    @Test
    void the_image_is_built_in_the_projects_folder() {
        assertThat(app.at("/build/context").asText()).isEqualTo(".");
        assertThat(app.at("/build/dockerfile").asText()).isEqualTo("deploy/Dockerfile");
    }

    @Test
    void all_that_the_image_holds_is_sent_to_the_build_and_nothing_else() throws Exception {
        List<String> sent = Files.readAllLines(Path.of("deploy/Dockerfile.dockerignore")).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        List<String> wanted = new ArrayList<>(List.of("*"));
        dockerfile("COPY").forEach(copy -> wanted.add("!" + copy.split(" ")[0].replaceAll("/$", "")));

        assertThat(sent).containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(sent.get(0)).isEqualTo("*");
    }

    @Test
    void the_application_does_not_run_as_root_and_can_write_its_folders() throws Exception {
        String user = instruction("USER");
        String[] ids = user.split(":");
        String data = Path.of(settings.getProperty("orders.broker.directory"))
                .getName(0)
                .toString();

        assertThat(ids).hasSize(2).allMatch(id -> id.matches("[1-9]\\d*"));
        assertThat(dockerfile("RUN").get(0))
                .isEqualTo("install -d -o %s -g %s %s %s"
                        .formatted(ids[0], ids[1], settings.getProperty("orders.inbox.directory"), data));
        assertThat(app.path("user").asText()).isEqualTo("${ORDERFLOW_USER:-" + user + "}");
    }

    @Test
    void a_stop_reaches_java_without_a_shell_in_between() throws Exception {
        assertThat(texts(JSON.readTree(instruction("ENTRYPOINT"))))
                .startsWith("java")
                .endsWith("-jar", pom("build/finalName") + ".jar");
    }

    private Map<String, String> listeners(String variable) {
        return Arrays.stream(brokerEnvironment.get(variable).split(","))
                .map(listener -> listener.split("://"))
                .collect(toMap(listener -> listener[0], listener -> listener[1]));
    }

    private static String instruction(String name) throws Exception {
        assertThat(dockerfile(name)).hasSize(1);
        return dockerfile(name).get(0);
    }

    private static String port(String address) {
        return address.substring(address.lastIndexOf(':') + 1);
    }

    private static String pom(String path) throws Exception {
        String value = XPathFactory.newInstance()
                .newXPath()
                .evaluate(
                        path.startsWith("/") ? path : "/project/" + path,
                        DocumentBuilderFactory.newInstance()
                                .newDocumentBuilder()
                                .parse(Path.of("pom.xml").toFile()));
        assertThat(value).as(path).isNotBlank();
        return value;
    }
}
