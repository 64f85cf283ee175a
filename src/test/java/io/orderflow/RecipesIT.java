package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every recipe, copied as it is into the routes of one running program, against the real thing. */
class RecipesIT {

    private static final Path POSTGRESQL = Path.of("/usr/lib/postgresql/15/bin");

    @TempDir
    Path folder;

    private final List<String> stock = new CopyOnWriteArrayList<>();
    private final List<String> webhook = new CopyOnWriteArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private HttpServer service;

    @BeforeEach
    void serve() throws Exception {
        service = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        service.createContext("/orders", this::stock);
        service.createContext("/webhook", exchange -> {
            webhook.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            answer(exchange, 200);
        });
        service.start();
        mail.start();
    }

    @AfterEach
    void stop() {
        service.stop(0);
        mail.stop();
    }

    /** Is busy at first, and refuses what it doesn't have. */
    private void stock(HttpExchange exchange) throws IOException {
        String order = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        if (calls.incrementAndGet() == 1) {
            answer(exchange, 503);
        } else if (order.contains("unicorn")) {
            refused.incrementAndGet();
            answer(exchange, 422);
        } else {
            stock.add(order);
            answer(exchange, 200);
        }
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Test
    void each_recipe_does_what_it_says() throws Exception {
        OrderflowProcess.copyRoutes(folder.resolve("routes"));
        try (Stream<Path> recipes = Files.list(Path.of("recipes"))) {
            for (Path recipe :
                    recipes.filter(file -> file.toString().endsWith(".yaml")).toList()) {
                if (Files.exists(POSTGRESQL) || !recipe.endsWith("postgresql.camel.yaml")) {
                    Files.copy(recipe, folder.resolve("routes").resolve(recipe.getFileName()));
                }
            }
        }
        extend();
        Postgres postgres = Files.exists(POSTGRESQL) ? new Postgres(POSTGRESQL, folder.resolve("pg")) : null;
        String address = "localhost:" + OrderflowProcess.freePort();
        String http = "http://127.0.0.1:" + service.getAddress().getPort();
        Map<String, String> environment = Map.of(
                "SMTP_URL",
                "smtp://127.0.0.1:" + mail.getSmtp().getPort(),
                "MAIL_TO",
                "orders@example.org",
                "STOCK_URL",
                http + "/orders",
                "WEBHOOK_URL",
                http + "/webhook",
                "POSTGRES_URL",
                postgres == null ? "jdbc:postgresql://localhost:1/x" : postgres.url(),
                "POSTGRES_USER",
                "postgres");
        try (OrderflowProcess program = OrderflowProcess.start(
                folder,
                environment,
                "camel.component.kafka.brokers=" + address,
                "orders.generator.enabled=false",
                "orders.retry.delay=50")) {
            URI board = program.awaitBoard();
            program.awaitLines(1, "Routes startup");
            assertThat(post(board, order("a", "lucy", "pie", 2, ", \"price\": 2.50"))
                            .body())
                    .isEqualTo("{\"order_id\": \"a\"}");
            assertThat(post(board, order("b", "zoe", "pie", 200, "")).statusCode())
                    .isEqualTo(201);
            assertThat(post(board, order("c", "zoe", "unicorn", 1, "")).statusCode())
                    .isEqualTo(201);
            // once more: what is written once stays as it is
            assertThat(post(board, order("a", "lucy", "pie", 2, ", \"price\": 2.50"))
                            .statusCode())
                    .isEqualTo(201);
            HttpResponse<String> refusal =
                    post(board, order("d", "lucy", "pie", 0, "").replace("0}", "\"5\"}"));
            assertThat(refusal.statusCode()).isEqualTo(400);
            assertThat(refusal.body())
                    .startsWith("{\"error\": \"quantity is the text \\\"5\\\"; a whole number from 1");
            assertThat(post(board, " ".repeat(70_000)).statusCode()).isEqualTo(413);
            assertThat(post(board, "text/plain", "x").statusCode()).isEqualTo(415);

            program.awaitLines(4, "👀 orders : partition ");
            program.awaitLines(2, "💶 2 x pie from lucy makes 5.00");
            program.awaitLines(3, "🏬 The stock service took an order: 200");
            program.awaitLines(1, "🧮 zoe: pieces 201, orders 2");
            // each recipe is a group of its own, and none waits for another
            await().atMost(OrderflowProcess.PATIENCE).ignoreExceptions().untilAsserted(() -> {
                assertThat(new KafkaTopic(address, "big-orders").values())
                        .singleElement()
                        .asString()
                        .contains("\"b\"");
                assertThat(new KafkaTopic(address, "lucys-orders").values()).hasSize(2);
                assertThat(new KafkaTopic(address, "orders-with-total").values())
                        .hasSize(2)
                        .allMatch(order -> order.endsWith("\"price\": 2.50, \"total\": 5.00}"));
            });
            program.awaitLines(1, "❌ Dead letter");
            assertThat(refused).hasValue(1);
            assertThat(stock).hasSize(3).noneMatch(order -> order.contains("unicorn"));
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(webhook)
                    .isNotEmpty()
                    .allMatch(text -> text.startsWith("{\"text\": \"An order could not be processed: ")));
            assertThat(mail.waitForIncomingEmail(60_000, 1)).isTrue();
            assertThat(mail.getReceivedMessages()).allSatisfy(this::isOfDeadLetter);
            await().untilAsserted(() -> assertThat(days()).hasSize(4));
            if (postgres != null) {
                await().untilAsserted(() ->
                        assertThat(ids(postgres.url(), "postgres")).containsExactly("a", "b", "c"));
            }
            Files.writeString(folder.resolve("second-inbox/late.ndjson"), order("late", "max", "tea", 1, ""));
            Files.writeString(folder.resolve("inbox/late.ndjson"), order("later", "max", "tea", 1, ""));
            program.awaitLines(2, "✅ Delivered 1 order from late.ndjson to orders");
            program.awaitLines(2, "1 x tea from max");
            assertThat(folder.resolve("second-inbox/done/late.ndjson")).exists();
            assertThat(folder.resolve("inbox/done/late.ndjson")).exists();
            assertThat(program.stop()).isZero();
            // its file is open while the program runs
            assertThat(ids("jdbc:h2:" + folder.resolve("data/orders"), "sa")).startsWith("a", "b", "c");
        } finally {
            if (postgres != null) {
                postgres.close();
            }
        }
    }

