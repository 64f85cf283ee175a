package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderflow.kafka.DeadLetterHeaders;
import io.orderflow.kafka.SourceHeader;
import io.orderflow.observe.RawRequest;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the order board, health and metrics tell other programs, of a running program and its broker. */
class BoardIT {

    private static final Duration PATIENCE = OrderflowProcess.PATIENCE;
    private static final String READY = "/observe/health/ready";
    private static final String LIVE = "/observe/health/live";
    private static final String BAD = "{\"order_id\":\"%s\",\"user\":\"lucy\",\"item\":\"tea\",\"quantity\":\"2\"}\n";

    @TempDir
    static Path brokerFolder;

    @TempDir
    static Path programFolder;

    @TempDir
    Path folder;

    private static LocalBroker broker;
    private static OrderflowProcess program;
    private static BoardClient board;
    private static Inbox inbox;

    @BeforeAll
    static void start() throws Exception {
        broker = LocalBroker.in(brokerFolder);
        inbox = Inbox.of(programFolder);
        program = OrderflowProcess.start(
                programFolder,
                "camel.component.kafka.brokers=" + broker.address(),
                "orders.broker.embedded=false",
                "orders.http.upload-limit=1",
                "orders.generator.enabled=false");
        board = new BoardClient(program.awaitBoard());
        awaitStatus(200, READY);
    }

    @AfterAll
    static void stop() {
        program.close();
        broker.close();
    }

    /** The program without any of its parts. */
    private static OrderflowProcess part(Path folder, String... more) throws Exception {
        List<String> settings = List.of(
                "camel.component.kafka.brokers=" + broker.address(),
                "orders.generator.enabled=false",
                "orders.inbox.enabled=false",
                "orders.tracker.enabled=false");
        return OrderflowProcess.start(
                folder, Stream.concat(settings.stream(), Stream.of(more)).toArray(String[]::new));
    }

    private static void awaitStatus(int status, String path) {
        await(path).atMost(PATIENCE).until(() -> board.status(path) == status);
    }

    private static String order(String id, String item) {
        return "{\"order_id\":\"%s\",\"user\":\"lucy\",\"item\":\"%s\",\"quantity\":7}\n".formatted(id, item);
    }

    private static void awaitState(String id, String state) {
        await(id)
                .atMost(PATIENCE)
                .until(() ->
                        board.json("/api/orders/" + id).path("state").asText().equals(state));
    }

    @Test
    void the_board_tells_of_a_file_its_orders_its_refusals_and_the_routes() throws Exception {
        JsonNode before = board.json("/api/board").path("totals");
        String item = "item " + UUID.randomUUID();
        inbox.drop("lunch.ndjson", order("l-1", item) + order("l-2", item) + BAD.formatted("l-3"));
        awaitState("l-2", "processed");

        await().atMost(PATIENCE)
                .until(() ->
                        board.json("/api/board").at("/inbox/0/stage").asText().equals("failed"));
        JsonNode now = board.json("/api/board");
        assertThat(grown(before, now, "received")).isEqualTo(2);
        assertThat(grown(before, now, "delivered")).isEqualTo(2);
        assertThat(grown(before, now, "processed")).isEqualTo(2);
        assertThat(grown(before, now, "refused")).isEqualTo(1);
        assertThat(grown(before, now, "generated")).isZero();
        assertThat(now.path("latest").findValuesAsText("order_id")).contains("l-1", "l-2");
        assertThat(now.path("latest").findValuesAsText("state")).containsOnly("processed");
        assertThat(now.path("top_items").toString()).contains("{\"item\":\"%s\",\"quantity\":14}".formatted(item));
        assertThat(now.at("/inbox/0/name").asText()).isEqualTo("lunch.ndjson");
        assertThat(now.at("/inbox/0/orders").asInt()).isEqualTo(2);
        assertThat(now.at("/inbox/0/reasons/0").asText()).startsWith("line 3: quantity is the text \"2\"");
        assertThat(now.at("/dead_letters/latest/0/source").asText()).isEqualTo("lunch.ndjson, line 3");
        assertThat(now.at("/dead_letters/latest/0/reason").asText()).startsWith("quantity is the text \"2\"");
        assertThat(now.at("/backlog/partitions")).hasSize(3);
        assertThat(now.at("/backlog/lag").asInt()).isZero();
        assertThat(now.path("routes").findValuesAsText("id"))
                .contains("generate-orders", "publish-order", "receive-orders", "track-orders", "process-order");
    }

