package io.orderflow.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.util.internal.PlatformDependent;
import io.orderflow.settings.ServerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The board's server in the hands of those who mean it no good, on real connections. */
class WebServerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Limits PATIENT = new Limits(500, LONG, LONG, Duration.ofSeconds(3), LONG);
    private static final String LIVE = "/observe/health/live";
    private static final String CHUNKED =
            "POST /act HTTP/1.1\r\nHost: localhost\r\nOrderflow-Action: 1\r\nTransfer-Encoding: chunked\r\n\r\n";

    @TempDir
    Path folder;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch slow = new CountDownLatch(1);
    private final List<RawRequest> open = new ArrayList<>();
    private final Watchers watchers = new Watchers();
    private WebServer server;
    private URI address;

    private static ServerOptions options(String password) {
        return new ServerOptions("127.0.0.1", 0, "orders", password, false, "", "", 1);
    }

    private void start(Limits limits, String password) throws Exception {
        server = new WebServer(context, options(password), limits);
        server.start();
        context.start();
        address = URI.create(server.address());
        server.site().get("/", () -> new Answer(200, "text/plain", "the page"));
        server.site().get(LIVE, () -> new Answer(200, "text/plain", "alive"));
        server.site().get("/large", () -> new Answer(200, "text/plain", "x".repeat(20_000_000)));
        server.site().content("/fixed", "text/plain", "always the same".getBytes(UTF_8));
        server.site().get("/slow", () -> new Answer(200, "text/plain", first()));
        server.site().events("/api/events", watchers, this::first);
        server.site().stream("/lines", question -> {
            if (question.query("limit").equals("0")) {
                throw new RefusedException(400, "none can't be");
            }
            return lines -> {
                while (lines.write("x".repeat(1_000))) {}
            };
        });
        server.site()
                .act("/act", question -> new Answer(200, "text/plain", question.who() + " sent " + question.body()));
    }

    private String first() {
        asked.countDown();
        try {
            slow.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "{}";
    }

    @AfterEach
    void stop() throws Exception {
        slow.countDown();
        for (RawRequest request : open) {
            request.close();
        }
        server.stop();
        context.stop();
    }

    private RawRequest open(RawRequest request) {
        open.add(request);
        return request;
    }

    private String get(String path, String... headers) throws Exception {
        try (RawRequest request = RawRequest.get(address, path, headers)) {
            return request.answer();
        }
    }

    /** @param detail a part of it */
    private static void assertProblem(String answer, int status, String detail) throws Exception {
        String[] parts = answer.split("\r\n\r\n", 2);
        assertThat(parts[0])
                .matches("(?s)HTTP/\\d\\.\\d " + status + " .*")
                .containsIgnoringCase("\r\ncontent-type: application/problem+json");
        JsonNode problem = new ObjectMapper().readTree(parts[1]);
        assertThat(problem.path("title").asText()).isNotBlank();
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("detail").asText()).contains(detail);
    }

    private static Limits connections(int most) {
        return new Limits(most, LONG, LONG, LONG, LONG);
    }

    private long answered() {
        return open.stream()
                .filter(request -> {
                    try {
                        return request.isAnswered();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                })
                .count();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET / HTTP/1.1\r\nHost: loc",
                "POST /act HTTP/1.1\r\nHost: localhost\r\nOrderflow-Action: 1\r\nContent-Length: 1000\r\n\r\n{"
            })
    void half_requests_cost_each_other_their_place_and_nobody_else(String half) throws Exception {
        start(connections(20), "");
        for (int i = 0; i < 1_000; i++) {
            open(new RawRequest(address, half));
        }

        await().atMost(PATIENCE).until(() -> answered() == 980);
        assertThat(get("/")).startsWith("HTTP/1.1 200 OK");
    }

    @Test
    void a_request_that_is_being_answered_keeps_its_place() throws Exception {
        start(connections(20), "");
        CountDownLatch acting = new CountDownLatch(1);
        server.site().act("/slow-act", question -> {
            acting.countDown();
            return new Answer(200, "text/plain", first());
        });
        RawRequest asking = open(RawRequest.get(address, "/slow"));
        asked.await();
        RawRequest sending = open(new RawRequest(
                address,
                "POST /slow-act HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nOrderflow-Action: 1\r\n"
                        + "Content-Length: 2\r\n\r\n{"));
        sending.send("}");
        acting.await();
        for (int i = 0; i < 100; i++) {
            open(new RawRequest(address, "GET"));
        }
        await().atMost(PATIENCE).until(() -> answered() >= 82);
        slow.countDown();

        assertThat(asking.answer()).startsWith("HTTP/1.1 200 OK").endsWith("{}");
        assertThat(sending.answer()).startsWith("HTTP/1.1 200 OK").endsWith("{}");
    }

    @Test
    void a_request_that_never_ends_is_ended_however_it_goes_on() throws Exception {
        start(new Limits(500, Duration.ofSeconds(1), LONG, LONG, LONG), "");
        RawRequest silent = open(new RawRequest(address, ""));
        RawRequest trickling = open(new RawRequest(address, "GET / HTTP/1.1\r\nHost: localhost\r\nX: "));

        await().atMost(PATIENCE).until(() -> {
            trickling.send("x");
            return trickling.isAnswered() && silent.isAnswered();
        });
    }

    @Test
    void a_body_may_take_as_long_as_it_goes_on_and_is_ended_where_it_stands_still() throws Exception {
        Duration limit = Duration.ofSeconds(1);
        start(new Limits(500, limit, limit, LONG, LONG), "");
        server.site().upload("/files/:name", new UploadTarget() {
            @Override
            public Path draft(String name) {
                return folder.resolve(name + ".draft");
            }

            @Override
            public void take(Path draft, String name) throws IOException {
                Files.move(draft, folder.resolve(name));
            }
        });
        String head = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nOrderflow-Action: 1\r\n"
                + "Content-Length: 40\r\n\r\n";
        RawRequest file = open(new RawRequest(address, "POST /files/slow" + head));
        RawRequest body = open(new RawRequest(address, "POST /act" + head));
        RawRequest still = open(new RawRequest(address, "POST /files/still" + head + "x"));
        int[] sent = {0};
        await().atMost(PATIENCE).pollInterval(limit.dividedBy(10)).until(() -> {
            assertThat(file.send("x") && body.send("x")).isTrue();
            return ++sent[0] == 40;
        });

        assertThat(file.answer()).startsWith("HTTP/1.1 201 ");
        assertThat(body.answer()).startsWith("HTTP/1.1 200 ").endsWith("x".repeat(40));
        assertThat(still.answer()).isEmpty();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(folder.toFile().list()).containsExactly("slow"));
    }

    @Test
    void one_who_does_not_read_the_answer_loses_the_connection() throws Exception {
        start(new Limits(500, LONG, Duration.ofSeconds(1), LONG, LONG), "");
        RawRequest deaf = open(RawRequest.get(address, "/large"));
        deaf.begin();
        // reads on only after the server has given it up
        await().atMost(PATIENCE).until(() -> !deaf.send("x"));

        assertThat(deaf.answer()).startsWith("HTTP/1.1 200 OK").hasSizeLessThan(20_000_000);
        assertThat(get("/")).startsWith("HTTP/1.1 200 OK");
    }

    @Test
    void of_200_pages_at_once_50_are_let_in_and_the_others_are_told_why() throws Exception {
        start(PATIENT, "");
        for (int i = 0; i < 200; i++) {
            open(RawRequest.get(address, "/api/events"));
        }
        await().atMost(PATIENCE).until(() -> answered() == 150);
        slow.countDown();

        await().atMost(PATIENCE).until(() -> answered() == 200);
        List<String> answers = new ArrayList<>();
        for (RawRequest page : open) {
            answers.add(page.begin());
        }
        assertThat(answers)
                .filteredOn(answer -> answer.startsWith("HTTP/1.1 200 OK"))
                .hasSize(50);
        assertThat(answers)
                .filteredOn(answer -> answer.startsWith("HTTP/1.1 503 ")
                        && answer.endsWith(
                                "50 pages of the board are open, and there can't be more; close one of them\"}"))
                .hasSize(150);
        for (RawRequest page : open) {
            page.close();
        }
        await().atMost(PATIENCE)
                .until(() ->
                        open(RawRequest.get(address, "/api/events")).begin().startsWith("HTTP/1.1 200 OK"));
    }

    @Test
    void many_who_ask_the_same_take_up_one_thread_and_others_are_answered() throws Exception {
        start(PATIENT, "");
        for (int i = 0; i < 100; i++) {
            open(RawRequest.get(address, i % 2 == 0 ? "/slow" : "/api/events"));
        }

        assertThat(get(LIVE)).endsWith("alive");
        assertThat(slow.getCount()).isEqualTo(1);
    }

    @Test
    void readers_who_read_nothing_leave_its_health_answered_and_their_places_when_they_go() throws Exception {
        start(PATIENT, "");
        for (int i = 0; i < 10; i++) {
            open(RawRequest.get(address, "/lines"));
        }
        await().atMost(PATIENCE).until(() -> answered() == 10);
        long before = System.nanoTime();

        assertThat(get(LIVE)).endsWith("alive");
        assertThat(get("/")).endsWith("the page");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
        assertProblem(get("/lines"), 503, "2 others are being answered here; try again in a few seconds");
        for (RawRequest deaf : open) {
            deaf.close();
        }
        await().atMost(Duration.ofSeconds(10))
                .until(() -> open(RawRequest.get(address, "/lines")).begin().startsWith("HTTP/1.1 200 OK"));
    }

    @Test
    void one_who_reads_lines_slowly_loses_the_place_and_is_not_told_that_it_was_all() throws Exception {
        start(new Limits(500, LONG, Duration.ofSeconds(3), LONG, LONG), "");
        List<RawRequest> slowly =
                List.of(open(RawRequest.get(address, "/lines")), open(RawRequest.get(address, "/lines")));
        for (RawRequest reader : slowly) {
            assertThat(reader.begin()).startsWith("HTTP/1.1 200 OK");
        }
        assertProblem(get("/lines"), 503, "2 others are being answered here");

        // some bytes, often enough to never stand still
        await().atMost(PATIENCE.multipliedBy(2))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    boolean reads = false;
                    for (RawRequest reader : slowly) {
                        reads |= reader.sip(500);
                    }
                    return !reads
                            || open(RawRequest.get(address, "/lines")).begin().startsWith("HTTP/1.1 200 OK");
                });
        for (RawRequest reader : slowly) {
            assertThat(reader.answer()).doesNotEndWith("\r\n0\r\n\r\n");
        }
    }

    @Test
    void routes_of_a_persons_own_that_take_all_their_threads_leave_its_health_answered() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:/mine").process(exchange -> first());
            }
        });
        start(PATIENT, "");
        for (int i = 0; i < 100; i++) {
            open(RawRequest.get(address, "/mine"));
        }
        asked.await();

        assertThat(get(LIVE)).endsWith("alive");
    }

    @Test
    void wrong_passwords_are_answered_late_and_few_at_a_time_and_the_right_one_at_once() throws Exception {
        start(PATIENT, "right");
        assertThat(get("/", basic("right"))).startsWith("HTTP/1.1 200 OK");
        assertProblem(get("/"), 401, "A user and a password are wanted");
        long before = System.nanoTime();
        for (int i = 0; i < 4; i++) {
            open(RawRequest.get(address, "/", basic("wrong " + i)));
        }
        await().atMost(PATIENCE).until(() -> get("/", basic("wrong")).startsWith("HTTP/1.1 429 "));
        String refused = get("/", basic("right"));
        assertProblem(refused, 429, "Too many wrong passwords came from this address");
        assertThat(refused).contains("Retry-After");
        assertThat(get(LIVE)).endsWith("alive");
        for (RawRequest guess : open) {
            assertProblem(guess.answer(), 401, "A user and a password are wanted");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(PATIENT.guess());
        assertThat(get("/", basic("right"))).startsWith("HTTP/1.1 200 OK");
    }

    private static String basic(String password) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(("orders:" + password).getBytes(UTF_8));
    }

    @Test
    void a_body_that_is_too_large_is_refused_and_one_nobody_reads_ends_the_connection() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:/mine").setBody(simple("taken"));
            }
        });
        start(PATIENT, "");
        String post = "POST /mine HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";

        assertThat(open(new RawRequest(address, post + "Content-Length: 5\r\n\r\nhello"))
                        .answer())
                .startsWith("HTTP/1.1 200 OK")
                .contains("taken");
        assertProblem(
                open(new RawRequest(address, post + "Content-Length: 2000000\r\n\r\n"))
                        .answer(),
                413,
                "The body is too large: 1 MB is the limit");
        RawRequest endless = open(new RawRequest(
                address, "GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"));
        assertThat(endless.answer()).startsWith("HTTP/1.1 200 OK");
    }

    private String act(String... headers) throws Exception {
        return open(new RawRequest(
                        address,
                        "POST /act HTTP/1.1\r\nHost: localhost:8080\r\nConnection: close\r\nContent-Length: 2\r\n"
                                + String.join("\r\n", headers) + "\r\n\r\n{}"))
                .answer();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: y",
                "Content-Type: text/plain",
                "Orderflow-Action: 1\r\nOrigin: http://evil.example",
                "Orderflow-Action: 1\r\nOrigin: null",
                "Orderflow-Action: 1\r\nOrigin: http://localhost:8081",
                "Orderflow-Action: 1\r\nSec-Fetch-Site: cross-site",
                "Orderflow-Action: 1\r\nSec-Fetch-Site: same-site",
                "Origin: http://localhost:8080\r\nSec-Fetch-Site: same-origin"
            })
    void what_a_page_from_elsewhere_can_send_changes_nothing(String headers) throws Exception {
        start(PATIENT, "");

        assertProblem(act(headers), 403, "");
    }

    @Test
    void the_boards_own_page_and_a_script_may_act_and_are_known_by_user_and_address() throws Exception {
        start(PATIENT, "");
        assertThat(act("Orderflow-Action: 1", "Origin: http://localhost:8080", "Sec-Fetch-Site: same-origin"))
                .startsWith("HTTP/1.1 200 OK")
                .endsWith("somebody at 127.0.0.1 sent {}");
        assertThat(act("Orderflow-Action: 1")).startsWith("HTTP/1.1 200 OK");
        assertThat(get("/act")).startsWith("HTTP/1.1 405 ");
    }

    @Test
    void a_body_that_is_no_text_is_refused_and_not_taken_for_another_one() throws Exception {
        start(PATIENT, "");
        String post = "POST /act HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nOrderflow-Action: 1\r\n"
                + "Content-Length: 4\r\n\r\n";

        assertProblem(open(new RawRequest(address, post + "caf\u00e9")).answer(), 400, "The body is not UTF-8");
        assertThat(open(new RawRequest(address, post + "ca\u00c3\u00a9")).answer())
                .endsWith(" sent ca\u00e9");
    }

    @Test
    void what_a_path_takes_is_told_who_asks_and_who_sends_something_else() throws Exception {
        start(PATIENT, "");
        for (String method : List.of("OPTIONS", "DELETE", "POST")) {
            assertThat(ask(method + " /fixed"))
                    .startsWith(method.equals("OPTIONS") ? "HTTP/1.1 204 " : "HTTP/1.1 405 ")
                    .contains("Allow: GET, HEAD, OPTIONS\r\n");
        }
        assertThat(ask("GET /act"))
                .startsWith("HTTP/1.1 405 ")
                .contains("Allow: OPTIONS, POST\r\n", "application/problem+json")
                .endsWith("\"This path takes OPTIONS, POST\"}");
        assertThat(ask("OPTIONS /nothing")).startsWith("HTTP/1.1 404 ").contains("application/problem+json");
        assertThat(ask("HEAD /api/events")).startsWith("HTTP/1.1 200 ").contains("text/event-stream");
        assertThat(act("Orderflow-Action: 1", "Content-Type: text/xml")).startsWith("HTTP/1.1 415 ");
        assertThat(act("Orderflow-Action: 1", "Content-Type: application/json;charset=utf-8"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(act("Orderflow-Action: 1", "Content-Type: application/merge-patch+json"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void head_is_answered_with_the_status_of_get_for_lines_and_events_too() throws Exception {
        start(PATIENT, "");
        slow.countDown();
        for (String path : List.of("/fixed", "/lines?limit=0", "/lines?limit=%ZZ", "/broken-path")) {
            assertSameStatus(path);
        }
        open(RawRequest.get(address, "/lines"));
        open(RawRequest.get(address, "/lines"));
        await().until(() -> ask("HEAD /lines").startsWith("HTTP/1.1 503 "));
        assertSameStatus("/lines");
        for (int i = 0; i < 50; i++) {
            assertThat(ask("HEAD /api/events")).startsWith("HTTP/1.1 200 ");
            open(RawRequest.get(address, "/api/events")).begin();
        }
        assertSameStatus("/api/events");
    }

    @Test
    void lines_go_out_while_further_ones_are_made() throws Exception {
        start(PATIENT, "");
        server.site().stream("/slow-lines", question -> lines -> {
            lines.write("the first");
            lines.flush();
            lines.write(first());
        });

        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(address.resolve("/slow-lines").toURL().openStream(), UTF_8))) {
            assertThat(reader.readLine()).isEqualTo("the first");
            assertThat(slow.getCount()).isEqualTo(1);
            slow.countDown();
            assertThat(reader.lines()).containsExactly("{}");
        }
    }

    @Test
    void what_of_an_address_cannot_be_decoded_is_said() throws Exception {
        start(PATIENT, "");
        server.site().answer("/named/:name", question -> new Answer(200, "text/plain", question.query("q")));

        assertThat(get("/named/x?q=%20y")).endsWith(" y");
        assertProblem(get("/named/x?q=%ZZ"), 400, "What stands behind the question mark can't be decoded");
        assertProblem(get("/named/%ZZ"), 400, "The request is not valid HTTP");
    }

    private void assertSameStatus(String path) throws Exception {
        String status = ask("GET " + path).split("\r", 2)[0];
        assertThat(ask("HEAD " + path)).as(path).startsWith(status).endsWith("\r\n\r\n");
    }

    private String ask(String line, String... headers) throws Exception {
        return open(new RawRequest(
                        address,
                        line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + String.join("\r\n", headers)
                                + (headers.length == 0 ? "\r\n" : "\r\n\r\n")))
                .answer();
    }

    @Test
    void what_is_fixed_is_sent_once_and_what_changes_is_not_kept() throws Exception {
        start(PATIENT, "");
        String first = ask("GET /fixed");
        String tag = first.replaceAll("(?s).*ETag: ([^\r]+)\r.*", "$1");

        assertThat(first).contains("Cache-Control: no-cache\r\n", "Vary: Accept-Encoding\r\n");
        assertThat(ask("GET /fixed", "If-None-Match: " + tag))
                .startsWith("HTTP/1.1 304 ")
                .doesNotContain("always the same");
        assertThat(ask("GET /fixed", "If-None-Match: W/\"other\"")).endsWith("always the same");
        String twice = "GET /fixed HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(2);
        assertThat(open(new RawRequest(
                                address, twice + "GET /fixed HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                        .answer()
                        .split("always the same", -1))
                .as("one connection serves several")
                .hasSize(4);
        assertThat(ask("GET /")).contains("Cache-Control: no-store\r\n").doesNotContain("ETag");
    }

    @Test
    void answers_are_packed_where_that_is_wanted_and_each_event_comes_at_once() throws Exception {
        slow.countDown();
        start(PATIENT, "");
        assertThat(get("/large", "Accept-Encoding: gzip"))
                .contains("content-encoding: gzip")
                .hasSizeLessThan(100_000);
        URLConnection events = address.resolve("/api/events").toURL().openConnection();
        events.setRequestProperty("Accept-Encoding", "gzip");
        events.setReadTimeout((int) PATIENCE.toMillis());
        try (InputStream in = new GZIPInputStream(events.getInputStream())) {
            assertThat(events.getHeaderField("Content-Encoding")).isEqualTo("gzip");
            readUntil(in, "data: {}\n\n");
            await().atMost(PATIENCE).until(() -> !watchers.isEmpty());
            watchers.send("{\"next\":1}");
            readUntil(in, "data: {\"next\":1}\n\n");
        }
    }

    private static void readUntil(InputStream in, String text) throws Exception {
        StringBuilder read = new StringBuilder();
        while (!read.toString().endsWith(text)) {
            read.append((char) in.read());
        }
    }

    @Test
    void with_a_password_only_who_has_it_may_act_and_read_only_nobody() throws Exception {
        start(PATIENT, "right");
        assertThat(act("Orderflow-Action: 1")).startsWith("HTTP/1.1 401 ");
        assertThat(act("Orderflow-Action: 1", basic("right"))).endsWith("orders at 127.0.0.1 sent {}");
        assertThat(act(basic("right"))).startsWith("HTTP/1.1 403 ");
        server.stop();

        server = new WebServer(context, new ServerOptions("127.0.0.1", 0, "orders", "right", true, "", "", 1), PATIENT);
        server.start();
        address = URI.create(server.address());
        server.site().act("/act", question -> new Answer(200, "text/plain", "done"));
        assertThat(act("Orderflow-Action: 1", basic("right")))
                .startsWith("HTTP/1.1 403 ")
                .contains("orders.http.read-only is true");
        server.site().get("/seen", () -> new Answer(200, "text/plain", "seen"));
        assertThat(get("/seen", basic("right"))).endsWith("seen");
    }

    @Test
    void what_fails_is_answered_with_a_problem_and_not_with_what_the_code_says() throws Exception {
        start(PATIENT, "");
        server.site().answer("/broken", question -> {
            throw new IllegalStateException("the code");
        });
        server.site().stream("/broken-lines", question -> lines -> {
            throw new IllegalStateException("the code");
        });
        server.site().answer("/kafka", question -> {
            throw new KafkaException("no broker answers");
        });

        assertProblem(get("/broken"), 500, "It can't be answered; the log says why");
        assertProblem(get("/broken-lines"), 500, "It can't be answered; the log says why");
        assertProblem(get("/kafka"), 503, "Kafka can't be asked: no broker answers");
    }

    @Test
    void who_asks_for_more_behind_a_page_and_goes_leaves_no_place_taken() throws Exception {
        start(PATIENT, "");
        slow.countDown();
        String get = "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n";
        for (int i = 0; i < 60; i++) {
            try (RawRequest page = new RawRequest(
                    address, get.formatted("/api/events") + get.formatted("/").repeat(i % 30))) {
                assertThat(page.begin()).startsWith("HTTP/1.1 200 OK");
            }
        }
        await().atMost(PATIENCE).until(watchers::isEmpty);
    }

    @Test
    void requests_in_one_send_are_answered_one_after_the_other_each_with_its_body() throws Exception {
        start(PATIENT, "");
        slow.countDown();
        String act =
                "POST /act HTTP/1.1\r\nHost: localhost\r\nOrderflow-Action: x\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n%s";
        String all = "GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n"
                + act.formatted(3, "one")
                + act.formatted(300_000, "x".repeat(300_000))
                + act.formatted(5, "three").replace("HTTP/1.1\r\n", "HTTP/1.1\r\nConnection: close\r\n");
        String answer = open(new RawRequest(address, all)).answer();

        assertThat(answer.split("HTTP/1.1 200 OK", -1)).hasSize(1 + 4);
        assertThat(answer).containsSubsequence("{}", " sent one", " sent xxx", " sent three");
    }

    @Test
    void of_too_many_requests_in_one_send_the_first_are_answered_and_then_that_they_are_too_many() throws Exception {
        start(PATIENT, "");
        String request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String answer = open(new RawRequest(address, request.repeat(201))).answer();

        assertThat(answer.split("HTTP/1.1 200 OK", -1)).hasSize(1 + 128);
        assertThat(answer.split("the page", -1)).hasSize(1 + 128);
        assertProblem(answer.substring(answer.lastIndexOf("HTTP/1.1 ")), 429, "No more than 128 requests");
    }

    @ParameterizedTest
    @MethodSource
    void a_malformed_request_gets_a_status_and_no_more(String request, int status) throws Exception {
        start(PATIENT, "");
        server.site()
                .answer("/api/orders/:order_id", question -> new Answer(200, "text/plain", question.path("order_id")));

        RawRequest asked =
                open(new RawRequest(address, request.replace("$", "\r\nHost: localhost\r\nConnection: close\r\n\r\n")));
        String answer = status == 200 ? asked.begin() : asked.answer();
        assertThat(answer)
                .matches("(?s)HTTP/\\d\\.\\d " + status + " .*")
                .doesNotContain("xception", "\tat ", "io.", "java.");
        if (status != 200) {
            assertProblem(answer, status, "");
        }
    }

    static Stream<Arguments> a_malformed_request_gets_a_status_and_no_more() {
        return Stream.of(
                Arguments.of("\0\1\2\3\r\n\r\n", 400),
                Arguments.of("hello\r\n\r\n", 400),
                Arguments.of("GET\r\n\r\n", 400),
                Arguments.of("GET / HTTP/9.9$", 501),
                Arguments.of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 501),
                Arguments.of("GET / HTTP/1.1\r\nno header\r\n\r\n", 400),
                Arguments.of("GET / HTTP/1.1\r\nContent-Length: -5$", 400),
                Arguments.of("GET / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6$", 400),
                Arguments.of("GET / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked$", 400),
                Arguments.of("GET /" + "x".repeat(5_000) + " HTTP/1.1$", 414),
                Arguments.of("GET / HTTP/1.1\r\nX: " + "x".repeat(9_000) + "$", 431),
                Arguments.of("GET /api/orders/%ZZ HTTP/1.1$", 400),
                Arguments.of("GET /api/orders/x?q=%ZZ HTTP/1.1$", 400),
                Arguments.of("GET /?q=% HTTP/1.1$", 400),
                Arguments.of("GET /api/orders/% HTTP/1.1$", 400),
                Arguments.of("GET /%c0%ae%c0%ae/ HTTP/1.1$", 404),
                Arguments.of("GET /../../etc/passwd HTTP/1.1$", 404),
                Arguments.of("GET /board.css/..;/x HTTP/1.1$", 404),
                Arguments.of("GET ?x HTTP/1.1$", 400),
                Arguments.of("GET * HTTP/1.1$", 404),
                Arguments.of("POST / HTTP/1.1$", 405),
                Arguments.of("CONNECT localhost:1 HTTP/1.1$", 404),
                Arguments.of("NONSENSE / HTTP/1.1$", 405),
                Arguments.of("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
                Arguments.of("GET / HTTP/1.1\r\nHost: [::1\r\nConnection: close\r\n\r\n", 400),
                Arguments.of("GET / HTTP/1.1\r\nHost: localhost:99999999999\r\nConnection: close\r\n\r\n", 400),
                Arguments.of(CHUNKED + "ZZZ\r\n", 400),
                Arguments.of(CHUNKED + "-5\r\nhello\r\n", 400),
                Arguments.of(CHUNKED + "FFFFFFFFFFFFFFFFFF\r\n", 400),
                Arguments.of(CHUNKED + "5\r\nhello\r\nZ\r\nhello\r\n", 400),
                Arguments.of(CHUNKED + "5\r\nhelloXX\r\n", 400),
                Arguments.of(CHUNKED + "\r\n", 400),
                Arguments.of("GET http://elsewhere.example/ HTTP/1.1$", 200),
                Arguments.of("GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: upgrade$", 200),
                Arguments.of("GET / HTTP/1.1\r\nAuthorization: Basic %%%$", 200));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_24)
    void it_uses_nothing_that_java_warns_of() throws Exception {
        start(PATIENT, "");

        assertThat(PlatformDependent.hasUnsafe()).isFalse();
    }

    @Test
    void it_has_one_thread_for_all_connections_and_ends_with_all_its_threads() throws Exception {
        long before = threads();
        start(PATIENT, "");
        for (int i = 0; i < 20; i++) {
            open(new RawRequest(address, "GET"));
        }
        assertThat(get(LIVE)).endsWith("alive");
        assertThat(threads() - before).isEqualTo(1);
        server.stop();

        await().atMost(PATIENCE).until(() -> threads() == before);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("vert.x-eventloop"))
                .count();
    }
}
