package io.orderflow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.orderflow.kafka.DeadLetterHeaders;
import io.orderflow.observe.RawRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What strangers may send to a running program: to its inbox, its topics, its routes and its port. */
final class HostileInput implements AutoCloseable {

    private static final String ORDER =
            "{\"order_id\":\"h-1\",\"user\":\"mallory\",\"item\":\"tea\",\"quantity\":1,\"note\":{\"a\":[1.10]}}";
    private static final List<String> ORDERS = List.of(
            ORDER,
            "{\"user\":\"zoë\",\"item\":\"crêpe 🥞\",\"quantity\":1000000}",
            "{\"order_id\":\"%s\",\"user\":\" \",\"item\":\"%s\",\"quantity\":5e0}"
                    .formatted("h".repeat(65), "x".repeat(300)));
    private static final List<String> FILES = List.of(
            ORDER + "\n" + ORDER.replace("h-1", "h-2") + "\n",
            "[" + ORDER + ",\n" + ORDER.replace("h-1", "h-3") + "]",
            "user,item,quantity\nmallory,tea,1\n\"mal\"\"lory\",\"a\nb\", 2 \n",
            "sep=;\nuser;item;quantity\nmallory;tea;1\n",
            "\u001e" + ORDER + "\n\u001e" + ORDER + "\n",
            "PK\u0003\u0004 no order file");
    private static final List<String> ENDINGS =
            List.of(".json", ".ndjson", ".jsonl", ".csv", ".json.gz", ".ndjson.gz", ".csv.gz", ".txt", "");

    private static final List<String> HEADERS = List.of(
            DeadLetterHeaders.REPLAYS,
            DeadLetterHeaders.REASON,
            DeadLetterHeaders.LEFT_OUT,
            DeadLetterHeaders.TOPIC,
            DeadLetterHeaders.OFFSET,
            DeadLetterHeaders.FILE,
            "dead-letter.place",
            "CamelKafkaOverrideTopic",
            "CamelKafkaKey",
            "CamelFileName",
            "kafka.KEY",
            "traceparent",
            "",
            "ünïcode \u001b[2J");

    /** None of them reads orders: who may write routes may do anything with those. */
    private static final List<String> ROUTES = List.of(
            """
            - route:
                id: hostile-timer
                from:
                  uri: timer:hostile
                  parameters:
                    repeatCount: 1
                  steps:
                    - log:
                        message: "a tick at ${header.CamelTimerFiredTime}"
            """,
            """
            - route:
                id: hostile-direct
                from:
                  uri: direct:hostile
                  steps:
                    - choice:
                        when:
                          - expression:
                              simple:
                                expression: ${body} == 'x'
                            steps:
                              - to:
                                  uri: log:hostile
                    - setBody:
                        expression:
                          constant:
                            expression: "y"
            """);

