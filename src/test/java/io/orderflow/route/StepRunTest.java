package io.orderflow.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderflow.Steps;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.camel.component.log.LogComponent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a test of a step can see. */
class StepRunTest {

    private static final String ORDER =
            "{\"order_id\": \"a\", \"user\": \"lucy\", \"item\": \"tea\", \"quantity\": 3, \"price\": 2.50}";
    private static final String STEP = Steps.processOrder(
            """
            - log: "Mine: ${body}"
            - setBody: { simple: "${with(total = price * quantity)}" }
            - to: kafka:totals
            - filter:
                simple: "${body.user} == 'zoe'"
                steps:
                  - throwException: { exceptionType: java.lang.IllegalStateException, message: "no ink" }
            """);

    @TempDir
    Path project;

    private Path routes;

    @BeforeEach
    void copy() throws Exception {
        routes = project.resolve("routes");
        ShippedRoutes.copyTo(routes);
    }

    @Test
    void it_sees_logs_sends_and_failures() throws Exception {
        Files.writeString(routes.resolve(ShippedRoutes.STEP), STEP);
        try (StepRun run = StepRun.yaml(routes)) {
            run.give(ORDER).give(ORDER.replace("lucy", "zoe"));

            assertThat(run.logs()).contains("Mine: 3 x tea from lucy", "Mine: 3 x tea from zoe");
            assertThat(run.sent("kafka:totals")).hasSize(2).first().asString().endsWith("\"total\": 7.50}");
            assertThat(run.failures()).containsExactly("java.lang.IllegalStateException: no ink");
            assertThat(run)
                    .asString()
                    .contains("Mine: 3 x tea from lucy")
                    .contains("7.50")
                    .contains("no ink");
        }
    }

    @Test
    void the_step_in_the_docs_does_what_the_test_in_the_docs_expects() throws Exception {
        String page = Files.readString(Path.of("docs/your-own-step.md"));
        Files.writeString(routes.resolve(ShippedRoutes.STEP), Steps.processOrder(block(page, "yaml")));
        try (StepRun run = StepRun.yaml(routes)) {
            run.give(ORDER);

            assertThat(run.failures()).isEmpty();
            assertThat(run.logs()).containsExactly("💶 3 x tea from lucy makes 7.50");
            assertThat(run.sent("kafka:totals")).hasSize(1);
            assertThat(block(page, "java"))
                    .contains(
                            "give(\"%s\")".formatted(ORDER.replace("\"", "\\\"")),
                            run.logs().get(0));
        }
    }

    /** The first one of a language. */
    private static String block(String page, String language) {
        return page.split("```" + language + "\n")[1].split("```")[0];
    }

    @Test
    void every_recipe_may_stand_beside_the_step() throws Exception {
        try (Stream<Path> recipes = Files.list(Path.of("recipes"))) {
            for (Path recipe :
                    recipes.filter(file -> file.toString().endsWith(".yaml")).toList()) {
                Files.copy(recipe, routes.resolve(recipe.getFileName()));
            }
        }
        try (StepRun run = StepRun.yaml(routes)) {
            run.give(ORDER);

            assertThat(run.logs()).contains("📦 Received order: 3 x tea from lucy");
            assertThat(run.failures()).isEmpty();
        }
    }

    @Test
    void it_has_the_components_of_the_jars_in_ext() throws Exception {
        Files.createDirectories(project.resolve("ext"));
        try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(project.resolve("ext/mine.jar")))) {
            jar.putNextEntry(new ZipEntry("META-INF/services/org/apache/camel/component/mine"));
            jar.write(("class=" + LogComponent.class.getName()).getBytes(UTF_8));
        }
        Files.writeString(routes.resolve(ShippedRoutes.STEP), STEP.replace("kafka:totals", "mine:totals"));
        try (StepRun run = StepRun.yaml(routes)) {
            run.give(ORDER);

            assertThat(run.sent("mine:totals")).hasSize(1);
        }
    }
}
