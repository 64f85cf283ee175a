package io.orderflow.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The routes and the recipes are what Camel's schema of the YAML DSL says, so that editors and designers read them. */
class YamlSchemaTest {

    private static Schema schema;

    @BeforeAll
    static void load() throws Exception {
        try (InputStream in = YamlSchemaTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
                    .getSchema(new ObjectMapper().readTree(in));
        }
    }

    static List<Path> files() throws Exception {
        try (Stream<Path> recipes = Files.list(Path.of("recipes"))) {
            return Stream.concat(ShippedRoutes.pipeline().stream(), recipes.filter(file -> file.toString()
                            .endsWith(".yaml")))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void a_file_is_what_the_schema_says(Path file) throws Exception {
        JsonNode routes;
        try (Reader in = Files.newBufferedReader(file)) {
            routes = new ObjectMapper()
                    .valueToTree(new Load(LoadSettings.builder().build()).loadFromReader(in));
        }

        assertThat(schema.validate(routes).stream().filter(error -> !isPlaceholder(error)))
                .isEmpty();
    }

    /** Of a truth or a number the schema says so, though Camel takes a placeholder for one. */
    private static boolean isPlaceholder(Error error) {
        return error.getKeyword().equals("type")
                && error.getInstanceNode().asText().startsWith("{{");
    }
}
