package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orderflow.observe.RawRequest;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

/** Who gets to see the order board, and what it costs where it can't be, or is asked nonsense. */
class BoardAccessIT extends BoardProgram {

    @TempDir
    Path folder;

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
    void where_nothing_may_be_changed_each_such_operation_is_refused_and_has_no_button() throws Exception {
        inbox.drop("read-only.ndjson", BAD.formatted("read-only-1"));
        awaitState("read-only-1", "dead_lettered");
        try (OrderflowProcess other = part(folder, "orders.http.read-only=true")) {
            BoardClient client = new BoardClient(other.awaitBoard());
            other.awaitLines(1, " started in ");
            List<String> changing = new ApiDescription(client.json("/api/openapi.json"))
                    .operations().stream()
                            .filter(operation -> !operation.startsWith("GET "))
                            .toList();
            assertThat(changing).hasSizeGreaterThan(5);
            for (String operation : changing) {
                String[] parts = operation.split(" ");
                HttpResponse<String> answer = client.ask(
                        parts[0], parts[1].replace("{action}", "pause").replaceAll("\\{\\w+}", "0-0"), "{}");
                assertThat(answer.statusCode()).as(operation).isEqualTo(403);
                assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
                assertThat(answer.body()).contains("\"status\":403", "orders.http.read-only is true");
            }

            BoardPage.assumeBrowser();
            ChromeDriver browser = BoardPage.browser();
            try {
                browser.get(client.address().toString());
                await().atMost(PATIENCE)
                        .ignoreException(StaleElementReferenceException.class)
                        .until(() -> buttons(browser).stream().anyMatch(text -> text.equals("Show"))
                                && buttons(browser).stream().anyMatch(text -> text.equals("Steps")));
                assertThat(buttons(browser))
                        .noneMatch(
                                text -> text.matches(
                                        "Pause|Resume|Stop|Start|Replay.*|Set aside.*|Mend.*|Open again|Write.*|Send.*|Choose.*"));
                browser.executeScript("window.posts = 0; const real = fetch; window.fetch = (path, options) => {"
                        + " if (options && options.method === 'POST') posts++; return real(path, options); };"
                        + " const files = new DataTransfer(); files.items.add(new File(['{}'], 'dropped.ndjson'));"
                        + " document.dispatchEvent(new DragEvent('drop', {dataTransfer: files}));"
                        + " document.querySelector('#letters button').click();"
                        + " document.querySelector('#routes button[aria-controls]').click();");
                await().atMost(PATIENCE)
                        .until(() -> browser.findElement(By.id("letter")).isDisplayed()
                                && Boolean.TRUE.equals(browser.executeScript(
                                        "return document.querySelector('#shape-flow .node') !== null")));
                assertThat(browser.executeScript("return posts")).isEqualTo(0L);
                assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                        .isEmpty();
            } finally {
                browser.quit();
            }
        }
    }

    /** The words on those that can be seen. */
    private static List<String> buttons(ChromeDriver browser) {
        return browser.findElements(By.cssSelector("button, .as-button")).stream()
                .map(WebElement::getText)
                .filter(text -> !text.isEmpty())
                .toList();
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
    void a_file_is_taken_only_where_a_route_of_this_program_reads_the_inbox() throws Exception {
        String file = "/api/inbox/not-read.ndjson";
        String content = order("not-read", "tea");
        try (OrderflowProcess other = part(folder)) {
            BoardClient client = new BoardClient(other.awaitBoard());
            other.awaitLines(1, " started in ");
            HttpResponse<String> refused = client.post(file, content);
            assertThat(refused.statusCode()).isEqualTo(404);
            assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(refused.body()).contains("no route of this program reads the inbox");
            assertThat(client.json("/api/board").has("inbox_folder")).isFalse();
            assertThat(folder.resolve("inbox/not-read.ndjson")).doesNotExist();

            client.post("/api/routes/receive-orders/start", "");
            assertThat(client.json("/api/board").has("inbox_folder")).isTrue();
            assertThat(client.post(file, content).statusCode()).isEqualTo(201);
        }
        try (OrderflowProcess other = part(folder, "orders.inbox.enabled=true", "orders.http.upload-limit=0")) {
            BoardClient client = new BoardClient(other.awaitBoard());
            other.awaitLines(1, " started in ");
            HttpResponse<String> refused = client.post(file, content);
            assertThat(refused.statusCode()).isEqualTo(404);
            assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(client.json("/api/board").has("inbox_folder")).isFalse();
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
}
