package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderflow.kafka.DeadLetterHeaders;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be done with dead letters, and that each copy of the program knows of it. */
class LettersIT {

    private static final Duration PATIENCE = OrderflowProcess.PATIENCE;

    @TempDir
    Path brokerFolder;

    @TempDir
    Path folder;

    private LocalBroker broker;
    private OwnTopics topics;
    private OrderflowProcess program;
    private BoardClient board;

    @BeforeEach
    void start() throws Exception {
        broker = LocalBroker.in(brokerFolder);
        topics = OwnTopics.on(broker.address());
        program = copy();
        board = new BoardClient(program.awaitBoard());
    }

    @AfterEach
    void stop() {
        program.close();
        broker.close();
    }

    /** One that looks at topics and does nothing with orders: what is sent to them stays to be looked at. */
    private OrderflowProcess copy() throws Exception {
        return topics.start(folder, "orders.tracker.enabled=false").awaitLines(1, "Routes startup");
    }

    private void send(Stream<String> orders, String reason) {
        List<Header> headers = List.of(
                new RecordHeader(DeadLetterHeaders.REASON, reason.getBytes(UTF_8)),
                new RecordHeader("trace", "abc".getBytes(UTF_8)));
        try (KafkaProducer<byte[], byte[]> producer = topics.producer(Map.of())) {
            orders.forEach(order -> producer.send(new ProducerRecord<>(
                    topics.letters().name(), null, "lucy".getBytes(UTF_8), order.getBytes(UTF_8), headers)));
        }
    }

    private static String order(int number) {
        return Orders.json("o-" + number, "lucy", "tea", 1);
    }

    private void awaitCount(BoardClient client, String state, int count) {
        await(state).atMost(PATIENCE).until(() -> {
            // who asks for the board has Kafka looked at: else that is done every few seconds
            client.get("/api/board");
            return counts(client, state, count);
        });
    }

    private static boolean counts(BoardClient client, String state, int count) throws Exception {
        JsonNode letters = client.json("/api/dead-letters");
        return letters.at("/counts/" + state).asInt() == count
                && letters.path("complete").asBoolean();
    }

    /** The number on top of the page. */
    private int openOnTheBoard() throws Exception {
        return board.json("/api/board").at("/dead_letters/count").asInt(-1);
    }

    private List<ConsumerRecord<byte[], byte[]>> orders() {
        return topics.orders().records();
    }

