package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metrics and health of a running program and its broker. */
class BoardHealthIT extends BoardProgram {

    private static final String CHANGED = "🔧 process-order.camel.yaml: changed process-order";
    /** Goes on when there is a file. */
    private static final String HOLD =
            """
            - pollEnrich:
                expression:
                  constant:
                    expression: "file:gate?fileName=open&noop=true&idempotent=false&delay=100&initialDelay=0"
                timeout: "120000"
            """;

    @TempDir
    Path folder;

    @Test
    void counters_times_lag_clients_and_the_jvm_are_told_as_prometheus_wants_them() throws Exception {
        inbox.drop("metrics.ndjson", order("m-1", "tea"));
        awaitState("m-1", "processed");
        HttpResponse<String> metrics = board.get("/observe/metrics");

        assertThat(metrics.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        for (String counter :
                List.of("generated", "received", "delivered", "processed", "refused", "repeated", "dead_lettered")) {
            assertThat(metrics.body())
                    .contains("# TYPE orders_" + counter + "_total counter")
                    .containsPattern("(?m)^orders_" + counter + "_total(\\{group=\"order-tracker\"})? \\d");
        }
        assertThat(metrics.body())
                .containsPattern("(?m)^orders_route_seconds_count\\{route=\"process-order\"} [1-9]")
                .containsPattern(
                        "(?m)^orders_consumer_lag_records\\{group=\"order-tracker\",partition=\"2\",topic=\"orders\"} \\d")
                .containsPattern("(?m)^orders_consumer_held_records\\{group=\"order-tracker\",topic=\"orders\"} \\d")
                .containsPattern("(?m)^orders_consumer_waiting_keys\\{group=\"order-tracker\",topic=\"orders\"} \\d")
                .containsPattern("(?m)^kafka_producer_record_send_total\\{")
                .containsPattern("(?m)^kafka_consumer_coordinator_assigned_partitions\\{.*} 3.0")
                .contains("jvm_memory_used_bytes", "process_uptime_seconds");
        assertThat(metrics.body()
                        .lines()
                        .filter(line -> line.matches("orders_.*"))
                        .count())
                .isLessThan(100);
    }

    @Test
    void the_dashboard_asks_for_metrics_that_there_are() throws Exception {
        String metrics = board.get("/observe/metrics").body();
        String dashboard = Files.readString(Path.of("deploy/metrics/grafana-orderflow.json"));
        List<String> asked = Pattern.compile("\\b(orders|kafka|jvm|process|system)_\\w+")
                .matcher(dashboard)
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();

        assertThat(asked).hasSizeGreaterThan(10).allSatisfy(name -> assertThat(metrics)
                .containsPattern("(?m)^" + name + "[{ ]"));
    }

    @Test
    void prometheus_own_checker_finds_nothing_wrong_with_the_metrics() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/promtool")),
                "there is no promtool here: apt-get install prometheus");
        Path metrics = Files.writeString(
                folder.resolve("metrics"), board.get("/observe/metrics").body());
        Process promtool = new ProcessBuilder("/usr/bin/promtool", "check", "metrics")
                .redirectInput(metrics.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), UTF_8);

        // 3: it could be read, but a name is not as it should be; those that the Kafka clients choose are theirs
        assertThat(promtool.waitFor()).as(said).isIn(0, 3);
        assertThat(said.lines().filter(line -> !line.startsWith("kafka_"))).isEmpty();
    }

    @Test
    void the_topic_of_a_route_of_your_own_is_said_to_be_gone_while_the_route_runs() throws Exception {
        KafkaTopic teas = new KafkaTopic(broker.address(), "teas");
        teas.create(Map.of());
        Path route = programFolder.resolve("routes/teas.camel.yaml");
        Files.writeString(
                route,
                """
                - route:
                    id: teas
                    from:
                      uri: kafka:teas
                      parameters:
                        groupId: tea-room
                      steps:
                        - log:
                            message: "tea"
                """);
        program.awaitLines(1, "Consumer is running and subscribed to teas topic");
        awaitStatus(200, READY);
        // gone, or never there, where it was not looked at before
        String gone = " topic teas";
        try {
            teas.delete();
            program.awaitLines(1, gone);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(board.json("/api/verdict").findValuesAsText("sentence"))
                            .anyMatch(sentence -> sentence.contains(gone)));
            awaitStatus(503, READY);
            assertThat(board.get(READY).body()).contains(gone);
        } finally {
            Files.delete(route);
        }
        awaitStatus(200, READY);
        await().atMost(PATIENCE)
                .until(() ->
                        !board.json("/api/verdict").findValuesAsText("kind").contains("trouble"));
    }

    @Test
    void what_goes_wrong_is_the_verdict_in_the_api_the_health_data_and_the_metrics() throws Exception {
        Path step = programFolder.resolve("routes/process-order.camel.yaml");
        String before = Files.readString(step);
        Files.writeString(step, before.replace("- log:", "- lok:"));
        awaitVerdict(
                "route_files",
                "The last change of the routes was not taken: routes/process-order.camel.yaml, line 8: .*");
        Files.writeString(step, before.replace("- log:", "- lok:") + "        - to: direct:nowhere\n");
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(board.json("/api/verdict").path("sentence").asText())
                    .startsWith("The last change of the routes was not taken: 2 mistakes, the first in"
                            + " routes/process-order.camel.yaml, line 8: there is no \"lok\"");
            assertThat(board.get("/observe/metrics").body()).contains("orders_problems{kind=\"route_files\"} 2.0");
        });
        JsonNode page = board.json("/api/routes");
        assertThat(page.path("mistakes")).hasSize(2);
        assertThat(page.at("/saves/0/mistakes")).isEqualTo(page.path("mistakes"));

        saveStep(
                before.stripTrailing()
                        + """

                                - throwException:
                                    exceptionType: java.lang.IllegalStateException
                                    message: "closed"
                        """);
        inbox.drop("waits.ndjson", order("waits-1", "tea") + order("waits-2", "tea"));
        awaitVerdict(
                "orders_waiting",
                "2 orders of 1 user wait: lucy's order waits-1 failed [2-5] times, again (now|in \\d+ s): "
                        + "java.lang.IllegalStateException: closed.*");

        saveStep(before);
        awaitState("waits-2", "processed");
        saveStep(before.stripTrailing() + "\n" + HOLD.indent(8));
        Files.createDirectories(programFolder.resolve("other"));
        Files.writeString(
                programFolder.resolve("routes/other.camel.yaml"),
                """
                - route:
                    id: other
                    from:
                      uri: file:other
                      steps:
                """
                        + HOLD.indent(8));
        program.awaitLines(1, "other.camel.yaml: added other");
        // when it has looked for files once
        await().atMost(PATIENCE)
                .until(() ->
                        board.json("/observe/health").path("status").asText().equals("UP"));
        Files.writeString(programFolder.resolve("other/any.txt"), "any");
        inbox.drop("stands.ndjson", order("stands-1", "tea"));
        awaitVerdict("no_progress", "1 order waits, and none was processed for \\d+ s");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(board.json("/api/verdict").findValuesAsText("sentence"))
                        .anyMatch(sentence ->
                                sentence.matches("The inbox has not been read since \\d\\d:\\d\\d \\(route other\\)")));
        assertThat(board.get("/observe/metrics").body()).contains("orders_problems{kind=\"inbox_unread\"} 1.0");

        Files.writeString(Files.createDirectories(programFolder.resolve("gate")).resolve("open"), "open");
        awaitState("stands-1", "processed");
        Files.delete(programFolder.resolve("routes/other.camel.yaml"));
        Files.writeString(step, before);
    }

    /** Returns when it is in force, whatever was saved before. */
    private static void saveStep(String route) throws IOException {
        int saves = program.linesWith(CHANGED).size();
        Files.writeString(programFolder.resolve("routes/process-order.camel.yaml"), route);
        program.awaitLines(saves + 1, CHANGED);
    }

    private static void awaitVerdict(String kind, String sentence) {
        Set<String> seen = new LinkedHashSet<>();
        await(kind).atMost(PATIENCE).untilAsserted(() -> {
            JsonNode verdict = board.json("/api/verdict");
            seen.add(verdict.path("sentence").asText());
            assertThat(verdict.at("/problems/0/kind").asText())
                    .as(() -> "seen until now: " + String.join(" | ", seen))
                    .isEqualTo(kind);
            assertThat(verdict.path("sentence").asText()).matches(sentence);
            assertThat(verdict.path("state").asText()).isEqualTo("bad");
            assertThat(board.get("/observe/metrics").body())
                    .contains("orders_problems{kind=\"%s\"} 1.0".formatted(kind));
            JsonNode health = board.json("/observe/health");
            assertThat(health.findValuesAsText("verdict"))
                    .singleElement()
                    .asString()
                    .matches(sentence);
            assertThat(health.path("status").asText()).as(health::toString).isEqualTo("UP");
        });
    }

    @Test
    void it_is_ready_while_the_broker_answers_and_alive_while_it_does_not() throws Exception {
        assertThat(board.json(READY).path("checks").findValuesAsText("name"))
                .contains("context", "broker", "tracker", "consumer:track-orders");
        assertThat(board.json("/observe/health").path("status").asText()).isEqualTo("UP");
        assertThat(board.json("/api/verdict").findValuesAsText("kind")).doesNotContain("kafka_away");

        await().atMost(PATIENCE)
                .until(() -> board.json("/api/board").at("/backlog/up").asBoolean());
        broker.stop();
        try {
            awaitStatus(503, READY);
            await().atMost(PATIENCE).until(() -> board.json("/api/verdict")
                    .at("/problems/0/kind")
                    .asText()
                    .equals("kafka_away"));
            assertThat(board.json("/api/board").at("/verdict/sentence").asText())
                    .matches("Kafka has been away for \\d+ s: nobody answers at " + broker.address() + ".*");
            assertThat(board.get("/observe/health").body()).contains("Kafka has been away for ");
            assertThat(board.get("/observe/metrics").body()).contains("orders_problems{kind=\"kafka_away\"} 1.0");
            assertThat(board.json(READY).path("status").asText()).isEqualTo("DOWN");
            assertThat(board.get(READY).body()).contains("Kafka does not answer at " + broker.address());
            assertThat(board.status(LIVE)).isEqualTo(200);
            assertThat(board.json(LIVE).path("checks").findValuesAsText("status"))
                    .containsOnly("UP");
            assertThat(board.json("/api/board").at("/backlog/up").asBoolean()).isFalse();
            assertThat(board.status("/api/orders/any")).isEqualTo(503);
            assertThat(board.status("/api/orders?q=tea")).isEqualTo(503);
            assertThat(board.head("/api/orders?q=tea").statusCode()).isEqualTo(503);
            assertThat(board.json("/api/orders?q=tea").path("detail").asText()).isEqualTo("Kafka does not answer");
        } finally {
            broker.start();
        }
        awaitStatus(200, READY);
    }
}
