package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The API's description and the page about it name what is served, and nothing else. */
class ApiDescriptionTest {

    private static final Path FILE = Path.of("src/main/resources/board/openapi.json");

    /** The path, and the variable that is its last part where there is one. */
    private static final Pattern SERVED =
            Pattern.compile("(?:\\w\\s*\\.\\s*\\w+\\(|serve\\(\\w+,)\\s*\"(/(?:api|observe)/[^\"]*)\"(?: \\+ (\\w+))?");

    private static JsonNode json() throws IOException {
        return new ObjectMapper().readTree(FILE.toFile());
    }

    /** The program's own paths stand in its code as text. */
    private static Set<String> served() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> SERVED.matcher(read(file)).results())
                    .map(match -> (match.group(1) + (match.group(2) == null ? "" : "{%s}".formatted(match.group(2))))
                            .replaceAll(":(\\w+)", "{$1}"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void each_path_that_is_served_is_described_and_each_described_one_is_served() throws Exception {
        assertThat(new ApiDescription(json()).paths()).isEqualTo(served());
    }

    @Test
    void what_it_refers_to_is_there_and_its_fields_are_of_one_style() throws Exception {
        JsonNode description = json();

        assertThat(description.findValuesAsText("$ref")).isNotEmpty().allSatisfy(reference -> assertThat(
                        description.at(reference.substring(1)))
                .as(reference)
                .isNotEmpty());
        for (JsonNode properties : description.findValues("properties")) {
            properties.fieldNames().forEachRemaining(name -> assertThat(name).matches("[a-z][a-z_0-9]*"));
        }
    }
}