    @Test
    void a_route_is_paused_and_saved_by_hand_and_what_comes_meanwhile_is_processed_when_it_goes_on() throws Exception {
        assertThat(board.forged("/api/routes/track-orders/pause")).isEqualTo(403);
        JsonNode paused = board.posted("/api/routes/track-orders/pause", "");
        assertThat(paused.at("/route/state").asText()).isEqualTo("Suspended");
        assertThat(paused.at("/route/by_hand/what").asText()).isEqualTo("paused");
        assertThat(paused.at("/route/by_hand/done").asBoolean()).isTrue();
        assertThat(paused.at("/shape/from").asText()).isEqualTo("kafka:{{orders.topic}}");
        assertThat(paused.at("/shape/file").asText()).isEqualTo("routes/track-orders.camel.yaml");
        assertThat(paused.at("/shape/steps").findValuesAsText("kind"))
                .contains("unmarshal", "idempotentConsumer", "to");
        assertThat(board.post("/api/routes/track-orders/pause", "").statusCode())
                .isEqualTo(409);
        assertThat(board.post("/api/routes/nobody/pause", "").statusCode()).isEqualTo(404);
        inbox.drop("paused.ndjson", order("paused-1", "tea"));
        Path file = programFolder.resolve("routes/track-orders.camel.yaml");
        String before = Files.readString(file);
        Files.writeString(
                file,
                before.replace("autoOffsetReset: earliest", "autoOffsetReset: earliest\n        pollTimeoutMs: 900"));
        program.awaitLines(1, "🔧 track-orders.camel.yaml: changed track-orders");

        await().atMost(PATIENCE).until(() -> paused().path("partitions").asInt() == 3);
        awaitState("paused-1", "received");
        await().atMost(PATIENCE)
                .until(
                        () -> board.json("/api/verdict").path("sentence").asText(),
                        sentence -> sentence.startsWith("track-orders was paused by somebody at 127.0.0.1 at "));
        assertThat(board.get(READY).statusCode()).isEqualTo(200);
        assertThat(board.get(READY).body())
                .contains("\"by hand\":\"track-orders was paused by somebody at 127.0.0.1\"");
        assertThat(board.posted("/api/routes/track-orders/resume", "")
                        .at("/route/state")
                        .asText())
                .isEqualTo("Started");
        awaitState("paused-1", "processed");
        assertThat(board.json("/api/routes").at("/saves/0/sentence").asText())
                .isEqualTo("track-orders.camel.yaml: changed track-orders");
        assertThat(program.linesWith("somebody at 127.0.0.1: paused track-orders"))
                .hasSize(1);

        assertThat(board.posted("/api/routes/process-order/stop", "")
                        .at("/route/state")
                        .asText())
                .isEqualTo("Stopped");
        inbox.drop("stopped.ndjson", order("stopped-1", "tea"));
        awaitState("stopped-1", "received");
        assertThat(board.post("/api/routes/process-order/start", "").statusCode())
                .isEqualTo(200);
        awaitState("stopped-1", "processed");
        JsonNode step = board.json("/api/routes/process-order").at("/shape/steps/0");
        assertThat(step.path("kind").asText()).isEqualTo("log");
        assertThat(step.path("exchanges").asInt())
                .as("those since it was started")
                .isEqualTo(1);
        assertThat(step.path("p99_millis").asDouble()).isPositive();
    }

    private static JsonNode paused() throws Exception {
        for (JsonNode consumer : board.json("/api/board").path("consumers")) {
            if (consumer.path("route").asText().equals("track-orders")
                    && consumer.path("paused").asBoolean()) {
                return consumer;
            }
        }
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }

    private static long grown(JsonNode before, JsonNode now, String total) {
        return now.at("/totals/" + total).asLong() - before.path(total).asLong();
    }

