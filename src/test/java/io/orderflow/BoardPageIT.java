package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.orderflow.kafka.DeadLetterHeaders;
import io.orderflow.observe.RawRequest;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The order board as a person sees it, in a real browser. */
class BoardPageIT {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = OrderflowProcess.PATIENCE;
    private static final String CONTROLS = "a, button, input, select, textarea, summary";
    private static final String MARKUP = "<img src=x onerror=alert(1)>";
    private static final String CHANGED = "🔧 process-order.camel.yaml: changed process-order";

    @TempDir
    static Path folder;

    private static String brokers;
    private static int port;
    private static OrderflowProcess program;
    private static URI address;
    private static ChromeDriver browser;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(
                Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
                "there is no browser here: apt-get install chromium chromium-driver");
        brokers = "localhost:" + OrderflowProcess.freePort();
        port = OrderflowProcess.freePort();
        Files.createDirectories(folder.resolve("inbox"));
        program = program();
        address = program.awaitBoard();
        browser = browser();
        program.awaitLines(1, "🟢");
    }

    private static ChromeDriver browser() {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        options.setCapability("goog:loggingPrefs", logs);
        options.setScriptTimeout(PATIENCE.multipliedBy(6));
        return new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .build(),
                options);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.quit();
        }
        if (program != null) {
            program.close();
        }
    }

    private static OrderflowProcess program() throws Exception {
        return OrderflowProcess.start(
                folder,
                "camel.component.kafka.brokers=" + brokers,
                "orders.http.port=" + port,
                "orders.generator.enabled=false",
                "orders.inbox.patience=500");
    }

    @BeforeEach
    void open() {
        size(1400, 1000);
        browser.get(address.toString());
        awaitText("#connection", "live");
    }

    @AfterEach
    void the_console_is_empty() {
        // that Kafka took more than two seconds, the page says and asks again; the browser notes it as well
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                .allMatch(entry -> entry.getMessage().matches("(?s).*/api/(dead-letters|groups).*status of 503.*"));
    }

    private static void size(int width, int height) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    }

    private static void awaitText(String selector, String text) {
        await(selector + " shows " + text)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(40))
                .ignoreException(StaleElementReferenceException.class)
                .untilAsserted(() -> assertThat(browser.findElements(By.cssSelector(selector)))
                        .extracting(WebElement::getText)
                        .anyMatch(shown -> shown.contains(text)));
    }

    /** @param arguments JSON, each of which the script gets as a value */
    private static Object run(String script, JsonNode... arguments) {
        return ((JavascriptExecutor) browser)
                .executeScript(
                        script,
                        Stream.of(arguments)
                                .map(each -> new ObjectMapper().convertValue(each, Object.class))
                                .toArray());
    }

    private static String order(String user, String item) {
        return order(user, item, 7);
    }

    private static String order(String user, String item, int quantity) {
        return "{\"user\":\"%s\",\"item\":\"%s\",\"quantity\":%d}\n".formatted(user, item, quantity);
    }

    private static void drop(String name, String content) throws Exception {
        Path draft = Files.writeString(folder.resolve("inbox").resolve("." + name), content);
        Files.move(draft, draft.resolveSibling(name));
    }

    @Test
    void orders_appear_by_themselves() throws Exception {
        String item = "soup " + UUID.randomUUID();
        drop("soup.ndjson", order("anna", item, 1_000_000));

        awaitText("#latest tr", item);
        awaitText("#latest tr", "processed");
        awaitText("#items li", item);
        assertThat(browser.findElement(By.id("total-processed")).getText()).isNotEqualTo("0");
    }

    @Test
    void what_came_from_an_order_or_a_file_is_text_whatever_it_looks_like() throws Exception {
        String script = "<script>document.title='hacked'<" + "\\/script>";
        drop("<b>bold<b>.ndjson", order(script, MARKUP, 1_000_000) + "{\"user\":\"" + MARKUP + "\"}\n" + MARKUP + "\n");

        awaitText("#latest tr", MARKUP);
        awaitText("#latest tr", "<script>document.title");
        awaitText("#items li", MARKUP);
        awaitText("#inbox .name", "<b>bold<b>.ndjson");
        awaitText("#letters code", MARKUP);
        browser.findElement(By.id("order-id")).sendKeys(MARKUP, Keys.ENTER);
        awaitText("#found li", "1000000 x " + MARKUP);
        new KafkaTopic(brokers, "orders-dead-letter")
                .send(
                        "k",
                        "a stranger's".getBytes(UTF_8),
                        new RecordHeader(DeadLetterHeaders.REASON, (MARKUP + " reason").getBytes(UTF_8)),
                        new RecordHeader(MARKUP + " name", (MARKUP + " value").getBytes(UTF_8)));
        awaitText("#groups li", MARKUP + " reason");
        awaitText("#letters li", "a stranger");
        run(ofLetter("a stranger", "Open") + ".click()");
        awaitText("#letter-body dt", MARKUP + " name");
        awaitText("#letter-body dd", MARKUP + " value");
        assertThat(run("return document.querySelectorAll('img, main script, main b').length"))
                .isEqualTo(0L);
        assertThat(browser.getTitle()).endsWith("Order board");
    }

    private static Object strangers(String page) throws Exception {
        try (InputStream script = BoardPageIT.class.getResourceAsStream("board/strangers-" + page + ".js")) {
            return browser.executeAsyncScript(new String(script.readAllBytes(), UTF_8), MARKUP);
        }
    }

    @Test
    void in_each_place_that_shows_a_strangers_text_it_is_text() throws Exception {
        assertThat(strangers("board")).asInstanceOf(MAP).satisfies(shown -> {
            assertThat((Long) shown.get("places")).isGreaterThan(50);
            assertThat(shown).contains(Map.entry("missing", List.of()), Map.entry("elements", 0L));
        });
        browser.get(
                address.resolve("/orders/" + URLEncoder.encode(MARKUP, UTF_8).replace("+", "%20"))
                        .toString());
        awaitText("#id", MARKUP);
        awaitText("#state", "not found");
        assertThat(strangers("order")).asInstanceOf(MAP).satisfies(shown -> {
            assertThat((Long) shown.get("places")).isEqualTo(10);
            assertThat(shown).contains(Map.entry("missing", List.of()), Map.entry("elements", 0L));
        });
        // the browser itself tells of the 404
        browser.manage().logs().get(LogType.BROWSER);
    }

    @Test
    void a_page_from_another_origin_changes_nothing_and_reads_nothing() throws Exception {
        drop("forged.ndjson", order("anna", "tea") + "{\"order_id\":\"forged-1\",\"user\":\"anna\"}\n");
        awaitText("#letters code", "forged-1");
        BoardClient board = new BoardClient(address);
        JsonNode before = board.json("/api/dead-letters?limit=1").path("counts");
        HttpServer elsewhere = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        elsewhere.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream page = exchange.getResponseBody()) {
                page.write("<title>elsewhere</title>".getBytes(UTF_8));
            }
        });
        elsewhere.start();
        try {
            browser.get("http://localhost:" + elsewhere.getAddress().getPort() + "/");
            assertThat(browser.getTitle()).isEqualTo("elsewhere");
            // of another site, and of the same one
            for (String base : List.of("http://127.0.0.1:" + port, "http://localhost:" + port)) {
                assertThat(browser.executeAsyncScript(FORGED, base)).as(base).isEqualTo(List.of());
            }
        } finally {
            elsewhere.stop(0);
        }
        assertThat(board.json("/api/dead-letters?limit=1").path("counts")).isEqualTo(before);
        assertThat(board.json("/api/routes/track-orders").at("/route/state").asText())
                .isEqualTo("Started");
        try (Stream<Path> files = Files.walk(folder.resolve("inbox"))) {
            assertThat(files).noneMatch(file -> file.toString().contains("forged-by"));
        }
        browser.manage().logs().get(LogType.BROWSER);
    }

    /** Tries what a page can, and answers with what it could read. */
    private static final String FORGED =
            """
            const [base, done] = arguments;
            const actions = [['/api/dead-letters/replay', '{"all": true}'], ['/api/routes/track-orders/stop', '{}'],
                ['/api/inbox/forged-by-' + Date.now() + '.ndjson', '{"user": "eve", "item": "tea", "quantity": 1}']];
            const read = [];
            const tries = [];
            for (const [path, body] of actions) {
                for (const type of ['text/plain', 'application/json']) {
                    const options = {method: 'POST', body, headers: {'Content-Type': type, 'Orderflow-Action': 'board'}};
                    tries.push(fetch(base + path, options).then(() => read.push(path), () => {}));
                    tries.push(fetch(base + path, {...options, mode: 'no-cors', credentials: 'include'}).catch(() => {}));
                }
                navigator.sendBeacon(base + path, body);
                const frame = document.createElement('iframe');
                frame.name = 'f' + tries.length;
                const form = Object.assign(document.createElement('form'),
                    {action: base + path, method: 'post', enctype: 'text/plain', target: frame.name});
                const field = document.createElement('input');
                field.name = '{"all": true, "x": "';
                field.value = '"}';
                form.append(field);
                document.body.append(frame, form);
                // a frame that is refused says nothing
                tries.push(new Promise(sent => { frame.onload = sent; setTimeout(sent, 2000); }));
                form.submit();
            }
            for (const path of ['/api/board', '/api/dead-letters', '/board.js']) {
                tries.push(fetch(base + path).then(() => read.push(path), () => {}));
            }
            const script = document.createElement('script');
            script.src = base + '/board.js';
            tries.push(new Promise(over => { script.onload = () => { read.push('script'); over(); }; script.onerror = over; }));
            const frame = document.createElement('iframe');
            frame.src = base + '/';
            document.body.append(script, frame);
            const events = new EventSource(base + '/api/events');
            tries.push(new Promise(over => { events.onmessage = () => { read.push('events'); over(); }; events.onerror = over; }));
            Promise.race([Promise.all(tries), new Promise(late => setTimeout(late, 8000))]).then(() => {
                events.close();
                try {
                    if (frame.contentDocument && frame.contentDocument.title === 'Order board') read.push('frame');
                } catch (e) {
                    // it is another origin's
                }
                done(read);
            });
            """;

    @Test
    void a_letter_that_two_browsers_replay_at_once_is_sent_once() throws Exception {
        String id = "both-" + UUID.randomUUID();
        drop("both.ndjson", "{\"order_id\":\"%s\",\"user\":\"anna\"}\n".formatted(id));
        ChromeDriver other = browser();
        try {
            other.get(address.toString());
            List<ChromeDriver> both = List.of(browser, other);
            for (ChromeDriver one : both) {
                await().atMost(PATIENCE)
                        .until(() -> Boolean.TRUE.equals(one.executeScript("const button = "
                                + ofLetter(id, "Replay").replace(".querySelector", "?.querySelector")
                                + "; if (button) button.click(); return document.getElementById('ask').open;")));
            }
            both.parallelStream().forEach(one -> one.executeScript("document.getElementById('ask-yes').click()"));
            for (ChromeDriver one : both) {
                await().atMost(PATIENCE)
                        .until(
                                () -> one.findElement(By.id("letters-said")).getText(),
                                said -> !said.isEmpty() && !said.startsWith("Not all of them"));
            }
            assertThat(both)
                    .extracting(one -> one.findElement(By.id("letters-said")).getText())
                    .containsExactlyInAnyOrder("1 replayed", "Nothing was to be done: somebody was there before");
        } finally {
            other.quit();
        }
        assertThat(new KafkaTopic(brokers, "orders").values())
                .filteredOn(value -> value.contains(id))
                .hasSize(1);
    }

    @Test
    void a_dropped_file_shows_up_and_is_done() throws Exception {
        drop("lunch.ndjson", order("anna", "tea") + order("david", "tea"));

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(file("lunch.ndjson")).contains("done").contains("2 orders"));
    }

    @Test
    void a_broken_file_shows_its_reasons_and_its_dead_letter() throws Exception {
        drop("broken.ndjson", order("anna", "tea").replace("7", "\"seven\""));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(file("broken.ndjson"))
                .contains("failed")
                .contains("line 1: quantity is the text \"seven\""));
        awaitText("#letters li", "broken.ndjson, line 1");
        awaitText("#letters li", "quantity is the text \"seven\"");
        awaitText("#letters code", "\"quantity\":\"seven\"");
    }

    private static String file(String name) {
        return (String) ((JavascriptExecutor) browser)
                .executeScript(
                        "return Array.from(document.querySelectorAll('#inbox li'))"
                                + ".map(li => li.innerText).find(text => text.startsWith(arguments[0])) || ''",
                        name);
    }

    @Test
    void a_lost_connection_is_shown_and_heals_by_itself() throws Exception {
        program.kill();
        try {
            awaitText("#connection", "no connection");
            awaitText("#alerts", "The connection to the program is lost");
            assertThat(browser.getTitle()).startsWith("No connection");
        } finally {
            program = program();
        }
        awaitText("#connection", "live");
        await().atMost(PATIENCE)
                .until(() -> browser.findElements(By.cssSelector("#alerts p")).isEmpty());
        // that nobody answered, the browser says itself
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                .allMatch(entry -> entry.getMessage().contains("net::ERR_"));
    }

    @Test
    void on_a_narrow_phone_nothing_sticks_out() throws Exception {
        drop("long.ndjson", order("user".repeat(60), "item".repeat(60), 1_000_000) + "x".repeat(400) + "\n");
        awaitText("#letters code", "xxxxx");
        awaitText("#latest tr", "itemitem");
        size(360, 740);

        awaitThePhonesWidth();
        assertNothingSticksOut("what can be done, and how it is");
        for (String id : List.of("rate-in", "chart", "totals", "latest", "inbox", "letters", "routes")) {
            assertThat(browser.findElement(By.id(id)).isDisplayed()).as(id).isTrue();
        }
    }

    /** The charts follow a moment later. */
    private static void awaitThePhonesWidth() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(widerThanThePhone()).isEqualTo(List.of()));
    }

    /** What makes the page wider than 360 px: it is wider, and lies in nothing that cuts it or scrolls. */
    private static Object widerThanThePhone() {
        return run(
                """
                const clipped = e => e && (getComputedStyle(e).overflowX !== 'visible' || clipped(e.parentElement));
                const wide = document.documentElement.scrollWidth;
                return wide <= 360 ? [] : [wide].concat(Array.from(document.querySelectorAll('body *'))
                    .filter(e => e.scrollWidth > e.clientWidth && e.getBoundingClientRect().left + e.scrollWidth > 360
                        && !clipped(e)).map(e => e.outerHTML.slice(0, 200)));
                """);
    }

    @Test
    void a_narrow_phone_needs_no_wider_page_whatever_the_texts_and_numbers_are() throws Exception {
        ApiDescription api = new ApiDescription(new ObjectMapper()
                .readTree(Path.of("src/main/resources/board/openapi.json").toFile()));
        size(360, 740);
        run(DEAF);
        run(
                """
            const [board, letters, history, groups, routes, route] = arguments;
            const answers = {'/api/dead-letters': letters, '/api/history': history, '/api/groups': groups,
                '/api/routes': routes};
            history.range = '5m';
            window.fetch = async url => new Response(JSON.stringify(answers[url.split('?')[0]] || route));
            document.getElementById('members-title').scrollIntoView();
            // asked for each time: what the page had asked for before may come late
            setInterval(() => {
                charts.asked = groupsAsked = routesAsked = lettersAsked = 0;
                charts.version = lastSave = lettersSeen = '';
                hear({data: JSON.stringify(board)});
                shownRoute = route.route.id;
                document.getElementById('shape').hidden = false;
            }, 200);
            document.querySelectorAll('details').forEach(details => { details.open = true; });
            """,
                api.largest("Board"),
                api.largest("LetterPage"),
                api.largest("History"),
                api.largest("Groups"),
                api.largest("RoutePage"),
                api.largest("RouteWhole"));
        for (String list : List.of(
                "latest",
                "inbox",
                "problems",
                "groups",
                "letters",
                "marks",
                "members",
                "saves",
                "waiting-keys",
                "working",
                "items",
                "routes",
                "shape-flow")) {
            awaitText("#" + list, "w".repeat(30));
        }
        awaitThePhonesWidth();
    }

    private static void assertNothingSticksOut(String what) {
        assertThat(run(
                        "return Array.from(document.querySelectorAll('tbody .badge, main button, main input, main a:not(.text a), .number'))"
                                + ".filter(e => e.checkVisibility() && (e.getBoundingClientRect().right > innerWidth"
                                + " || e.getBoundingClientRect().left < 0)).map(e => e.outerHTML)"))
                .as(what)
                .isEqualTo(List.of());
    }

    private static String focused() {
        return browser.switchTo().activeElement().getDomAttribute("id");
    }

    @Test
    void an_order_is_found_with_the_keyboard_alone() throws Exception {
        String item = "pie " + UUID.randomUUID();
        drop(
                "pie.ndjson",
                "{\"order_id\":\"pie-1\",\"user\":\"mei\",\"item\":\"%s\",\"quantity\":7}\n".formatted(item));
        awaitText("#latest tr", item + " mei processed");
        Actions keys = new Actions(browser);
        keys.sendKeys(Keys.TAB).perform();
        assertThat(browser.switchTo().activeElement().getText()).isEqualTo("Skip to the board");
        keys.sendKeys(Keys.ENTER).perform();
        // past the charts
        for (int i = 0; i < 20 && !"order-id".equals(focused()); i++) {
            keys.sendKeys(Keys.TAB).perform();
        }
        assertThat(focused()).isEqualTo("order-id");

        keys.sendKeys("PIE-1", Keys.ENTER).perform();
        awaitText("#found li", "7 x " + item + " from mei");
        awaitText("#found li", "processed");
        keys.keyDown(Keys.CONTROL)
                .sendKeys("a")
                .keyUp(Keys.CONTROL)
                .sendKeys("nobody", Keys.ENTER)
                .perform();
        awaitText("#found", "No order with that; ");
        assertThat(browser.findElement(By.id("further")).isDisplayed()).isFalse();
        keys.sendKeys(Keys.TAB, Keys.TAB, Keys.ENTER).perform();
        assertThat(browser.findElement(By.id("before")).isDisplayed()).isTrue();
        browser.get(address.resolve("/orders/pie-1").toString());
        awaitText("#state", "processed");
        awaitText("#story li", "In the topic");
        awaitText("#payload", item);
    }

    @Test
    void while_it_is_paused_nothing_moves() throws Exception {
        WebElement pause = browser.findElement(By.id("pause"));
        pause.click();
        assertThat(pause.getDomAttribute("aria-pressed")).isEqualTo("true");
        String item = "cake " + UUID.randomUUID();
        drop("cake.ndjson", order("anna", item));
        await().atMost(PATIENCE)
                .until(() ->
                        run("return JSON.stringify(board.latest)").toString().contains(item));
        browser.executeAsyncScript("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))");
        awaitText("#connection", "frozen");
        assertThat(browser.findElement(By.id("latest")).getText()).doesNotContain(item);

        pause.click();
        awaitText("#latest tr", item);
    }

    @Test
    void a_route_is_paused_and_resumed_with_the_keyboard_and_its_steps_are_text() throws Exception {
        Path step = folder.resolve("routes/process-order.camel.yaml");
        String before = Files.readString(step);
        Files.writeString(step, before.replace("📦 Received order:", MARKUP + " 📦 Received order:"));
        awaitText("#saves li", "changed process-order");
        WebElement pause = browser.findElement(By.cssSelector("button[aria-label='Pause track-orders']"));
        run("document.querySelector(\"button[aria-label='Pause track-orders']\").focus()");
        pause.sendKeys(Keys.ENTER);
        awaitText("#verdict-sentence", "track-orders was paused by somebody at ");
        awaitText("#routes tr", "paused");
        String item = "paused " + UUID.randomUUID();
        drop("while-paused.ndjson", order("anna", item));
        awaitText("#latest tr", item + " anna waiting");
        browser.findElement(By.cssSelector("button[aria-label='Resume track-orders']"))
                .sendKeys(Keys.ENTER);
        awaitText("#latest tr", item + " anna processed");

        click("#routes tr:nth-child(3) button", "Steps");
        awaitText("#shape-title", "process-order");
        awaitText("#shape-place", "routes/process-order.camel.yaml, line 6");
        awaitText("#shape-flow .node", MARKUP);
        assertThat(run("return document.querySelectorAll('main img').length")).isEqualTo(0L);
        Files.writeString(step, before.replace("- log:", "- lok:"));
        awaitText(
                "#saves li",
                "Not taken: routes/process-order.camel.yaml, line 8: there is no \"lok\"; did you mean log?");
        axe("a mistake and the steps of a route");
        size(360, 740);
        awaitThePhonesWidth();
        Files.writeString(step, before);
        awaitText("#saves li:first-child", "changed process-order");
    }

    @Test
    void the_charts_show_the_values_under_the_pointer_reach_back_a_day_and_mark_what_happened() throws Exception {
        AtomicInteger files = new AtomicInteger();
        // those of one second share a mark, another test's file too
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(3)).until(() -> {
            drop("<b>marked<b>%d.ndjson".formatted(files.incrementAndGet()), order("anna", "tea"));
            return run("return document.getElementById('marks').textContent")
                    .toString()
                    .matches("(?s).*<b>marked<b>\\d+\\.ndjson: 1 order.*");
        });
        assertThat(run("return document.querySelectorAll('#chart canvas').length"))
                .isEqualTo(3L);
        new Actions(browser)
                .moveToElement(browser.findElement(By.cssSelector("#plot-rates .u-over")), 200, 10)
                .perform();
        awaitText("#plot-rates .u-legend", "/s");
        assertThat((Long) run("return charts.plots[0].axes[1]._splits.length")).isGreaterThanOrEqualTo(3);
        browser.findElement(By.id("log-scale")).click();
        browser.findElement(By.id("by-partition")).click();
        awaitText("#plot-waiting .u-legend", "partition 2");
        browser.findElement(By.id("range-24h")).click();
        await().atMost(PATIENCE).until(() -> run("return charts.data.range").equals("24h"));
        browser.findElement(By.id("range-5m")).click();
        await().atMost(PATIENCE).until(() -> run("return charts.data.range").equals("5m"));
        Object before = run("return charts.data.end");
        await().atMost(PATIENCE).until(() -> !run("return charts.data.end").equals(before));
        assertThat(run("return document.querySelectorAll('main b').length")).isEqualTo(0L);
        size(360, 740);
        awaitThePhonesWidth();
    }

    @Test
    void who_reads_with_which_partitions_and_which_keys_are_worked_on_is_shown() throws Exception {
        Path step = folder.resolve("routes/process-order.camel.yaml");
        int saves = program.linesWith(CHANGED).size();
        String before = Files.readString(step);
        Files.writeString(
                step,
                before.stripTrailing()
                        + "\n        - delay:\n            expression:\n              constant:\n                expression: \"3000\"\n");
        program.awaitLines(saves + 1, CHANGED);
        // not so long that it is shortened
        String user = MARKUP + UUID.randomUUID().toString().substring(0, 8);
        drop("slow.ndjson", order(user, "tea"));
        awaitText("#working li", "track-orders works on " + user);
        run("document.getElementById('members-title').scrollIntoView()");
        awaitText("#members tr", "order-tracker");
        awaitText("#members tr", "this program");
        awaitText("#members tr", "orders 0, 1, 2");
        Files.writeString(
                step,
                before.stripTrailing()
                        + "\n        - throwException:\n            exceptionType: java.lang.IllegalStateException\n"
                        + "            message: \"" + MARKUP + " is closed\"\n");
        program.awaitLines(saves + 2, CHANGED);
        drop("waits.ndjson", order(user, "tea"));
        awaitText("#waiting-keys li", user);
        awaitText("#waiting-keys .reason", MARKUP + " is closed");
        assertThat(run("return document.querySelectorAll('main img').length")).isEqualTo(0L);
        axe("a key that waits");
        Files.writeString(step, before);
        program.awaitLines(saves + 3, CHANGED);
        awaitText("#no-waiting", "No key waits");
    }

    @Test
    void each_part_has_a_heading_and_each_image_and_field_a_name() {
        assertThat(browser.findElements(By.cssSelector("main section:not([hidden])")))
                .isNotEmpty()
                .allMatch(section -> !section.getAccessibleName().isBlank());
        assertThat(browser.findElement(By.id("chart")).getAriaRole()).isIn("img", "image");
        assertThat(browser.findElement(By.id("chart")).getAccessibleName())
                .startsWith("Orders per second of the last five minutes: in ");
        assertThat(browser.findElement(By.id("order-id")).getAccessibleName())
                .isEqualTo("Find orders by id, user or item");
        assertThat(browser.findElement(By.id("connection")).getAriaRole()).isEqualTo("status");
        assertThat(browser.findElement(By.id("alerts")).getDomAttribute("role")).isEqualTo("alert");
    }

    @Test
    void a_page_too_many_says_why_and_comes_alive_when_another_is_closed() throws Exception {
        List<RawRequest> pages = new ArrayList<>();
        try {
            // else it gives up a place of its own when it comes back
            browser.get("about:blank");
            await("the browser's own page is given up, and 50 others are let in")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        RawRequest page =
                                new RawRequest(address, "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
                        if (page.begin().startsWith("HTTP/1.1 200")) {
                            pages.add(page);
                        } else {
                            page.close();
                        }
                        return pages.size() == 50;
                    });
            browser.get(address.toString());
            awaitText("#alerts", "50 pages of the board are open, and there can't be more; close one of them");
        } finally {
            for (RawRequest page : pages) {
                page.close();
            }
        }
        awaitText("#connection", "live");
        // the browser itself notes the refusals there
        browser.manage().logs().get(LogType.BROWSER);
    }

    @Test
    void many_thousands_of_orders_a_second_of_as_many_items_leave_page_and_messages_small() throws Exception {
        run(
                "new EventSource('/api/events').onmessage = m => window.longest = Math.max(window.longest || 0, m.data.length)");
        StringBuilder file = new StringBuilder();
        IntStream.range(0, 50_000).forEach(i -> file.append(order("user " + i, "item " + i % 20_000)));
        String last = "last " + UUID.randomUUID();
        drop("many.ndjson", file + order("anna", last));

        await().atMost(PATIENCE.multipliedBy(3))
                .until(() -> run("return document.getElementById('waiting').textContent === '0'"
                                + " && document.getElementById('latest').textContent.includes('" + last + "')")
                        .equals(true));
        assertThat((Long) run("return window.longest")).isBetween(1_000L, 12_000L);
        assertThat((Long) run("return document.querySelectorAll('*').length")).isLessThan(1_500);
    }

    private static void click(String selector, String text) {
        await(text)
                .atMost(PATIENCE)
                .ignoreException(StaleElementReferenceException.class)
                .until(() -> {
                    List<WebElement> found = browser.findElements(By.cssSelector(selector)).stream()
                            .filter(element -> element.getText().contains(text) && element.isDisplayed())
                            .toList();
                    found.stream().findFirst().ifPresent(WebElement::click);
                    return !found.isEmpty();
                });
    }

    @Test
    void a_dead_letter_is_opened_mended_as_it_is_checked_and_sent_and_is_text_throughout() throws Exception {
        String id = "mend-" + UUID.randomUUID();
        drop(
                "mend.ndjson",
                "{\"order_id\":\"%s\",\"user\":\"%s\",\"item\":\"tea\",\"quantity\":\"2\"}\n".formatted(id, MARKUP));
        awaitText("#letters code", id);
        click("#letters li:first-child button", "Open");
        awaitText("#letter-body pre", MARKUP);
        copied("#letter-body button");
        click("#letter .close", "Close");
        assertThat(pasted()).contains(MARKUP).contains(id);
        click("#letters li:first-child button", "Mend and send");
        awaitText("#mend-check", "quantity is the text \"2\"");
        assertThat(browser.findElement(By.id("mend-send")).isEnabled()).isFalse();
        WebElement text = browser.findElement(By.id("mend-text"));
        String mended = text.getDomProperty("value").replace("\"2\"", "2");
        text.clear();
        text.sendKeys(mended);
        awaitText("#mend-check", "This is an order");
        browser.findElement(By.id("mend-send")).click();
        awaitText("#letters-said", "1 mended and sent");
        awaitText("#latest tr", MARKUP + " processed");

        browser.get(address.resolve("/orders/" + id).toString());
        awaitText("#state", "processed");
        awaitText("#payload", MARKUP);
        assertThat(run("return document.querySelectorAll('img').length")).isEqualTo(0L);
        run("Object.defineProperty(navigator, 'clipboard', {value: undefined})");
        copied("#copy");
        browser.get(address.toString());
        assertThat(pasted())
                .as("over plain HTTP from another machine")
                .contains("\"quantity\":2")
                .contains(id);
    }

    private static void copied(String button) {
        browser.findElement(By.cssSelector(button)).click();
        awaitText(button, "Copied");
    }

    private static String pasted() {
        WebElement field = browser.findElement(By.id("order-id"));
        run("document.getElementById('order-id').maxLength = 10000");
        field.clear();
        field.sendKeys(Keys.chord(Keys.CONTROL, "v"));
        return field.getDomProperty("value");
    }

    @Test
    void a_file_is_chosen_and_an_order_written_on_the_page_and_both_go_through_the_inbox() throws Exception {
        Path file = Files.writeString(folder.resolve("chosen.ndjson"), order("anna", "chosen"));
        awaitText("#inbox-bar", "Choose files");
        browser.findElement(By.id("files")).sendKeys(file.toString());
        awaitText("#latest tr", "chosen anna processed");

        browser.findElement(By.id("write")).click();
        browser.findElement(By.id("write-user")).sendKeys("mei");
        browser.findElement(By.id("write-item")).sendKeys("written", Keys.ENTER);
        awaitText("#latest tr", "written mei processed");
        run("const files = new DataTransfer(); files.items.add(new File(['"
                + order("zoe", "dropped").strip()
                + "'], 'dropped.ndjson')); document.dispatchEvent(new DragEvent('drop', {dataTransfer: files}));");
        awaitText("#latest tr", "dropped zoe processed");
        browser.findElement(By.id("sample")).click();
        awaitText("#inbox-said", "A file with two orders is in the inbox");
        awaitText("#latest tr", "apple pie lucy processed");
        assertThat(run("return document.getElementById('no-files').textContent"))
                .isEqualTo("No files lately. Drop order files into the folder inbox, or onto this page.");
        Path other = Files.writeString(folder.resolve("notes.txt"), "no orders");
        browser.findElement(By.id("files")).sendKeys(other.toString());
        awaitText("#inbox-said", "notes.txt: A file's name has");
        assertThat(folder.resolve("inbox/notes.txt")).doesNotExist();
        // the browser itself tells of the 422
        browser.manage().logs().get(LogType.BROWSER);
    }

    /** Goes to what the script finds, with the tabulator alone. */
    private static void tabTo(String target, CharSequence... then) {
        await(target).atMost(PATIENCE).ignoreExceptions().until(() -> {
            Long steps = (Long) run("const target = " + target + "; if (document.activeElement === target) return 0;"
                    + "const scope = document.querySelector('dialog[open]') || document;"
                    + "const all = Array.from(scope.querySelectorAll('a[href], button, input, textarea, summary, [tabindex]'))"
                    + ".filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility());"
                    + "return all.indexOf(target) - all.indexOf(document.activeElement);");
            Actions keys = new Actions(browser);
            if (steps < 0) {
                keys.keyDown(Keys.SHIFT);
            }
            for (int i = 0; i < Math.abs(steps); i++) {
                keys.sendKeys(Keys.TAB);
            }
            keys.keyUp(Keys.SHIFT).perform();
            return Boolean.TRUE.equals(run("return document.activeElement === " + target));
        });
        new Actions(browser).sendKeys(then).perform();
    }

    private static String ofLetter(String text, String button) {
        return "Array.from(document.querySelectorAll('#letters li')).find(li => li.innerText.includes('%s'))"
                        .formatted(text)
                + ".querySelector(\"button[aria-label^='%s']\")".formatted(button);
    }

    @Test
    void each_action_is_done_with_the_keyboard_alone() throws Exception {
        String bad = "{\"order_id\":\"kb-%d\",\"user\":\"anna\",\"item\":\"tea\"}\n";
        drop("keyboard.ndjson", bad.formatted(1) + bad.formatted(2) + bad.formatted(3));
        awaitText("#letters code", "kb-3");
        tabTo("document.getElementById('pause')", Keys.SPACE);
        awaitText("#connection", "display frozen");
        tabTo("document.getElementById('pause')", Keys.SPACE);
        awaitText("#connection", "live");
        tabTo("document.getElementById('write')", Keys.ENTER);
        new Actions(browser)
                .sendKeys("mei", Keys.TAB, "by keyboard", Keys.ENTER)
                .perform();
        awaitText("#latest tr", "by keyboard mei processed");
        tabTo("document.getElementById('files')");

        tabTo(ofLetter("kb-1", "Open letter"), Keys.ENTER);
        awaitText("#letter-body pre", "kb-1");
        new Actions(browser).sendKeys(Keys.ESCAPE).perform();
        assertThat(run("return document.activeElement === " + ofLetter("kb-1", "Open letter")))
                .as("who closes it is where he was")
                .isEqualTo(true);
        tabTo(ofLetter("kb-1", "Replay"), Keys.ENTER);
        tabTo("document.getElementById('ask-yes')", Keys.ENTER);
        awaitText("#letters-said", "1 replayed");
        await().atMost(PATIENCE)
                .until(() -> Boolean.TRUE.equals(run("return document.activeElement !== document.body")));
        tabTo(ofLetter("kb-2", "Set aside"), Keys.ENTER);
        new Actions(browser).sendKeys("a test", Keys.ENTER).perform();
        awaitText("#letters-said", "1 set aside");
        tabTo(ofLetter("kb-3", "Mend"), Keys.ENTER);
        awaitText("#mend-check", "quantity is missing");
        tabTo("document.getElementById('mend-text')");
        new Actions(browser)
                .keyDown(Keys.CONTROL)
                .sendKeys("a")
                .keyUp(Keys.CONTROL)
                .sendKeys(bad.formatted(3).strip().replace("}", ",\"quantity\":1}"))
                .perform();
        awaitText("#mend-check", "This is an order");
        tabTo("document.getElementById('mend-send')", Keys.ENTER);
        awaitText("#letters-said", "1 mended and sent");
    }

    @Test
    void the_tabulator_reaches_each_control_that_is_to_be_seen() {
        awaitText("#inbox-bar", "Choose files");
        run("window.reached = new Set(); addEventListener('focusin', event => reached.add(event.target));"
                + "document.activeElement.blur(); document.getElementById('pause').click()");
        // other tests may have left any number of letters, which come by and by
        await().atMost(PATIENCE).untilAsserted(() -> {
            Actions keys = new Actions(browser);
            long controls = ((Number) run("return document.querySelectorAll('" + CONTROLS + "').length")).longValue();
            for (int i = 0; i < controls + 10; i++) {
                keys.sendKeys(Keys.TAB);
            }
            keys.perform();
            assertThat(
                            run(
                                    "return Array.from(document.querySelectorAll('" + CONTROLS + "'))"
                                            + ".filter(e => e.checkVisibility() && !e.disabled && !reached.has(e)).map(e => e.outerHTML)"))
                    .isEqualTo(List.of());
        });
    }

    @Test
    void what_is_not_known_is_no_zero_and_who_may_only_read_has_no_buttons() throws Exception {
        drop("read-only.ndjson", "{\"order_id\":\"ro-1\",\"user\":\"anna\"}\n");
        awaitText("#letters code", "ro-1");
        String acting = "return Array.from(document.querySelectorAll('main button')).filter(e => e.checkVisibility())"
                + ".map(e => e.textContent).filter(t => /^(Pause|Resume|Stop|Start|Replay|Mend|Set|Open again|Write|Send)/.test(t))";
        assertThat(run(acting)).asInstanceOf(LIST).contains("Mend and send", "Write an order");
        run(DEAF);
        await().atMost(PATIENCE).until(() -> {
            run("hear({data: JSON.stringify(Object.assign({}, first, {backlog: {up: false, partitions: []},"
                    + " dead_letters: {counts: first.dead_letters.counts}, read_only: true}))})");
            return run(acting).equals(List.of());
        });

        assertThat(browser.findElement(By.id("waiting")).getText()).isEqualTo("?");
        assertThat(browser.findElement(By.id("letter-count")).getText()).isEqualTo("?");
        assertThat(browser.findElement(By.id("inbox-bar")).isDisplayed()).isFalse();
        run("hear({data: JSON.stringify(Object.assign({}, first, {read_only: false}))})");
        assertThat(browser.findElement(By.id("inbox-bar")).isDisplayed()).isTrue();
        run("hear({data: JSON.stringify(Object.assign({}, first, {read_only: false, inbox_folder: undefined}))})");
        assertThat(browser.findElement(By.id("inbox-bar")).isDisplayed()).isFalse();
    }

    @Test
    void a_list_that_changes_leaves_the_keyboard_where_it_is() {
        assertThat(run("const list = document.createElement('ul'); document.body.append(list);"
                        + "const show = items => fill(list, items, i => i.id, i => {"
                        + " const li = document.createElement('li');"
                        + " li.append(button(i.id + i.text, '', () => {}), button('second', '', () => {})); return li; });"
                        + "const seen = () => document.activeElement.parentElement?.dataset.key + document.activeElement.textContent;"
                        + "show([{id: 'a', text: 1}, {id: 'b', text: 1}, {id: 'c', text: 1}]);"
                        + "list.children[1].lastElementChild.focus();"
                        + "const all = [];"
                        + "show([{id: 'n', text: 1}, {id: 'b', text: 1}, {id: 'c', text: 2}]); all.push(seen());"
                        + "show([{id: 'm', text: 1}, {id: 'n', text: 1}, {id: 'b', text: 2}]); all.push(seen());"
                        + "all.push(Array.from(list.children).map(c => c.dataset.key).join(''));"
                        + "show([{id: 'b', text: 2}, {id: 'm', text: 1}]);"
                        + "all.push(Array.from(list.children).map(c => c.dataset.key).join(''));"
                        + "list.remove(); return all;"))
                .isEqualTo(List.of("bsecond", "bsecond", "mnb", "bm"));
    }

    @Test
    void a_screen_reader_hears_the_verdict_when_it_is_another_one_and_not_each_second() {
        browser.findElement(By.id("pause")).click();
        Object heard = run("const said = document.getElementById('verdict-sentence'); const heard = [];"
                + "const show = (kind, sentence) => { showVerdict({state: 'bad', sentence,"
                + " problems: [{kind, severity: 'bad', sentence, link: '#x'}]}); heard.push(said.getAttribute('aria-live')); };"
                + "show('kafka_away', 'away for 4 s'); show('kafka_away', 'away for 5 s'); show('trouble', 'gone');"
                + "showVerdict({state: 'well', sentence: 'All is well', problems: []}); heard.push(said.getAttribute('aria-live'));"
                + "return heard;");
        assertThat(heard).isEqualTo(List.of("polite", "off", "polite", "polite"));
    }

    /** From here on the page hears what it is told here, and draws each of it at once. */
    private static final String DEAF =
            """
            window.first = board;
            window.hear = events.onmessage;
            events.onmessage = null;
            window.requestAnimationFrame = draw => draw();
            window.seconds = 0;
            """;

    /** Tells the page what the program would in this second, each of them another one. */
    private static final String SECOND =
            """
            const rows = ++window.seconds * 15;
            const message = Object.assign({}, first, {time: first.time + 1000 * window.seconds,
                rate: {in: 10000 + window.seconds % 7, out: 9000 + window.seconds % 11, p50_ms: window.seconds % 13, p99_ms: window.seconds % 17}});
            if (busy) {
                message.latest = Array.from({length: 15}, (_, i) => ({order_id: 'order-' + (rows + i), user: 'user ' + i,
                    item: 'item ' + (rows + i), quantity: 1, partition: i % 3, offset: rows + i, time: message.time, state: 'processed'}));
                message.top_items = Array.from({length: 10}, (_, i) => ({item: 'item ' + i, quantity: 1000 * (10 - i) + rows}));
                message.backlog = {up: true, lag: rows, partitions: [0, 1, 2].map(p => ({partition: p, end: rows * 5, committed: rows, lag: rows}))};
                message.totals = Object.fromEntries(Object.keys(first.totals).map(name => [name, rows]));
                message.inbox = Array.from({length: 15}, (_, i) => ({name: 'file ' + (window.seconds - i), stage: i ? 'failed' : 'reading',
                    bytes: rows, read: rows, orders: rows, refused: 2, reasons: ['line 1: quantity is ' + rows, 'line 2'], time: message.time}));
                message.routes = first.routes.map(route => Object.assign({}, route, {exchanges: rows, mean_millis: window.seconds % 5}));
                message.consumers = first.consumers.map(consumer => Object.assign({}, consumer, {held: rows, in_work: 2, waiting_keys: 10,
                    working: [{partition: 0, key: 'user ' + rows}],
                    waiting: Array.from({length: 10}, (_, i) => ({order_id: 'order-' + (rows + i), user: 'user ' + i, partition: 0, offset: rows + i,
                        tries: 2, cause: 'java.lang.IllegalStateException: ' + rows, since_ms: 1, next_ms: rows, behind: i}))}));
                message.verdict = {state: 'bad', sentence: 'waits ' + rows, problems: [{kind: 'orders_waiting', severity: 'bad',
                    sentence: 'waits ' + rows, link: '#group-title'}]};
            }
            window.last = message;
            hear({data: JSON.stringify(message)});
            document.body.offsetHeight;
            """;

    private static double metric(String name) {
        List<?> metrics = (List<?>)
                browser.executeCdpCommand("Performance.getMetrics", Map.of()).get("metrics");
        return metrics.stream()
                .map(Map.class::cast)
                .filter(metric -> metric.get("name").equals(name))
                .mapToDouble(metric -> ((Number) metric.get("value")).doubleValue())
                .findFirst()
                .orElseThrow();
    }

    private static void pass(int seconds, boolean busy) {
        run("const busy = " + busy + "; for (let i = 0; i < " + seconds + "; i++) {" + SECOND + "}");
    }

    private static double bytesInUse() {
        browser.executeCdpCommand("HeapProfiler.collectGarbage", Map.of());
        return metric("JSHeapUsedSize");
    }

    /** With {@code -Dseconds=43200} it is twelve hours. */
    @Test
    void a_second_costs_little_and_hours_leave_nothing_behind() {
        // of this thread's own time, however much else the machine does
        browser.executeCdpCommand("Performance.enable", Map.of("timeDomain", "threadTicks"));
        run(DEAF);
        pass(400, true);
        pass(300, true);
        double before = bytesInUse();
        double nodes = metric("Nodes");
        for (boolean busy : new boolean[] {false, true}) {
            double began = metric("ScriptDuration") + metric("LayoutDuration") + metric("RecalcStyleDuration");
            pass(100, busy);
            double each =
                    (metric("ScriptDuration") + metric("LayoutDuration") + metric("RecalcStyleDuration") - began) / 100;
            System.out.printf("a second costs the page %.1f ms, %s%n", 1_000 * each, busy ? "busy" : "idle");
            assertThat(each).as("of a core, " + (busy ? "busy" : "idle")).isLessThan(busy ? 0.10 : 0.02);
        }
        int more = Integer.getInteger("seconds", 500);
        for (int i = 0; i < more; i += 100) {
            pass(100, true);
        }
        assertThat(run("return document.getElementById('verdict-sentence').textContent"))
                .isEqualTo("waits " + run("return window.seconds * 15"));
        assertThat(run("return charts.data.times.length")).isEqualTo(300L);
        double bytes = bytesInUse() - before;
        System.out.printf(
                "%,d seconds leave %,.0f bytes and %.0f nodes behind%n", more, bytes, metric("Nodes") - nodes);
        assertThat(bytes).as("bytes more").isLessThan(Math.min(500_000, 100_000 + 200 * more));
        assertThat(metric("Nodes") - nodes).isLessThan(Math.min(500, more / 4));
        browser.executeCdpCommand("Performance.disable", Map.of());
    }

    /** Seconds in which it is watched: {@code -Dwatched=30} for a number to trust. */
    @Test
    void while_ten_thousand_orders_a_second_flow_the_page_takes_a_tenth_of_a_core_at_most() throws Exception {
        int seconds = Integer.getInteger("watched", 4);
        browser.executeCdpCommand("Performance.enable", Map.of("timeDomain", "threadTicks"));
        long processed = new BoardClient(address)
                .json("/api/board")
                .at("/totals/processed")
                .asLong();
        double began = metric("TaskDuration");
        long start = System.nanoTime();
        for (int second = 0; second < seconds; second++) {
            StringBuilder file = new StringBuilder();
            int from = 10_000 * second;
            IntStream.range(from, from + 10_000).forEach(i -> file.append(order("user " + i, "item " + i % 500)));
            drop("second-%d.ndjson".formatted(second), file.toString());
            long due = start + Duration.ofSeconds(second + 1).toNanos();
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> System.nanoTime() > due);
        }
        double share = (metric("TaskDuration") - began) / ((System.nanoTime() - start) / 1e9);
        System.out.printf("at 10,000 orders/s the page takes %.1f %% of a core%n", 100 * share);
        assertThat(share).isLessThan(0.10);
        await().atMost(PATIENCE.multipliedBy(2))
                .until(() -> new BoardClient(address)
                                .json("/api/board")
                                .at("/totals/processed")
                                .asLong()
                        >= processed + 10_000L * seconds);
        browser.executeCdpCommand("Performance.disable", Map.of());
    }

    private static void axe(String state) throws Exception {
        String axe = Files.readString(Path.of("src/test/resources/axe/axe.min.js"));
        run(axe + "; window.axe = axe;");
        Object serious = browser.executeAsyncScript(
                "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations"
                        + ".filter(v => v.impact === 'serious' || v.impact === 'critical')"
                        + ".map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | '))))");
        assertThat(serious).as(state).isEqualTo(List.of());
    }

    @Test
    void a_checker_of_accessibility_finds_nothing_serious_in_any_state() throws Exception {
        drop("axe.ndjson", order("anna", "tea") + "{\"order_id\":\"axe-1\",\"user\":\"anna\"}\n");
        awaitText("#letters code", "axe-1");
        for (String scheme : List.of("light", "dark")) {
            browser.executeCdpCommand(
                    "Emulation.setEmulatedMedia",
                    Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
            axe(scheme);
        }
        click("#letters li:first-child button", "Open");
        awaitText("#letter-body pre", "axe-1");
        axe("a letter");
        click("#letter .close", "Close");
        click("#letters li:first-child button", "Mend and send");
        awaitText("#mend-check", "is missing");
        axe("a letter is mended");
        click("#mend .close", "Cancel");
        browser.findElement(By.id("order-id")).sendKeys("axe", Keys.ENTER);
        awaitText("#found", "looked at");
        axe("orders that were found");
        click("#letters li:first-child button", "Set aside");
        axe("asked why");
        click("#ask .close", "Cancel");
        browser.findElement(By.id("write")).click();
        axe("an order is written");
        browser.get(address.resolve("/orders/axe-1").toString());
        awaitText("#state", "dead letter");
        size(360, 740);
        axe("an order on a phone");
        browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
        awaitThePhonesWidth();
    }
}
