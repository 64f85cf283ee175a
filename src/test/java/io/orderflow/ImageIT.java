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
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Dockerfile says, done in a folder: what it copies is enough, and what it runs does what it is for. */
class ImageIT {

    private static final Path DOCKERFILE = Path.of("deploy/Dockerfile");

    @TempDir
    Path image;

    @Test
    void the_image_has_what_the_program_needs_and_starts_from_its_class_data_archive() throws Exception {
        Map<String, String> environment =
                new HashMap<>(Map.of("CAMEL_COMPONENT_KAFKA_BROKERS", "localhost:" + OrderflowProcess.freePort()));
        build(environment);
        assertThat(image.resolve("orderflow.jsa")).exists();
        assertThat(image.resolve("trial")).doesNotExist();
        assertThat(image.resolve("routes")).isDirectoryNotContaining("glob:**/trial*");
        assertThat(image.resolve("data")).isEmptyDirectory();

        // Java ends where it can't use the archive, and a variable overrides -D
        environment.put("JAVA_TOOL_OPTIONS", "-Xshare:on -Dcamel.component.kafka.brokers=localhost:1");
        environment.put("ORDERS_HTTP_PORT", "0");
        List<String> entryPoint = List.of(new ObjectMapper()
                .readValue(Files.readString(DOCKERFILE).replaceFirst("(?s).*\nENTRYPOINT ", ""), String[].class));
        try (OrderflowProcess program = OrderflowProcess.run(entryPoint, image, environment)) {
            program.awaitLines(1, "📦 Received order");
            assertThat(program.stop()).isZero();
        }
    }

    private void build(Map<String, String> environment) throws Exception {
        for (String line :
                Files.readString(DOCKERFILE).replace("\\\n", "").lines().toList()) {
            String[] words = line.split(" ");
            if (words[0].equals("COPY")) {
                copy(Path.of(words[1]), image.resolve(words[2]));
            } else if (words[0].equals("RUN")) {
                // whoever tests it is the user of the image
                run(line.substring("RUN ".length()).replaceAll("-[og] \\d+ ", ""), environment);
            }
        }
    }

    private void run(String command, Map<String, String> environment) throws Exception {
        try (OrderflowProcess process = OrderflowProcess.run(List.of("sh", "-c", command), image, environment)) {
            assertThat(process.awaitEnd()).as(process::said).isZero();
        }
    }

    private static void copy(Path source, Path target) throws Exception {
        if (source.equals(Path.of("routes"))) {
            // whatever step and settings stand there, the tests' own say what was received
            ShippedRoutes.copyTo(target);
        } else if (source.equals(Path.of("application.properties"))) {
            ShippedSettings.copyTo(target);
        } else if (Files.isDirectory(source)) {
            Folders.copy(source, target, Set.of());
        } else {
            Files.createDirectories(target);
            Files.copy(source, target.resolve(source.getFileName()));
        }
    }
}