    @Test
    void letters_are_grouped_replayed_once_mended_and_set_aside_and_every_copy_knows_it() throws Exception {
        send(IntStream.range(0, 3).mapToObj(LettersIT::order), "quantity is the text \"2\"; a number is wanted");
        send(Stream.of("{\"order_id\":\"bad\",\"user\":\"lucy\"}"), "quantity is the text \"7\"; a number is wanted");
        send(Stream.of("<b>no order</b>", order(9)), "the bank is closed");
        awaitCount(board, "open", 6);
        assertThat(openOnTheBoard()).isEqualTo(6);
        JsonNode page = board.json("/api/dead-letters?limit=2");
        assertThat(page.path("groups").findValuesAsText("reason"))
                .containsExactly("quantity is the text …; a number is wanted", "the bank is closed");
        assertThat(page.path("letters").findValuesAsText("value")).containsExactly(order(9), "<b>no order</b>");
        JsonNode second = board.json(
                "/api/dead-letters?limit=4&cursor=" + page.path("next").asText());
        assertThat(second.path("letters")).hasSize(4);
        assertThat(second.path("next").isMissingNode()).isTrue();

        String first = second.at("/letters/3/id").asText();
        JsonNode whole = board.json("/api/dead-letters/" + first);
        assertThat(whole.path("payload").asText()).isEqualTo(order(0));
        assertThat(whole.path("headers").findValuesAsText("name")).containsExactly("dead-letter.reason", "trace");

        // two at the same time
        String thisOne = "{\"letters\":[\"%s\"]}".formatted(first);
        List<CompletableFuture<JsonNode>> both = Stream.of(1, 2)
                .map(i -> CompletableFuture.supplyAsync(() -> posted("/api/dead-letters/replay", thisOne)))
                .toList();
        assertThat(both.stream()
                        .mapToInt(job -> job.join().path("done").asInt())
                        .sum())
                .isEqualTo(1);
        assertThat(orders()).hasSize(1);
        assertThat(orders().get(0).value()).isEqualTo(order(0).getBytes(UTF_8));
        assertThat(orders().get(0).headers().toArray())
                .extracting(Header::key)
                .containsExactly("trace", DeadLetterHeaders.REPLAYS);

        program.awaitLines(2, "somebody at 127.0.0.1: begins to replay dead letter " + first);
        program.awaitLines(1, "somebody at 127.0.0.1: replayed dead letter " + first);
        assertThat(openOnTheBoard()).as("one was replayed").isEqualTo(5);

        String bad = second.at("/letters/0/id").asText();
        assertThat(board.post("/api/dead-letters/" + bad + "/mend", "{\"order\":\"{}\"}")
                        .statusCode())
                .isEqualTo(422);
        HttpResponse<String> otherId =
                board.post("/api/dead-letters/" + bad + "/mend", "{\"order\":" + quoted(order(5)) + "}");
        assertThat(otherId.statusCode()).isEqualTo(422);
        assertThat(otherId.body()).contains("order_id must stay as it was: bad");
        String mended = order(5).replace("o-5", "bad");
        assertThat(board.posted("/api/dead-letters/" + bad + "/mend", "{\"order\":" + quoted(mended) + "}")
                        .path("done")
                        .asInt())
                .isEqualTo(1);
        assertThat(orders()).hasSize(2);
        assertThat(new String(
                        orders().get(1)
                                .headers()
                                .lastHeader(DeadLetterHeaders.MENDED)
                                .value(),
                        UTF_8))
                .isEqualTo(bad);
        program.awaitLines(1, "somebody at 127.0.0.1: begins to mend and send dead letter " + bad);
        program.awaitLines(1, "somebody at 127.0.0.1: mended and sent dead letter " + bad);

        String group = page.at("/groups/1/id").asText();
        assertThat(board.post("/api/dead-letters/set-aside", "{\"group\":\"" + group + "\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(board.posted(
                                "/api/dead-letters/set-aside",
                                "{\"group\":\"" + group + "\",\"word\":\"test \\u001b[2Jdata\"}")
                        .path("done")
                        .asInt())
                .isEqualTo(2);
        program.awaitLines(1, "somebody at 127.0.0.1: begins to set aside 2 dead letters: \"test \\u001b[2Jdata\"");
        assertThat(openOnTheBoard()).as("one was mended, two set aside").isEqualTo(2);
        program.awaitLines(1, "somebody at 127.0.0.1: set aside 2 dead letters of 2: \"test \\u001b[2Jdata\"");

        try (OrderflowProcess other = copy()) {
            BoardClient otherBoard = new BoardClient(other.awaitBoard());
            awaitCount(otherBoard, "open", 2);
            awaitCount(otherBoard, "set_aside", 2);
            JsonNode known = otherBoard.json("/api/dead-letters?state=set_aside");
            assertThat(known.at("/letters/0/action/by").asText()).isEqualTo("somebody at 127.0.0.1");
            assertThat(new BoardClient(otherBoard.address())
                            .posted("/api/dead-letters/replay", thisOne)
                            .path("skipped")
                            .asInt())
                    .isEqualTo(1);
            String aside = known.at("/letters/0/id").asText();
            assertThat(otherBoard
                            .posted("/api/dead-letters/reopen", "{\"letters\":[\"" + aside + "\"]}")
                            .path("done")
                            .asInt())
                    .isEqualTo(1);
            other.awaitLines(1, "somebody at 127.0.0.1: begins to open again dead letter " + aside);
            other.awaitLines(1, "somebody at 127.0.0.1: opened again dead letter " + aside);
            // though nobody looks
            await().atMost(PATIENCE).until(() -> counts(board, "open", 3));
        }
        // of the first group one was replayed, one mended: two are left
        int sent = orders().size();
        assertThat(board.posted(
                                "/api/dead-letters/replay",
                                "{\"group\":\"" + page.at("/groups/0/id").asText() + "\"}")
                        .path("done")
                        .asInt())
                .isEqualTo(2);
        assertThat(orders().subList(sent, sent + 2))
                .extracting(record -> new String(record.value(), UTF_8))
                .containsExactly(order(1), order(2));
        awaitCount(board, "open", 1);
        assertThat(openOnTheBoard()).isEqualTo(1);
        assertThat(board.get("/api/dead-letters/export?state=replayed").body().lines())
                .hasSize(3)
                .allSatisfy(letter -> assertThat(letter).contains("\"state\":\"replayed\"", "\"trace\""));
        assertThat(board.status("/api/dead-letters/0-999999")).isEqualTo(404);
        assertThat(board.status("/api/dead-letters/x")).isEqualTo(400);
        assertThat(board.status("/api/dead-letters?state=x")).isEqualTo(400);
    }

