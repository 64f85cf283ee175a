package io.orderflow;

import static io.orderflow.DeployFiles.dockerfile;
import static io.orderflow.DeployFiles.texts;
import static io.orderflow.DeployFiles.variables;
import static io.orderflow.DeployFiles.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderflow.route.ShippedRoutes;
import io.orderflow.settings.CheckedSettings;
import io.orderflow.settings.ShippedSettings;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the Kubernetes manifests name, there is: settings, routes, the image's folders and user, and one another. */
class KubernetesTest {

    private static final Path FOLDER = Path.of("deploy/k8s");

    private JsonNode kustomization;
    private JsonNode routes;
    private JsonNode secret;
    private JsonNode pod;
    private JsonNode container;
    private Properties defaults;
    private Properties settings;

    @BeforeEach
    void read() throws Exception {
        kustomization = yaml("deploy/k8s/kustomization.yaml");
        routes = yaml("routes/kustomization.yaml");
        secret = yaml("deploy/k8s/secret.yaml");
        pod = yaml("deploy/k8s/deployment.yaml").at("/spec/template/spec");
        container = pod.at("/containers/0");
        defaults = ShippedSettings.load();
        settings = properties("deploy/k8s/application.properties");
    }

    @Test
    void every_setting_is_one_that_there_is_and_is_other_than_its_default() {
        assertThat(defaults.stringPropertyNames()).containsAll(settings.stringPropertyNames());
        assertThat(settings).allSatisfy((key, value) -> assertThat(value).isNotEqualTo(defaults.get(key)));
        assertThat(CheckedSettings.of(key -> settings.getProperty(key, defaults.getProperty(key))
                                .trim())
                        .embeddedBroker())
                .isFalse();
    }

    @Test
    void every_variable_names_a_setting_that_there_is() throws Exception {
        List<String> variables = new ArrayList<>(container.path("env").findValuesAsText("name"));
        secret.path("stringData").fieldNames().forEachRemaining(variables::add);
        variables.remove("JAVA_TOOL_OPTIONS");

        assertThat(variables()).containsAll(variables);
    }

    @Test
    void there_are_trackers_alone_no_more_than_partitions() throws Exception {
        int replicas = yaml("deploy/k8s/deployment.yaml").at("/spec/replicas").asInt();

        assertThat(settings)
                .containsEntry("orders.generator.enabled", "false")
                .containsEntry("orders.inbox.enabled", "false");
        assertThat(replicas).isBetween(1, Integer.parseInt(settings.getProperty("orders.topic.partitions")));
    }

    @Test
    void the_routes_are_all_in_their_config_map() throws Exception {
        assertThat(texts(routes.at("/configMapGenerator/0/files")))
                .contains(ShippedRoutes.STEP)
                .containsAll(ShippedRoutes.pipeline().stream()
                        .map(file -> file.getFileName().toString())
                        .toList());
    }

    @Test
    void what_is_named_is_there() {
        assertThat(texts(kustomization.path("resources"))).allMatch(file -> Files.exists(FOLDER.resolve(file)));
        assertThat(texts(kustomization.at("/configMapGenerator/0/files")))
                .containsExactly("application.properties")
                .allMatch(file -> Files.exists(FOLDER.resolve(file)));
        assertThat(container.at("/envFrom/0/secretRef/name")).isEqualTo(secret.at("/metadata/name"));
        assertThat(kustomization.at("/configMapGenerator/0/name").asText()).isEqualTo("orderflow-settings");
        assertThat(routes.at("/configMapGenerator/0/name").asText()).isEqualTo("orderflow-routes");
        assertThat(each(pod.path("volumes"), "/configMap/name"))
                .containsExactlyInAnyOrder("orderflow-settings", "orderflow-routes", "");
        assertThat(each(container.path("volumeMounts"), "/name"))
                .containsExactlyInAnyOrderElementsOf(each(pod.path("volumes"), "/name"));
    }

    @Test
    void what_is_mounted_lies_where_the_image_looks_for_it() throws Exception {
        String workdir = dockerfile("WORKDIR").get(0);

        assertThat(container.path("volumeMounts").findValuesAsText("mountPath"))
                .containsExactly(workdir + "/routes", workdir + "/application.properties", "/tmp");
    }

    @Test
    void the_image_is_of_the_version_that_is_built() throws Exception {
        String version = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("pom.xml").toFile())
                .getElementsByTagName("version")
                .item(0)
                .getTextContent();

        assertThat(container.path("image").asText()).isEqualTo("orderflow:" + version);
    }

    @Test
    void it_runs_as_the_images_user_and_can_write_to_what_is_mounted_alone() throws Exception {
        JsonNode user = pod.path("securityContext");

        assertThat(user.path("runAsNonRoot").asBoolean()).isTrue();
        assertThat(user.path("runAsUser").asText() + ":"
                        + user.path("runAsGroup").asText())
                .isEqualTo(dockerfile("USER").get(0));
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
    }

    @Test
    void the_probes_ask_for_the_health_on_the_port_of_the_board() {
        String port = container.path("env").findParents("name").stream()
                .filter(variable -> variable.path("name").asText().equals("ORDERS_HTTP_PORT"))
                .map(variable -> variable.path("value").asText())
                .findFirst()
                .orElseThrow();

        assertThat(container.at("/ports/0/containerPort").asText()).isEqualTo(port);
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            JsonNode get = container.at("/" + probe + "/httpGet");
            assertThat(get.path("port")).isEqualTo(container.at("/ports/0/name"));
            assertThat(get.path("path").asText())
                    .isEqualTo("/observe/health/" + (probe.startsWith("readiness") ? "ready" : "live"));
        }
    }

    @Test
    void no_secret_stands_in_a_file_or_is_overwritten_by_none() {
        assertThat(texts(kustomization.path("resources"))).containsExactly("deployment.yaml", "../../routes");
        assertThat(secret.path("stringData")).isNotEmpty().allMatch(value -> value.asText()
                .isEmpty());
    }

    private static Properties properties(String file) throws Exception {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of(file))) {
            properties.load(in);
        }
        return properties;
    }

    private static List<String> each(JsonNode array, String path) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.at(path).asText()));
        return texts;
    }
}