    @Test
    void an_order_is_found_by_its_id_with_what_became_of_it() throws Exception {
        KafkaTopic topic = new KafkaTopic(broker.address(), "orders");
        topic.send("lucy", order("a/ä \\\"1", "tea").getBytes(UTF_8));
        topic.send(
                "lucy",
                order("from-app", "tea").getBytes(UTF_8),
                new RecordHeader(SourceHeader.NAME, "kitchen app\u001b[2J".getBytes(UTF_8)),
                new RecordHeader(DeadLetterHeaders.MENDED, "0-7".getBytes(UTF_8)),
                new RecordHeader(DeadLetterHeaders.REPLAYS, "2".getBytes(UTF_8)));
        topic.send("lucy", BAD.formatted("bad-1").getBytes(UTF_8));
        topic.send("lucy", "{\"order_id\":\"bad-3\",\"user\":\"lucy\",\"user\":\"lucy\"}".getBytes(UTF_8));
        inbox.drop("bad.ndjson", BAD.formatted("bad-2"));

        awaitState("a%2F%C3%A4%20%221", "processed");
        JsonNode processed = board.json("/api/orders/a%2F%C3%A4%20%221");
        assertThat(processed.at("/order/item").asText()).isEqualTo("tea");
        assertThat(processed.at("/records/0/topic").asText()).isEqualTo("orders");
        assertThat(processed.at("/records/0/partition").isInt()).isTrue();
        assertThat(processed.at("/records/0/offset").isInt()).isTrue();
        awaitState("bad-1", "dead_lettered");
        JsonNode fromTopic = board.json("/api/orders/bad-1");
        assertThat(fromTopic.at("/dead_letters/0/reason").asText()).startsWith("quantity is the text \"2\"");
        assertThat(fromTopic.at("/dead_letters/0/source").asText())
                .isEqualTo("orders, partition %d, offset %d"
                        .formatted(
                                fromTopic.at("/records/0/partition").asInt(),
                                fromTopic.at("/records/0/offset").asInt()));
        awaitState("bad-3", "dead_lettered");
        awaitState("bad-2", "dead_lettered");
        JsonNode fromFile = board.json("/api/orders/bad-2");
        assertThat(fromFile.at("/dead_letters/0/source").asText()).isEqualTo("bad.ndjson, line 1");
        assertThat(fromFile.path("records")).isEmpty();

        inbox.drop("named.ndjson", "\n" + order("named-1", "tea"));
        awaitState("named-1", "processed");
        assertThat(board.json("/api/orders/named-1").at("/records/0/source").asText())
                .isEqualTo("named.ndjson, line 2");
        assertThat(processed.at("/records/0").has("source")).isFalse();
        awaitState("from-app", "processed");
        JsonNode fromApp = board.json("/api/orders/from-app").at("/records/0");
        assertThat(fromApp.path("source").asText()).isEqualTo("kitchen app\\u001b[2J");
        assertThat(fromApp.path("mended").asText()).isEqualTo("0-7");
        assertThat(fromApp.path("replays").asInt()).isEqualTo(2);
    }

    @Test
    void an_order_that_nobody_knows_is_not_found_and_an_impossible_id_refused() throws Exception {
        assertThat(board.status("/api/orders/nobody")).isEqualTo(404);
        assertThat(board.json("/api/orders/nobody").path("detail").asText())
                .isEqualTo("No order of that id is in the topics");
        assertThat(board.status("/api/orders/" + "x".repeat(64))).isEqualTo(404);
        assertThat(board.status("/api/orders/" + "x".repeat(65))).isEqualTo(400);
        assertThat(board.status("/api/nothing")).isEqualTo(404);
    }