    @Test
    void each_of_a_thousand_letters_is_exported_with_the_bytes_that_it_has() throws Exception {
        Random random = new Random(7);
        Map<String, ProducerRecord<byte[], byte[]>> sent = new HashMap<>();
        try (KafkaProducer<byte[], byte[]> producer = topics.producer(Map.of())) {
            for (int i = 0; i < 1_100; i++) {
                byte[] bytes = new byte[random.nextInt(2_000)];
                random.nextBytes(bytes);
                byte[] value = i % 3 == 0 ? bytes : (order(i) + " ä \u001b[2J\u202e\n" + "x".repeat(i)).getBytes(UTF_8);
                ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(
                        topics.letters().name(),
                        null,
                        i % 5 == 0 ? null : ("user " + i % 7).getBytes(UTF_8),
                        i % 11 == 0 ? null : value,
                        List.of(
                                new RecordHeader(DeadLetterHeaders.REASON, "the bank is closed".getBytes(UTF_8)),
                                new RecordHeader("number \u0007 " + i, i % 2 == 0 ? bytes : null),
                                new RecordHeader("number \u0007 " + i, "again".getBytes(UTF_8))));
                RecordMetadata place = producer.send(letter).get();
                sent.put(place.partition() + "-" + place.offset(), letter);
            }
        }
        awaitCount(board, "open", sent.size());

        List<JsonNode> exported = board.lines("/api/dead-letters/export");
        assertThat(exported).hasSize(sent.size());
        for (JsonNode letter : exported) {
            ProducerRecord<byte[], byte[]> known = sent.remove(letter.path("id").asText());
            JsonNode payload = letter.path("payload");
            assertThat(payload.isTextual() ? payload.asText().getBytes(UTF_8) : bytes(letter.path("payload_base64")))
                    .isEqualTo(known.value());
            assertThat(readable(letter.path("key"))).isEqualTo(known.key());
            List<Header> headers = new ArrayList<>();
            letter.path("headers")
                    .forEach(header -> headers.add(
                            new RecordHeader(header.path("name").asText(), readable(header.path("value")))));
            assertThat(headers).containsExactly(known.headers().toArray());
        }
        assertThat(sent).isEmpty();
    }

    private static byte[] bytes(JsonNode base64) {
        return base64.isMissingNode() ? null : Base64.getDecoder().decode(base64.asText());
    }

    private static byte[] readable(JsonNode value) {
        if (value.isMissingNode()) {
            return null;
        }
        return value.asText().startsWith("base64:")
                ? Base64.getDecoder().decode(value.asText().substring(7))
                : value.asText().getBytes(UTF_8);
    }

