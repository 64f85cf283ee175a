package io.orderflow;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orderflow.settings.ShippedSettings;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads what the program is deployed with: YAML, the Dockerfile, the variables of containers. */
final class DeployFiles {

    static final ObjectMapper JSON = new ObjectMapper();

    private DeployFiles() {}

    static JsonNode yaml(String file) throws Exception {
        try (Reader in = Files.newBufferedReader(Path.of(file))) {
            return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromReader(in));
        }
    }

    static List<String> texts(Iterable<JsonNode> values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(value.asText()));
        return texts;
    }

    /** What stands behind each instruction of this name. */
    static List<String> dockerfile(String instruction) throws Exception {
        return Files.readAllLines(Path.of("deploy/Dockerfile")).stream()
                .filter(line -> line.startsWith(instruction + " "))
                .map(line -> line.substring(instruction.length() + 1))
                .toList();
    }

    /** The environment of a service of compose, which refuses a bare true or false there. */
    static Map<String, String> environment(JsonNode service) {
        JsonNode environment = service.path("environment");
        assertThat(environment).isNotEmpty().noneMatch(JsonNode::isBoolean);
        return environment.properties().stream()
                .collect(toMap(Map.Entry::getKey, entry -> entry.getValue().asText()));
    }

    /** The broker's settings, by the rule of its image: KAFKA_ is cut off, and an underscore stands for a dot. */
    static Map<String, String> brokerConfig(Map<String, String> environment) {
        return environment.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("KAFKA_"))
                .collect(toMap(
                        entry -> entry.getKey()
                                .substring("KAFKA_".length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.'),
                        Map.Entry::getValue));
    }

    /** The environment variables that are settings of the program. */
    static List<String> variables() throws Exception {
        return ShippedSettings.load().stringPropertyNames().stream()
                .map(key -> key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
                .toList();
    }
}
