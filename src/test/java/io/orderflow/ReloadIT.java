package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person edits the routes while the program runs, or has them checked without running it. */
class ReloadIT {

    private static final String STEP =
            Steps.processOrder("""
            - log:
                message: "%s ${body}"
            """);

    @TempDir
    Path folder;

    @BeforeEach
    void save() throws Exception {
        OrderflowProcess.copyRoutes(folder.resolve("routes"), STEP.formatted("First"));
    }

    @Test
    void a_saved_step_takes_the_next_order_and_a_mistake_in_it_changes_nothing() throws Exception {
        extend();
        try (OrderflowProcess program = start()) {
            program.awaitLines(3, " First ");
            step(STEP.formatted("Second"));
            awaitSoon(program, 3, " Second ");
            assertThat(program.linesWith("🔧 process-order.camel.yaml: changed process-order"))
                    .hasSize(1);

            step(TextEdit.replace(STEP.formatted("Third"), "- log:", "- lok:"));
            awaitSoon(
                    program,
                    1,
                    "❌ Nothing changes: routes/process-order.camel.yaml, line 7: there is no \"lok\"; did you mean log?");
            int before = program.linesWith(" Second ").size();
            program.awaitLines(before + 5, " Second ");

            step(STEP.formatted("Third"));
            awaitSoon(program, 3, " Third ");
            Files.delete(folder.resolve("routes/process-order.camel.yaml"));
            awaitSoon(program, 1, "🔧 process-order.camel.yaml: removed process-order");
            step(STEP.formatted("Fourth"));
            awaitSoon(program, 3, " Fourth ");
            step(STEP.formatted("Fifth") + "        - to: mock:fifth\n");
            awaitSoon(program, 3, " Fifth ");
            assertThat(program.linesWith("A jar from ext: ")).hasSize(1);
            assertThat(program.linesWith("Dead letter")).isEmpty();
            assertThat(program.linesWith("\tat ")).isEmpty();

            program.stop();
            assertThat(program.lines().get(program.lines().size() - 1)).contains("shutdown");
        }
    }

    @Test
    void what_a_step_holds_back_is_completed_at_a_save_and_at_a_stop() throws Exception {
        String step = STEP.formatted("Held")
                + """
                        - aggregate:
                            correlationExpression: { constant: { expression: all } }
                            aggregationStrategy: "#class:org.apache.camel.processor.aggregate.GroupedBodyAggregationStrategy"
                            completionSize: 100000
                            steps:
                              - log: { message: "%s ${body.size}" }
                """;
        step(step.formatted("together"));
        try (OrderflowProcess program = start("orders.generator.period=20", "orders.generator.count=60")) {
            program.awaitLines(20, " Held ");
            step(step.formatted("together at last"));
            awaitSoon(program, 1, "🔧 process-order.camel.yaml: changed process-order");
            program.awaitLines(60, " Held ");
            assertThat(program.stop()).isZero();

            assertThat(program.linesWith(
                            "line 9, route process-order: aggregate holds orders that count as done already"))
                    .hasSize(1);
            assertThat(program.linesWith("together").stream()
                            .mapToInt(line -> Integer.parseInt(line.replaceFirst(".* ", "")))
                            .sum())
                    .as(() -> String.join("\n", program.linesWith("together")))
                    .isEqualTo(60);
        }
    }

    @Test
    void with_reload_off_a_saved_step_waits_for_the_next_start() throws Exception {
        try (OrderflowProcess program = start("orders.reload.enabled=false")) {
            program.awaitLines(1, " First ");
            step(STEP.formatted("Second"));
            program.awaitLines(50, " First ");

            assertThat(program.linesWith(" Second ")).isEmpty();
            assertThat(program.linesWith("🔧")).isEmpty();
        }
    }

    @Test
    void the_check_ends_with_0_or_with_1_and_the_sentence_of_a_save() throws Exception {
        try (OrderflowProcess check = OrderflowProcess.start(folder, "--check")) {
            assertThat(check.awaitEnd()).isZero();
            assertThat(check.linesWith("The settings and the routes can run")).hasSize(1);
        }
        step(TextEdit.replace(STEP.formatted("Second"), "- log:", "- lok:"));
        try (OrderflowProcess check = OrderflowProcess.start(folder, "--check")) {
            assertThat(check.awaitEnd()).isEqualTo(1);
            assertThat(check.linesWith(
                            "routes/process-order.camel.yaml, line 7: there is no \"lok\"; did you mean log?"))
                    .hasSize(1);
        }
        step(TextEdit.replace(STEP.formatted("Second"), "- log:", "- lok:") + "        - to: direct:nowhere\n");
        try (OrderflowProcess check = OrderflowProcess.start(folder, "--check")) {
            assertThat(check.awaitEnd()).isEqualTo(1);
            assertThat(check.linesWith("Can't start: routes/process-order.camel.yaml, line "))
                    .hasSize(2);
        }
        step(STEP.formatted("Second") + "        - to: mock:second\n");
        try (OrderflowProcess check = OrderflowProcess.start(folder, "--check")) {
            assertThat(check.awaitEnd()).isEqualTo(1);
            assertThat(check.linesWith("route process-order: mock needs org.apache.camel:camel-mock:"))
                    .hasSize(1);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files)
                    .containsExactlyInAnyOrder(folder.resolve("routes"), folder.resolve("application.properties"));
        }
    }

    private OrderflowProcess start(String... more) throws IOException {
        List<String> settings = new ArrayList<>(List.of("orders.generator.enabled=true", "orders.generator.period=50"));
        settings.addAll(List.of(more));
        return OwnTopics.onSharedBroker().start(folder, settings.toArray(String[]::new));
    }

    /** Puts a component's jar into ext/ that the program itself has not. */
    private void extend() throws Exception {
        Path jar = Path.of(MockEndpoint.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Files.createDirectories(folder.resolve("ext"));
        Files.copy(jar, folder.resolve("ext").resolve(jar.getFileName()));
    }

    private void step(String yaml) throws IOException {
        Files.writeString(folder.resolve("routes/process-order.camel.yaml"), yaml);
    }

    private static void awaitSoon(OrderflowProcess program, int count, String text) {
        await(text).atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(program.linesWith(text))
                .hasSizeGreaterThanOrEqualTo(count));
    }
}
