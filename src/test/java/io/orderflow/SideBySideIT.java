package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several purposes read one topic on one machine, and one of them is slow. */
class SideBySideIT {

    private static final int ORDERS = 100;
    private static final String PYTHON = "/usr/bin/python3";

    private static final String AUDIT =
            """
            - route:
                id: audit
                from:
                  uri: "kafka:orders?groupId=audit&parallel=1"
                  steps:
                    - delay:
                        expression:
                          constant:
                            expression: 100
                    - log:
                        message: "👀 audited"
            """;

    @TempDir
    Path folder;

    @Test
    void a_slow_audit_disturbs_neither_the_tracker_nor_the_totals_nor_a_python_consumer() throws Exception {
        String brokers = "localhost:" + OrderflowProcess.freePort();
        OrderflowProcess.copyRoutes(folder.resolve("routes"));
        Files.writeString(folder.resolve("routes/audit.camel.yaml"), AUDIT);
        try (OrderflowProcess program = OrderflowProcess.start(
                folder,
                "camel.component.kafka.brokers=" + brokers,
                "orders.generator.enabled=false",
                "orders.analytics.enabled=true")) {
            program.awaitLines(1, "Routes startup").awaitLines(1, "📊");
            KafkaTopic orders = new KafkaTopic(brokers, "orders");
            orders.sendAll("lucy", IntStream.range(0, ORDERS).mapToObj(i -> Orders.order("o-" + i, "lucy")));

            program.awaitLines(ORDERS, "📦");
            BoardClient board = new BoardClient(program.awaitBoard());
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> board.json("/api/board")
                                    .at("/analytics/last_hour/orders")
                                    .asInt()
                            == ORDERS);
            assertThat(program.linesWith("👀").size()).isLessThan(ORDERS);
            if (OtherClientsIT.runs(PYTHON, "-c", "import confluent_kafka")) {
                assertThat(OtherClientsIT.runs(
                                PYTHON,
                                Path.of("src/test/resources/clients/consumer.py")
                                        .toAbsolutePath()
                                        .toString(),
                                brokers,
                                "orders",
                                "accounting",
                                String.valueOf(ORDERS)))
                        .isTrue();
            }
            program.awaitLines(ORDERS, "👀");
            assertThat(program.linesWith("📦")).hasSize(ORDERS);
            assertThat(orders.lag("order-tracker")).isZero();
            assertThat(program.linesWith("👀")).hasSize(ORDERS);
        }
    }
}
