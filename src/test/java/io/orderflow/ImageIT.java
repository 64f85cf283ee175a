package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.orderflow.route.ShippedRoutes;
import io.orderflow.settings.ShippedSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.util.FileUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Dockerfile says, done in a folder: what it copies is enough, and what it runs does what it is for. */
class ImageIT {

    @TempDir
    Path image;

    @Test
    void the_image_has_what_the_program_needs_and_starts_from_its_class_data_archive() throws Exception {
        Map<String, String> environment =
                new HashMap<>(Map.of("CAMEL_COMPONENT_KAFKA_BROKERS", "localhost:" + OrderflowProcess.freePort()));
        copy();
        try (OrderflowProcess trial = OrderflowProcess.run(List.of("sh", "-c", last("RUN")), image, environment)) {
            assertThat(trial.awaitEnd())
                    .as(() -> String.join("\n", trial.lines()))
                    .isZero();
        }
        assertThat(image.resolve("orderflow.jsa")).exists();
        assertThat(image.resolve("trial")).doesNotExist();

        // Java ends where it can't use the archive, and a variable overrides -D
        environment.put("JAVA_TOOL_OPTIONS", "-Xshare:on -Dcamel.component.kafka.brokers=localhost:1");
        environment.put("ORDERS_HTTP_PORT", "0");
        List<String> entryPoint = List.of(new ObjectMapper().readValue(last("ENTRYPOINT"), String[].class));
        try (OrderflowProcess program = OrderflowProcess.run(entryPoint, image, environment)) {
            program.awaitLines(1, "📦 Received order");
            assertThat(program.stop()).isZero();
        }
    }

    private void copy() throws Exception {
        for (String arguments : instructions("COPY")) {
            String[] from = arguments.split(" ");
            Path source = Path.of(from[0]);
            Path target = image.resolve(from[1]);
            if (source.equals(Path.of("routes"))) {
                // whatever step and settings stand there, the tests' own say what was received
                ShippedRoutes.copyTo(target);
            } else if (source.equals(Path.of("application.properties"))) {
                ShippedSettings.copyTo(target);
            } else if (Files.isDirectory(source)) {
                Files.createDirectories(target);
                for (var file : source.toFile().listFiles()) {
                    FileUtil.copyFile(file, target.resolve(file.getName()).toFile());
                }
            } else {
                Files.copy(source, target.resolve(source.getFileName()));
            }
        }
    }

    private static String last(String name) throws Exception {
        List<String> all = instructions(name);
        return all.get(all.size() - 1);
    }

    private static List<String> instructions(String name) throws Exception {
        return Files.readString(Path.of("deploy/Dockerfile"))
                .replace("\\\n", "")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .toList();
    }
}