    @Test
    void what_is_served_may_run_and_load_nothing_from_elsewhere() throws Exception {
        HttpResponse<String> page = board.get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void what_can_be_read_has_a_head_and_what_is_put_into_the_inbox_a_harmless_name() throws Exception {
        for (String path : List.of("/", "/api/board", "/api/verdict", "/observe/health/live", "/api/orders/nobody")) {
            HttpResponse<String> head = board.head(path);
            assertThat(head.statusCode()).as(path).isEqualTo(board.status(path));
            assertThat(head.body()).isEmpty();
        }
        for (String name : List.of("..%2Fx.json", ".x.json", "x.txt", "a%5Cb.json", "a%0Ab.json")) {
            assertThat(board.post("/api/inbox/" + name, "{}").statusCode())
                    .as(name)
                    .isEqualTo(422);
        }
        String item = "posted " + UUID.randomUUID();
        assertThat(board.post("/api/inbox/posted.ndjson", order("posted-1", item))
                        .statusCode())
                .isEqualTo(201);
        awaitState("posted-1", "processed");
        assertThat(inbox.done("posted.ndjson")).exists();
        assertThat(board.post("/api/inbox/large.ndjson", " ".repeat(1_100_000)).statusCode())
                .isEqualTo(413);
        assertThat(inbox.file("large.ndjson")).doesNotExist();
        assertThat(inbox.folder()).isDirectoryNotContaining("glob:**.upload");
    }

    @Test
    void orders_are_looked_for_page_by_page_and_from_an_offset_or_a_time_on_however_old_they_are() throws Exception {
        String item = "rare " + UUID.randomUUID();
        StringBuilder orders = new StringBuilder();
        for (int i = 0; i < 7; i++) {
            orders.append(order("p-" + i, item).replace("lucy", "user " + i));
        }
        inbox.drop("rare.ndjson", orders.toString());
        for (int i = 0; i < 7; i++) {
            awaitState("p-" + i, "processed");
        }
        StringBuilder others = new StringBuilder();
        for (int i = 0; i < 70_000; i++) {
            others.append(order("other-" + i, "tea").replace("lucy", "user " + i));
        }
        inbox.drop("others.ndjson", others.toString());
        await().atMost(PATIENCE.multipliedBy(3)).until(() -> board.json("/api/orders/other-69999")
                .path("state")
                .asText()
                .equals("processed"));

        List<JsonNode> found = new ArrayList<>();
        String query = "/api/orders?q=" + item.replace(" ", "%20").toUpperCase(Locale.ROOT);
        List<JsonNode> lines = board.lines(query + "&limit=3");
        assertThat(lines.stream().filter(line -> line.has("progress")))
                .as("comes while it is looked for: in steps")
                .hasSizeGreaterThan(2);
        for (String next = next(lines, found); next != null; next = next(lines, found)) {
            lines = board.lines(query + "&limit=3&cursor=" + next);
        }
        assertThat(found)
                .extracting(order -> order.path("order_id").asText())
                .containsExactlyInAnyOrder("p-0", "p-1", "p-2", "p-3", "p-4", "p-5", "p-6");
        assertThat(board.json("/api/orders/other-1").at("/records/0").has("source"))
                .as("of a file that is large, the records tell nothing")
                .isFalse();
        JsonNode end = lines.get(lines.size() - 1).path("end");
        assertThat(end.path("whole").asBoolean()).isTrue();

        JsonNode one = found.get(3);
        List<JsonNode> there = new ArrayList<>();
        next(
                board.lines("/api/orders?limit=1&partition=%s&offset=%s"
                        .formatted(one.get("partition"), one.get("offset"))),
                there);
        assertThat(there).containsExactly(one);
        long middle = one.path("time").asLong();
        List<JsonNode> older = new ArrayList<>();
        next(board.lines(query + "&limit=9&before=" + middle), older);
        assertThat(older)
                .containsExactlyInAnyOrderElementsOf(found.stream()
                        .filter(order -> order.path("time").asLong() < middle)
                        .toList());
    }

    /** The cursor of the next page, or null. */
    private static String next(List<JsonNode> lines, List<JsonNode> found) {
        lines.stream().filter(line -> line.has("order")).forEach(line -> found.add(line.path("order")));
        return lines.get(lines.size() - 1).path("end").path("next").textValue();
    }

    @Test
    void each_answer_is_what_the_description_of_the_api_says() throws Exception {
        ApiDescription api = new ApiDescription(board.json("/api/openapi.json"));
        inbox.drop("api.ndjson", order("api-1", "tea") + BAD.formatted("api-2") + BAD.formatted("api-3"));
        awaitState("api-1", "processed");
        awaitState("api-2", "dead_lettered");
        awaitState("api-3", "dead_lettered");
        String letter = board.json("/api/orders/api-3").at("/dead_letters/0/id").asText();
        String these = "{\"letters\":[\"%s\"]".formatted(letter);
        String mended = order("api-2", "tea").strip().replace("\"", "\\\"");
        String letterToMend =
                board.json("/api/orders/api-2").at("/dead_letters/0/id").asText();
        for (String operation : api.operations()) {
            String path = operation.split(" ")[1];
            assertThat(board.ask("OPTIONS", path.replace("{action}", "pause").replaceAll("[{}]", ""), null)
                            .headers()
                            .firstValue("Allow"))
                    .as(path)
                    .contains(operation.startsWith("GET") ? "GET, HEAD, OPTIONS" : allowed(path));
        }

        for (String path :
                List.of("board", "verdict", "orders", "dead-letters", "dead-letters/export", "jobs", "openapi.json")) {
            api.check("GET /api/" + path, board.get("/api/" + path));
        }
        HttpResponse<String> event = board.firstEvent("/api/events");
        api.check("GET /api/events", event);
        api.validate("an event", api.schema("Board"), event.body().substring("data: ".length()));
        for (String query : List.of("limit=0", "before=x", "offset=1", "partition=0&offset=x", "cursor=x")) {
            HttpResponse<String> refused = board.get("/api/orders?" + query);
            assertThat(refused.statusCode()).as(query).isEqualTo(400);
            api.check("GET /api/orders", refused);
        }
        api.check("GET /api/orders/{order_id}", board.get("/api/orders/api-1"));
        api.check("GET /api/orders/{order_id}", board.get("/api/orders/api-3"));
        api.check("GET /api/orders/{order_id}", board.get("/api/orders/nobody"));
        api.check("GET /api/orders/{order_id}", board.get("/api/orders/" + "x".repeat(65)));
        api.check("GET /api/dead-letters", board.get("/api/dead-letters?state=x"));
        api.check("GET /api/dead-letters/{id}", board.get("/api/dead-letters/" + letter));
        api.check("GET /api/dead-letters/{id}", board.get("/api/dead-letters/0-999999"));
        api.check("POST /api/orders/check", board.post("/api/orders/check", order("x", "tea")));
        api.check("POST /api/orders/check", board.post("/api/orders/check", "{"));
        String mend = "/api/dead-letters/" + letterToMend + "/mend";
        api.check("POST /api/dead-letters/{id}/mend", board.post(mend, "{\"order\":\"{}\"}"));
        api.check("POST /api/dead-letters/{id}/mend", board.post(mend, "{\"order\":\"" + mended + "\"}"));
        String setAside = "/api/dead-letters/set-aside";
        api.check("POST " + setAside, board.post(setAside, "no JSON"));
        api.check("POST " + setAside, board.ask("POST", setAside, these + "}", "Content-Type", "text/csv"));
        api.check("POST " + setAside, board.post(setAside, these + ",\"word\":\"a test\"}"));
        api.check("POST /api/dead-letters/reopen", board.post("/api/dead-letters/reopen", these + "}"));
        api.check("POST /api/dead-letters/replay", board.post("/api/dead-letters/replay", these + "}"));
        api.check("GET /api/dead-letters/{id}", board.get("/api/dead-letters/" + letterToMend));
        api.check("GET /api/jobs", board.get("/api/jobs"));
        api.check("GET /api/jobs/{id}", board.get("/api/jobs/1"));
        api.check("GET /api/jobs/{id}", board.get("/api/jobs/x"));
        api.check("POST /api/inbox/{name}", board.post("/api/inbox/api-4.ndjson", order("api-4", "tea")));
        api.check("POST /api/inbox/{name}", board.post("/api/inbox/x.txt", ""));
        api.check("GET /api/routes", board.get("/api/routes"));
        api.check("GET /api/routes/{id}", board.get("/api/routes/track-orders"));
        api.check("GET /api/routes/{id}", board.get("/api/routes/order-errors"));
        for (String action : List.of("pause", "resume", "stop", "start")) {
            api.check("POST /api/routes/{id}/{action}", board.post("/api/routes/publish-order/" + action, ""));
            api.check("POST /api/routes/{id}/{action}", board.post("/api/routes/nobody/" + action, ""));
            api.check("GET /api/routes", board.get("/api/routes"));
        }
        for (String path : List.of("health", "health/live", "health/ready", "metrics")) {
            api.check("GET /observe/" + path, board.get("/observe/" + path));
        }
        api.check("GET /api/groups", board.get("/api/groups"));
        api.check("GET /api/history", board.get("/api/history"));
        api.check("GET /api/history", board.get("/api/history?range=24h"));
        api.check("GET /api/history", board.get("/api/history?range=x"));
        api.check("GET /api/routes/{id}", board.get("/api/routes/process-order"));
        assertThat(api.answered()).isEqualTo(api.operations());
        // what it has begun is over: other tests count
        awaitState("api-2", "processed");
        awaitState("api-4", "processed");
        await().atMost(PATIENCE).until(() -> board.json("/api/orders/api-3")
                .at("/records/0/state")
                .asText()
                .equals("dead_lettered"));
    }

    /** A path of its own may be that of an order or a letter too, where there is none of that name. */
    private static String allowed(String path) {
        return path.matches("/api/(orders|dead-letters)/[a-z-]+") ? "GET, HEAD, OPTIONS, POST" : "OPTIONS, POST";
    }

    @Test
    void another_name_for_this_machine_is_refused() throws Exception {
        Process curl = new ProcessBuilder(
                        "curl",
                        "-s",
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{http_code}",
                        "-H",
                        "Host: rebound.example",
                        board.address().resolve("/api/board").toString())
                .start();

        assertThat(new String(curl.getInputStream().readAllBytes(), UTF_8)).isEqualTo("403");
    }

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
        } finally {
            broker.start();
        }
        awaitStatus(200, READY);
    }

    @Test
    void only_who_knows_the_password_sees_the_board_and_orders_another_program_processed() throws Exception {
        inbox.drop("before.ndjson", order("before-1", "tea"));
        awaitState("before-1", "processed");
        try (OrderflowProcess other = part(folder, "orders.http.host=0.0.0.0", "orders.http.password=päss:word")) {
            BoardClient stranger = new BoardClient(other.awaitBoard());
            BoardClient friend = new BoardClient(stranger.address(), "orders", "päss:word");
            other.awaitLines(1, "Routes startup");

            for (String path :
                    List.of("/", "/board.js", "/api/board", "/api/events", "/observe/metrics", "/observe/health")) {
                assertThat(stranger.status(path)).as(path).isEqualTo(401);
            }
            assertThat(new BoardClient(stranger.address(), "orders", "päss:wore").status("/"))
                    .isEqualTo(401);
            assertThat(stranger.get("/")
                            .headers()
                            .firstValue("WWW-Authenticate")
                            .orElseThrow())
                    .startsWith("Basic realm=");
            assertThat(stranger.status(LIVE)).isEqualTo(200);
            assertThat(stranger.get(READY).body()).doesNotContain(broker.address());
            assertThat(friend.status("/")).isEqualTo(200);
            assertThat(friend.json("/api/orders/before-1").path("state").asText())
                    .isEqualTo("processed");
        }
    }

    @Test
    void a_port_that_is_taken_costs_the_board_and_no_order_and_in_production_the_start() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = "orders.http.port=" + other.getLocalPort();
            try (OrderflowProcess without = part(folder, port)) {
                without.awaitLines(1, "Routes startup");

                assertThat(without.linesWith("WARN"))
                        .filteredOn(line -> line.contains(" board "))
                        .singleElement()
                        .asString()
                        .contains(port
                                + " can't be used on 127.0.0.1 (Address already in use), so there is no order board")
                        .endsWith("The orders flow without it");
                assertThat(without.linesWith("\tat ")).isEmpty();
            }
            try (OrderflowProcess production = OrderflowProcess.start(
                    folder,
                    Map.of("KAFKA_USERNAME", "orders", "KAFKA_PASSWORD", "secret"),
                    port,
                    "camel.main.profile=prod")) {
                assertThat(production.awaitEnd()).isEqualTo(1);
                assertThat(production.linesWith("Can't start: " + port + " can't be used on 127.0.0.1"))
                        .hasSize(1);
            }
        }
    }

    @Test
    void malformed_requests_and_wrong_passwords_cost_a_line_at_most() throws Exception {
        try (OrderflowProcess other = part(folder, "orders.http.password=right")) {
            BoardClient stranger = new BoardClient(other.awaitBoard(), "orders", "wrong");
            other.awaitLines(1, " started in ");
            int before = other.lines().size();
            for (String bytes : List.of(
                    "\0\1\2\r\n\r\n",
                    "GET /%ZZ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                    "GET ?x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                    "GET /" + "x".repeat(9_000) + " HTTP/1.1\r\n\r\n")) {
                try (RawRequest request = new RawRequest(stranger.address(), bytes)) {
                    assertThat(request.answer()).containsPattern("^HTTP/1.\\d 4\\d\\d ");
                }
            }
            assertThat(stranger.status("/")).isEqualTo(401);
            assertThat(stranger.status("/")).isEqualTo(401);

            assertThat(other.lines().subList(before, other.lines().size()))
                    .singleElement()
                    .asString()
                    .endsWith("A wrong user or password from 127.0.0.1");
        }
    }
}
