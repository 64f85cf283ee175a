package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.orderflow.kafka.DeadLetterHeaders;
import io.orderflow.observe.RawRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text that anyone writes, wherever he may write it, stays text: in the log, in the files beside it, and in the API. */
class StrangersTextIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_LINE = 10_100;
    private static final int LONGEST_NAME = 235;
    private static final int LARGEST_ANSWER = 2_000_000;

    /** What a terminal obeys, a browser runs, or a log takes for a line of its own. */
    private static final List<String> TEXTS = List.of(
            "\u001b[2J\u001b[41mRED",
            "a\n04:33:33.333 ERROR board                Kafka is lost",
            "b\r\nSet-Cookie: c=d",
            "\u202eright to left\u2066",
            "\u2028line\u2029paragraph",
            "\u009b31m\u0085",
            "\u0000\u0007\u007f",
            "<script>alert(1)</script>",
            "${body} {{a}} ${jndi:ldap://localhost/a}",
            "x".repeat(900_000));

    private static final String STEP = Steps.processOrder(
            Steps.LOG,
            """
            - choice:
                when:
                  - expression:
                      simple:
                        expression: ${body.quantity} == 13
                    steps:
                      - throwException:
                          exceptionType: java.lang.IllegalStateException
                          message: "${body.item} ${body.user} ${body.note} ${header.note}"
            """);

    private static final Pattern LINE =
            Pattern.compile("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} (INFO |WARN |ERROR) \\S+ +\\S.*");
    private static final Pattern OBEYED = Pattern.compile("[\\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]");

    @TempDir
    private Path folder;

    @Test
    void text_of_strangers_stays_text_in_the_log_in_files_and_in_the_api() throws Exception {
        String brokers = "localhost:" + OrderflowProcess.freePort();
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        OrderflowProcess.copyRoutes(folder.resolve("routes"), STEP);
        try (OrderflowProcess program = OrderflowProcess.start(
                folder,
                "camel.component.kafka.brokers=" + brokers,
                "orders.generator.enabled=false",
                "orders.retry.attempts=1",
                "orders.retry.delay=1",
                "orders.inbox.patience=500",
                "orderflow.log.file=all.log")) {
            program.awaitLines(1, "🟢");
            BoardClient board = new BoardClient(program.awaitBoard());
            KafkaTopic orders = new KafkaTopic(brokers, "orders");
            try (Producer<byte[], byte[]> producer = new OwnTopics(brokers, "orders").producer(Map.of())) {
                for (int i = 0; i < TEXTS.size(); i++) {
                    drop(inbox, i, TEXTS.get(i));
                    send(orders, producer, TEXTS.get(i));
                    sendLetter(new KafkaTopic(brokers, "orders-dead-letter"), producer, TEXTS.get(i));
                    ask(board, TEXTS.get(i));
                }
            }
            program.awaitLines(1, "Delivered 1 order from last.json to orders");
            await().atMost(Duration.ofSeconds(60)).until(() -> orders.lag("order-tracker") == 0);
            checkAnswers(board);
            assertThat(program.stop()).isZero();

            check(program.lines());
            assertThat(program.lines()).anyMatch(line -> line.contains("🔁 ") && line.contains("RED"));
        }
        check(Files.readAllLines(folder.resolve("all.log")).stream()
                .map(line -> line.replaceFirst("^\\S+ ", ""))
                .toList());
        try (Stream<Path> files = Files.walk(inbox)) {
            List<Path> reasons = files.filter(file -> file.toString().endsWith(".errors.txt"))
                    .toList();
            assertThat(reasons).hasSizeGreaterThanOrEqualTo(TEXTS.size());
            for (Path file : reasons) {
                assertThat(Files.readAllLines(file)).allSatisfy(StrangersTextIT::checkText);
            }
        }
    }

    /** As a file's name, in its fields, the names of its columns and its cells. */
    private static void drop(Path inbox, int number, String text) throws IOException {
        String name = number + text.replaceAll("[/\\\\\0]", "_").substring(0, Math.min(LONGEST_NAME, text.length()));
        Path draft = Files.writeString(inbox.resolve(".draft"), String.join("\n", records(text)));
        Files.move(draft, inbox.resolve(name + ".ndjson"));
        String cell = '"' + text.replace("\"", "\"\"") + '"';
        Files.writeString(
                draft, "user,item,quantity,%s\n%s,%s,1,%s\na,b,%s,c\n".formatted(cell, cell, cell, cell, cell));
        Files.move(draft, inbox.resolve(name + ".csv"));
        Files.writeString(draft, text);
        Files.move(draft, inbox.resolve("plain-" + number + ".json"));
        if (number == TEXTS.size() - 1) {
            Files.writeString(draft, order("last", "a", "b", "1", ""));
            Files.move(draft, inbox.resolve("last.json"));
        }
    }

    /** As a key, in headers' names and values, and in each field. */
    private static void send(KafkaTopic orders, Producer<byte[], byte[]> producer, String text) throws Exception {
        String header = text.substring(0, Math.min(10_000, text.length()));
        for (String record : records(text)) {
            orders.send(
                    producer,
                    header,
                    record.getBytes(UTF_8),
                    new RecordHeader("note", header.getBytes(UTF_8)),
                    new RecordHeader(header, header.getBytes(UTF_8)),
                    new RecordHeader("CamelFileName", header.getBytes(UTF_8)));
        }
        orders.send(
                producer,
                "k",
                text.getBytes(UTF_8),
                new RecordHeader(DeadLetterHeaders.REPLAYS, header.getBytes(UTF_8)));
        byte[] small = order("small", "a", "b", "1", "").getBytes(UTF_8);
        orders.send(producer, text, small);
        orders.send(producer, "k", small, new RecordHeader("note", text.getBytes(UTF_8)));
    }

    private static List<String> records(String text) throws IOException {
        String json = JSON.writeValueAsString(text);
        String in = json.substring(1, json.length() - 1);
        String shortened = in.substring(0, Math.min(in.length(), 50));
        return List.of(
                order(shortened, shortened, shortened, "1", ""),
                order("again " + shortened.hashCode(), shortened, shortened, "13", ",\"note\":" + json),
                order(in, "a", "b", "1", ""),
                order("a", in, "b", "1", ""),
                order("a", "b", in, "1", ""),
                order("a", "b", "c", json, ""),
                order("a", "b", "c", "\"1\"", "," + json + ":1"));
    }

    private static String order(String id, String user, String item, String quantity, String more) {
        return "{\"order_id\":\"%s\",\"user\":\"%s\",\"item\":\"%s\",\"quantity\":%s%s}"
                .formatted(id, user, item, quantity, more);
    }

    /** As a producer's own, whose headers say what the program's would say. */
    private static void sendLetter(KafkaTopic letters, Producer<byte[], byte[]> producer, String text)
            throws Exception {
        byte[] header = text.substring(0, Math.min(10_000, text.length())).getBytes(UTF_8);
        letters.send(
                producer,
                "a",
                text.getBytes(UTF_8),
                new RecordHeader(DeadLetterHeaders.REASON, header),
                new RecordHeader(DeadLetterHeaders.TOPIC, header),
                new RecordHeader(DeadLetterHeaders.FILE, header),
                new RecordHeader(DeadLetterHeaders.OFFSET, header));
    }

    /** In a path, a query, a header, a file's name and a word. */
    private static void ask(BoardClient board, String text) throws Exception {
        String path = URLEncoder.encode(text.substring(0, Math.min(20_000, text.length())), UTF_8)
                .replace("+", "%20");
        for (String url : List.of(
                "/" + path,
                "/api/orders/" + path,
                "/api/orders?q=" + path,
                "/api/dead-letters?group=" + path,
                "/api/dead-letters/" + path,
                "/api/jobs/" + path,
                "/api/dead-letters?state=" + path)) {
            checkAnswer(board.get(url));
        }
        checkAnswer(board.post("/api/inbox/" + path, order("a", "b", "c", "1", "")));
        checkAnswer(board.post("/api/inbox/" + path + ".json", order("a", "b", "c", "1", "")));
        checkAnswer(board.post("/api/orders/check", text));
        String word = JSON.writeValueAsString(text.substring(0, Math.min(1_000, text.length())));
        checkAnswer(board.post("/api/dead-letters/set-aside", "{\"letters\":[\"0-0\"],\"word\":" + word + "}"));
        checkAnswer(board.post("/api/dead-letters/0-0/mend", "{\"order\":" + word + "}"));
        for (String header : List.of("Host", "Authorization", "Origin", "User-Agent", "Orderflow-Action")) {
            try (RawRequest request = new RawRequest(
                    board.address(),
                    "GET /api/board HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s: %s\r\n\r\n"
                            .formatted(header, text.substring(0, Math.min(5_000, text.length()))))) {
                assertThat(request.answer())
                        .satisfiesAnyOf(answer -> assertThat(answer).isEmpty(), answer -> assertThat(answer)
                                .startsWith("HTTP/1."));
            }
        }
    }

    private static void checkAnswers(BoardClient board) throws Exception {
        for (String path : List.of(
                "/api/board",
                "/api/verdict",
                "/api/orders?limit=500",
                "/api/dead-letters?limit=200",
                "/api/dead-letters/0-0",
                "/api/jobs",
                "/observe/health",
                "/observe/metrics")) {
            HttpResponse<String> answer = board.get(path);
            checkAnswer(answer);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
        }
    }

    private static void checkAnswer(HttpResponse<String> answer) {
        URI uri = answer.uri();
        assertThat(answer.statusCode()).as(uri.toString()).isBetween(200, 499);
        assertThat(answer.body().length()).as(uri.toString()).isLessThan(LARGEST_ANSWER);
        assertThat(OBEYED.matcher(answer.body().replaceAll("[\r\n]", "")).find())
                .as(() -> uri + " " + answer.body())
                .isFalse();
        assertThat(answer.headers().map()).as(uri.toString()).doesNotContainKey("set-cookie");
        for (Map.Entry<String, List<String>> header : answer.headers().map().entrySet()) {
            assertThat(header.getValue()).allSatisfy(value -> assertThat(value).doesNotContainPattern("\\p{Cc}"));
        }
        if (!answer.body().isEmpty()) {
            assertThat(answer.headers().firstValue("content-type").orElse(""))
                    .as(uri.toString())
                    .matches("(application/(problem\\+)?json|application/x-ndjson|text/plain).*");
        }
    }

    private static void check(List<String> lines) {
        assertThat(lines).allSatisfy(StrangersTextIT::checkText);
        assertThat(lines.stream().filter(line -> !LINE.matcher(line).matches())).isEmpty();
        assertThat(lines.stream().filter(line -> line.contains("ERROR ")))
                .noneMatch(line -> line.startsWith("04:33:33"));
    }

    private static void checkText(String line) {
        assertThat(OBEYED.matcher(line).find()).as(line).isFalse();
        assertThat(line).hasSizeLessThan(LONGEST_LINE);
    }
}
