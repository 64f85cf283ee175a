package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderflow.kafka.DeadLetterHeaders;
import io.orderflow.kafka.SourceHeader;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;

/** What the order board tells other programs of orders, files and routes, and what they can do there. */
class BoardIT extends BoardProgram {

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

    private static long grown(JsonNode before, JsonNode now, String total) {
        return now.at("/totals/" + total).asLong() - before.path(total).asLong();
    }

    @Test
    void a_route_is_paused_and_saved_by_hand_and_what_comes_meanwhile_is_processed_later() throws Exception {
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
        assertThat(board.posted("/api/routes/process-order/stop", "")
                        .at("/route/state")
                        .asText())
                .isEqualTo("Stopped");
        inbox.drop("stopped.ndjson", order("stopped-1", "tea"));
        awaitState("stopped-1", "received");
        assertThat(board.post("/api/routes/process-order/start", "").statusCode())
                .isEqualTo(200);
        awaitState("stopped-1", "processed");
        for (String what : List.of(
                "paused track-orders", "resumed track-orders", "stopped process-order", "started process-order")) {
            program.awaitLines(1, "somebody at 127.0.0.1: " + what);
            assertThat(program.linesWith("somebody at 127.0.0.1: " + what)).hasSize(1);
        }
        JsonNode step = board.json("/api/routes/process-order").at("/shape/steps/0");
        assertThat(step.path("kind").asText()).isEqualTo("log");
        assertThat(step.path("exchanges").asInt())
                .as("those since it was started")
                .isEqualTo(1);
        assertThat(step.path("p99_millis").asDouble()).isPositive();
        JsonNode reader = board.json("/api/routes/track-orders").path("shape");
        for (String each : List.of("/steps/0", "/steps/1", "/steps/1/steps/0")) {
            assertThat(reader.at(each + "/exchanges").asInt())
                    .as(each + ": those since it was saved")
                    .isEqualTo(2);
            assertThat(reader.at(each + "/failures").asInt()).isZero();
            assertThat(reader.at(each + "/p99_millis").asDouble()).isPositive();
        }
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
        assertThat(fromTopic.at("/dead_letters/0/state").asText()).isEqualTo("open");
        awaitState("bad-3", "dead_lettered");
        awaitState("bad-2", "dead_lettered");
        JsonNode fromFile = board.json("/api/orders/bad-2");
        assertThat(fromFile.at("/dead_letters/0/source").asText()).isEqualTo("bad.ndjson, line 1");
        assertThat(fromFile.path("records")).isEmpty();
        assertThat(fromFile.has("order")).isFalse();
        assertThat(fromFile.path("payload").asText() + "\n").isEqualTo(BAD.formatted("bad-2"));
        assertThat(fromFile.path("headers").findValuesAsText("name")).contains(DeadLetterHeaders.REASON);

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
    void what_can_be_read_has_a_head_and_what_is_put_into_the_inbox_a_harmless_name() throws Exception {
        for (String path : List.of(
                "/",
                "/api/board",
                "/api/verdict",
                "/observe/health/live",
                "/api/orders/nobody",
                "/api/orders",
                "/api/orders?limit=0",
                "/api/orders?partition=99",
                "/api/dead-letters/export",
                "/api/dead-letters/export?state=x")) {
            HttpResponse<String> head = board.head(path);
            assertThat(head.statusCode()).as(path).isEqualTo(board.status(path));
            assertThat(head.body()).isEmpty();
        }
        for (String name : List.of("..%2Fx.json", ".x.json", "x.txt", "a%5Cb.json", "a%0Ab.json", "a%FF.json")) {
            assertThat(board.post("/api/inbox/" + name, "{}").statusCode())
                    .as(name)
                    .isEqualTo(422);
        }
        String item = "posted " + UUID.randomUUID();
        assertThat(board.post("/api/inbox/posted.ndjson", order("posted-1", item))
                        .statusCode())
                .isEqualTo(201);
        awaitState("posted-1", "processed");
        program.awaitLines(1, "somebody at 127.0.0.1: put posted.ndjson into the inbox");
        assertThat(inbox.done("posted.ndjson")).exists();
        assertThat(board.post("/api/inbox/large.ndjson", " ".repeat(1_100_000)).statusCode())
                .isEqualTo(413);
        assertThat(inbox.file("large.ndjson")).doesNotExist();
        // it has no end yet, and so is not read
        assertThat(board.post("/api/inbox/stays.json", "[").statusCode()).isEqualTo(201);
        HttpResponse<String> taken = board.post("/api/inbox/stays.json", "[" + order("posted-2", item) + "]");
        assertThat(taken.statusCode()).isEqualTo(409);
        assertThat(taken.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(taken.body()).contains("There is a file of that name in the inbox");
        assertThat(inbox.file("stays.json")).hasContent("[");
        Files.delete(inbox.file("stays.json"));
        assertThat(inbox.folder()).isDirectoryNotContaining("glob:**.upload");
    }

    @Test
    void orders_are_looked_for_by_page_and_from_an_offset_or_time_however_old_they_are() throws Exception {
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
        JsonNode old = board.json("/api/orders/p-0");
        assertThat(old.path("order_id").asText()).as("beyond the first step").isEqualTo("p-0");
        assertThat(old.path("state").asText()).isEqualTo("processed");
        assertThat(old.path("records")).hasSize(1);
        JsonNode end = lines.get(lines.size() - 1).path("end");
        assertThat(end.path("whole").asBoolean()).isTrue();

        List<JsonNode> none = board.lines("/api/orders?q=nobody%20has%20ordered%20this");
        List<Long> times = new KafkaTopic(broker.address(), "orders")
                .records().stream().map(ConsumerRecord::timestamp).toList();
        JsonNode all = none.get(none.size() - 1).path("end");
        assertThat(all.path("whole").asBoolean()).isTrue();
        assertThat(all.path("looked").asInt()).isEqualTo(times.size());
        assertThat(all.path("oldest").asLong()).isEqualTo(Collections.min(times));
        List<JsonNode> progress = none.subList(0, none.size() - 1);
        assertThat(progress)
                .extracting(line -> line.at("/progress/looked").asInt())
                .isSorted()
                .startsWith(0)
                .endsWith(times.size());
        assertThat(progress.subList(1, progress.size()))
                .extracting(line -> line.at("/progress/oldest").asLong())
                .isSortedAccordingTo(Comparator.reverseOrder())
                .endsWith(Collections.min(times));

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
        for (String query : List.of(
                "limit=0",
                "before=x",
                "before=%2B999999999-12-31T23:59:59Z",
                "offset=1",
                "partition=0&offset=x",
                "partition=3",
                "partition=99&offset=5",
                "cursor=0-1.99-5",
                "cursor=x")) {
            HttpResponse<String> refused = board.get("/api/orders?" + query);
            assertThat(refused.statusCode()).as(query).isEqualTo(400);
            api.check("GET /api/orders", refused);
        }
        assertThat(board.json("/api/orders?partition=99").path("detail").asText())
                .isEqualTo("There is no partition 99 in the topic orders: it has 0 to 2");
        assertThat(board.lines("/api/orders?before=1900-01-01T00:00:00Z"))
                .last()
                .satisfies(end -> assertThat(end.at("/end/whole").asBoolean()).isTrue());
        api.check("GET /api/orders/{order_id}", board.get("/api/orders/api-1"));
        api.check("GET /api/orders/{order_id}", board.get("/api/orders/api-3"));
        api.check("GET /api/orders/{order_id}", board.get("/api/orders/nobody"));
        api.check("GET /api/orders/{order_id}", board.get("/api/orders/" + "x".repeat(65)));
        JsonNode record = board.json("/api/orders/api-1").at("/records/0");
        String file = "/api/orders/api-1/file?partition=%s&offset=%s";
        for (String path : List.of(
                file.formatted(record.path("partition"), record.path("offset")),
                file.formatted(record.path("partition"), 999_999),
                file.formatted(99, 0),
                file.formatted("x", 0),
                "/api/orders/api-1/file")) {
            api.check("GET /api/orders/{order_id}/file", board.get(path));
        }
        api.check("GET /api/dead-letters", board.get("/api/dead-letters?state=x"));
        api.check("GET /api/dead-letters/{id}", board.get("/api/dead-letters/" + letter));
        api.check("GET /api/dead-letters/{id}", board.get("/api/dead-letters/0-999999"));
        api.check("POST /api/orders/check", board.post("/api/orders/check", order("x", "tea")));
        api.check("POST /api/orders/check", board.post("/api/orders/check", "{"));
        for (String query : List.of("letter=x", "letter=0-999999", "letter=" + letterToMend, "as=file", "as=letter")) {
            api.check("POST /api/orders/check", board.post("/api/orders/check?" + query, order("x", "tea")));
        }
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

    @Test
    void an_order_is_checked_as_it_may_stand_in_a_file_and_in_the_place_of_a_letter() throws Exception {
        String check = "/api/orders/check";
        String withoutId = "{\"user\":\"lucy\",\"item\":\"tea\",\"quantity\":1}";
        assertThat(board.posted(check, withoutId).path("detail").asText()).startsWith("order_id is missing");
        assertThat(board.posted(check + "?as=file", withoutId).path("valid").asBoolean())
                .isTrue();
        assertThat(board.posted(check + "?as=file", withoutId.replace("lucy", "  "))
                        .path("detail")
                        .asText())
                .startsWith("user is ");

        inbox.drop("checked.ndjson", BAD.formatted("checked-1"));
        awaitState("checked-1", "dead_lettered");
        String inPlace = check + "?letter="
                + board.json("/api/orders/checked-1").at("/dead_letters/0/id").asText();
        assertThat(board.posted(inPlace, order("checked-1", "tea"))
                        .path("valid")
                        .asBoolean())
                .isTrue();
        JsonNode other = board.posted(inPlace, order("checked-2", "tea"));
        assertThat(other.path("valid").asBoolean()).isFalse();
        assertThat(other.path("detail").asText()).isEqualTo("order_id must stay as it was: checked-1");
        assertThat(board.post(check + "?letter=0-999999", order("checked-1", "tea"))
                        .statusCode())
                .isEqualTo(404);
    }

    /** A path of its own may be that of an order or a letter too, where there is none of that name. */
    private static String allowed(String path) {
        return path.matches("/api/(orders|dead-letters)/[a-z-]+") ? "GET, HEAD, OPTIONS, POST" : "OPTIONS, POST";
    }
}