    private void isOfDeadLetter(MimeMessage message) throws Exception {
        assertThat(message.getAllRecipients()).extracting(Object::toString).containsExactly("orders@example.org");
        assertThat(message.getSubject()).isEqualTo("An order could not be processed");
        assertThat(message.getContent()).asString().contains("422", "\"unicorn\"");
    }

    private List<String> days() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve("data"))) {
            for (Path file :
                    files.filter(day -> day.toString().endsWith(".ndjson")).toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }

    private static List<String> ids(String url, String user) throws Exception {
        List<String> ids = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url, user, "");
                ResultSet rows = connection.createStatement().executeQuery("select order_id from orders order by 1")) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    /** What the recipes need and the program has not: the jars of the tests' own class path. */
    private void extend() throws IOException {
        Files.createDirectories(folder.resolve("ext"));
        for (String jar : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(":")) {
            String name = Path.of(jar).getFileName().toString();
            if (name.matches(
                    "(camel-(http|sql|mail|attachments)|angus-(mail|activation)|jakarta\\.(mail|activation)-api|httpc|spring-|h2-|postgresql-|commons-logging|jakarta\\.servlet).*\\.jar")) {
                Files.copy(Path.of(jar), folder.resolve("ext").resolve(name));
            }
        }
    }

    private static String order(String id, String user, String item, int quantity, String more) {
        return "{\"order_id\": \"%s\", \"user\": \"%s\", \"item\": \"%s\", \"quantity\": %d%s}"
                .formatted(id, user, item, quantity, more);
    }

    private static HttpResponse<String> post(URI board, String order) throws Exception {
        return post(board, "application/json", order);
    }

    private static HttpResponse<String> post(URI board, String type, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(board.resolve("/orders"))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