    @Test
    void an_order_with_a_letter_is_shown_as_dead_lettered_however_many_came_since() throws Exception {
        int count = 20;
        topics.orders().sendAll("lucy", IntStream.range(0, count).mapToObj(i -> order(i).getBytes(UTF_8)));
        List<ConsumerRecord<byte[], byte[]>> orders = orders();
        try (KafkaProducer<byte[], byte[]> producer = topics.producer(Map.of())) {
            // the newest order's letter is the oldest one
            for (int i = count - 1; i >= 0; i--) {
                producer.send(letterOf(orders.get(i)));
            }
        }
        commitAll(orders.get(count - 1));

        List<JsonNode> lines = board.lines("/api/orders?limit=50");
        assertThat(lines.stream().filter(line -> line.has("order")).map(line -> line.at("/order/state")
                        .asText()))
                .hasSize(count)
                .containsOnly("dead_lettered");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        board.json("/api/board").path("latest").findValuesAsText("state"))
                .hasSize(15)
                .containsOnly("dead_lettered"));
    }

    private ProducerRecord<byte[], byte[]> letterOf(ConsumerRecord<byte[], byte[]> order) {
        Map<String, Object> values = Map.of(
                DeadLetterHeaders.REASON, "the bank is closed",
                DeadLetterHeaders.TOPIC, order.topic(),
                DeadLetterHeaders.PARTITION, order.partition(),
                DeadLetterHeaders.OFFSET, order.offset(),
                DeadLetterHeaders.TIMESTAMP, order.timestamp());
        List<Header> headers = new ArrayList<>();
        values.forEach((name, value) ->
                headers.add(new RecordHeader(name, value.toString().getBytes(UTF_8))));
        return new ProducerRecord<>(topics.letters().name(), null, order.key(), order.value(), headers);
    }

    /** As the tracker does where all are done. */
    private void commitAll(ConsumerRecord<byte[], byte[]> last) throws Exception {
        topics.orders().commit(topics.group(), last.partition(), last.offset() + 1);
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\"", "\\\"") + "\"";
    }

    private JsonNode posted(String path, String body) {
        try {
            return board.posted(path, body);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** With {@code -Dletters=100000} it is many. */
    @Test
    void thousands_are_replayed_each_once_and_in_order_though_kafka_goes_away_meanwhile() throws Exception {
        int count = Integer.getInteger("letters", 10_000);
        send(IntStream.range(0, count).mapToObj(LettersIT::order), "the bank is closed");
        awaitCount(board, "open", count);
        for (String notTrue : new String[] {"1", "\"true\"", "{}"}) {
            assertThat(board.post("/api/dead-letters/replay", "{\"all\":" + notTrue + "}")
                            .statusCode())
                    .isEqualTo(400);
        }
        for (String action : new String[] {"replay", "set-aside", "reopen"}) {
            HttpResponse<String> unknown =
                    board.post("/api/dead-letters/" + action, "{\"group\":\"zzz\",\"word\":\"a test\"}");
            assertThat(unknown.statusCode()).isEqualTo(404);
            assertThat(unknown.body()).contains("There is no group zzz");
        }
        JsonNode begun = board.posted("/api/dead-letters/replay", "{\"all\":true}");
        assertThat(begun.path("total").asInt()).isEqualTo(count);
        String job = "/api/jobs/" + begun.path("id").asText();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> board.json(job).path("done").asInt() > 0);
        broker.stop();
        assertThat(board.json(job).path("state").asText()).isEqualTo("running");
        broker.start();

        List<Integer> progress = new ArrayList<>();
        await().atMost(PATIENCE.multipliedBy(3))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    JsonNode now = board.json(job);
                    progress.add(now.path("done").asInt());
                    return now.path("state").asText().equals("done");
                });
        assertThat(progress).isSorted();
        assertThat(progress.stream().distinct()).hasSizeGreaterThan(3);
        assertThat(board.json(job).path("done").asInt()).isEqualTo(count);
        assertThat(orders())
                .extracting(record -> new String(record.value(), UTF_8))
                .containsExactlyElementsOf(
                        IntStream.range(0, count).mapToObj(LettersIT::order).toList());
        awaitCount(board, "replayed", count);
    }

    @Test
    void each_is_sent_once_though_of_two_copies_one_stands_still_and_dies_in_the_middle() throws Exception {
        int count = 10_000;
        send(IntStream.range(0, count).mapToObj(LettersIT::order), "the bank is closed");
        try (OrderflowProcess other = copy()) {
            BoardClient otherBoard = new BoardClient(other.awaitBoard());
            awaitCount(otherBoard, "open", count);
            awaitCount(board, "open", count);
            board.posted("/api/dead-letters/replay", "{\"all\":true}");
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> !orders().isEmpty());
            program.freeze();

            JsonNode job = otherBoard.posted("/api/dead-letters/replay", "{\"all\":true}");
            String path = "/api/jobs/" + job.path("id").asText();
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> otherBoard.json(path).path("done").asInt() > 0);
            program.thaw();
            assertThat(board.json("/api/jobs/1").path("state").asText()).isNotEqualTo("failed");
            program.kill();
            await().atMost(PATIENCE)
                    .until(() -> otherBoard.json(path).path("state").asText().equals("done"));
            awaitCount(otherBoard, "replayed", count);
        }
        assertThat(orders())
                .extracting(record -> new String(record.value(), UTF_8))
                .containsExactlyElementsOf(
                        IntStream.range(0, count).mapToObj(LettersIT::order).toList());
    }
}
