package io.orderflow.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a test of a step can see. */
class StepRunTest {

    private static final String ORDER =
            "{\"order_id\": \"a\", \"user\": \"lucy\", \"item\": \"tea\", \"quantity\": 3, \"price\": 2.50}";
    private static final String STEP =
            """
            - route:
                id: process-order
                routeConfigurationId: tracker-errors
                from:
                  uri: direct:process-order
                  steps:
                    - log: "Mine: ${body}"
                    - setBody: { simple: "${with(total = price * quantity)}" }
                    - to: kafka:totals
                    - filter:
                        simple: "${body.user} == 'zoe'"
                        steps:
                          - throwException: { exceptionType: java.lang.IllegalStateException, message: "no ink" }
            """;

    @TempDir
    Path folder;

    @Test
    void it_sees_logs_sends_and_failures() throws Exception {
        ShippedRoutes.copyTo(folder);
        Files.writeString(folder.resolve(ShippedRoutes.STEP), STEP);
        try (StepRun run = StepRun.yaml(folder)) {
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
}