    private static final String ACT = "HTTP/1.1\r\nHost: localhost\r\nOrderflow-Action: x\r\nContent-Length: ";
    private static final List<String> REQUESTS = List.of(
            "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /api/board HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n",
            "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /api/orders?limit=5&user=mallory&cursor=MTox HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /api/orders/h-1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic eDp5\r\n\r\n",
            "GET /api/dead-letters?state=open&limit=2&cursor=MTox HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /api/dead-letters/0-0 HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-1\r\n\r\n",
            "GET /observe/metrics HTTP/1.0\r\n\r\n",
            "HEAD /observe/health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            "POST /api/dead-letters/set-aside " + ACT + "34\r\n\r\n{\"letters\":[\"0-0\"],\"word\":\"a word\"}",
            "POST /api/dead-letters/0-0/mend " + ACT + "12\r\n\r\n{\"order\":\"\"}",
            "POST /api/inbox/h.ndjson " + ACT + ORDER.length() + "\r\n\r\n" + ORDER,
            "GET /api/dead-letters/export HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "POST /api/orders/check " + ACT + "1000\r\n\r\n{",
            "POST /api/inbox/h.json HTTP/1.1\r\nHost: localhost\r\nOrderflow-Action: x\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\nZZZ\r\n",
            "POST /api/inbox/h.csv HTTP/1.1\r\nHost: localhost\r\nOrderflow-Action: x\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n5\r\nuser,\r\n0\r\n\r\n");
    private static final int OPEN_REQUESTS = 20;
    private static final int WAITING_FILES = 20;

    private record Asked(String text, RawRequest request) {}

    private final Path folder;
    private final URI board;
    private final Mutations files;
    private final Mutations records;
    private final Mutations routes;
    private final Mutations requests;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Deque<Asked> open = new ArrayDeque<>();
    private final List<String> wrongAnswers = new CopyOnWriteArrayList<>();
    private int named;
    private Path odd;

    /** @param folder the program's, with its inbox and its routes */
    HostileInput(Path folder, String brokers, URI board, long seed) {
        this.folder = folder;
        this.board = board;
        files = new Mutations(seed);
        records = new Mutations(seed + 1);
        routes = new Mutations(seed + 2);
        requests = new Mutations(seed + 3);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers, "max.block.ms", 5_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** A file, or what only looks like one, of any name; no more of them than the program can take. */
    void file() throws Exception {
        Path inbox = folder.resolve("inbox");
        try (Stream<Path> waiting = Files.list(inbox)) {
            if (waiting.count() > WAITING_FILES) {
                return;
            }
        }
        String name = "h-" + named++ + files.name("ab .%?#*&;'\"`$~+{}()\\\t\n\u001b\u007f", 12) + files.oneOf(ENDINGS);
        byte[] bytes = files.of(FILES);
        if (name.endsWith(".gz") && !files.oneIn(4)) {
            bytes = files.gzipped(bytes);
        }
        Path file = inbox.resolve(name);
        switch (files.number(13)) {
            case 0 -> {
                dropOdd();
                odd = Files.createSymbolicLink(file, Path.of("../application.properties"));
            }
            case 1 -> {
                dropOdd();
                odd = Files.createDirectory(file);
            }
            case 2 -> {
                Files.write(file, bytes);
                Thread.sleep(files.number(700));
                Files.deleteIfExists(file);
            }
            case 3 -> {
                int half = files.number(bytes.length + 1);
                Files.write(file, Arrays.copyOf(bytes, half));
                Thread.sleep(files.number(300));
                Files.write(file, bytes);
            }
            case 4 -> {
                dropOdd();
                Files.write(file, bytes);
                Thread.sleep(files.number(700));
                Files.deleteIfExists(file);
                odd = pipe(file);
            }
            default -> Files.move(Files.write(inbox.resolve(".draft"), bytes), file);
        }
    }

    /** What opens it waits for one who writes. */
    private static Path pipe(Path path) throws Exception {
        new ProcessBuilder("mkfifo", path.toString()).start().waitFor();
        return path;
    }

    private void dropOdd() throws IOException {
        if (odd != null) {
            Files.deleteIfExists(odd);
        }
    }

    /** A record among the orders or the dead letters, often with the key of a user whose orders are good. */
    void record() {
        String topic = records.oneIn(8) ? "orders-dead-letter" : "orders";
        byte[] key =
                switch (records.number(4)) {
                    case 0 -> null;
                    case 1 -> records.noise(100);
                    default -> GoodOrders.user(records.number(GoodOrders.USERS)).getBytes(UTF_8);
                };
        byte[] value =
                switch (records.number(10)) {
                    case 0 -> null;
                    case 1 -> records.noise(records.oneIn(20) ? 900_000 : 300);
                    default -> records.of(ORDERS);
                };
        List<Header> headers = new ArrayList<>();
        for (int i = records.number(6); i > 1; i--) {
            headers.add(new RecordHeader(
                    records.oneOf(HEADERS),
                    records.oneIn(3)
                            ? null
                            : records.oneIn(2) ? records.noise(20) : records.of(List.of("1", "orders"))));
        }
        Long timestamp = records.oneIn(5) ? Long.valueOf(records.number(2_000)) : null;
        // what the client itself refuses is not sent
        producer.send(new ProducerRecord<>(topic, null, timestamp, key, value, headers));
    }

    /** A file of routes is written, in one go or not, or removed; a wrong one holds up the change of any other. */
    void route() throws IOException {
        Path file = folder.resolve("routes/hostile.camel.yaml");
        byte[] bytes = routes.oneIn(6) ? routes.noise(3_000) : routes.of(ROUTES);
        switch (routes.number(4)) {
            case 0 -> Files.deleteIfExists(file);
            case 1 -> Files.write(file, bytes);
            default -> {
                Path draft = Files.write(folder.resolve("draft"), bytes);
                Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    void removeRoute() throws IOException {
        Files.deleteIfExists(folder.resolve("routes/hostile.camel.yaml"));
    }

    /** Whole ones, half ones, and what is none; each connection stays open while twenty others are made. */
    void request() throws IOException {
        String text = new String(requests.of(REQUESTS), ISO_8859_1);
        open.add(new Asked(text, new RawRequest(board, text)));
        if (open.size() > OPEN_REQUESTS) {
            Asked oldest = open.remove();
            try (RawRequest request = oldest.request()) {
                note(oldest.text(), request.isAnswered() ? request.begin() : "");
            }
        }
    }

    private void note(String request, String answer) {
        String status = answer.lines().findFirst().orElse("");
        if (status.matches("HTTP/\\S+ 500.*")) {
            wrongAnswers.add(request + "\n" + answer);
        }
    }

    /** Requests with answers that say that the fault is the program's. */
    List<String> wrongAnswers() {
        return wrongAnswers;
    }

    @Override
    public void close() throws IOException {
        producer.close();
        for (Asked asked : open) {
            asked.request().close();
        }
    }
}
