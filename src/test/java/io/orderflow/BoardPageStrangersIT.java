package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.orderflow.kafka.DeadLetterHeaders;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.logging.LogType;

/** What strangers wrote is text on the page, and what they serve reads and changes nothing. */
class BoardPageStrangersIT extends BoardPage {

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
    void what_came_from_an_order_or_a_file_is_text_whatever_it_looks_like() throws Exception {
        String script = "<script>document.title='hacked'<" + "\\/script>";
        drop(
                "<b>bold<b>.ndjson",
                Orders.line(script, MARKUP, 1_000_000) + "{\"user\":\"" + MARKUP + "\"}\n" + MARKUP + "\n");

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
        run(ofLetter("a stranger", "Show") + ".click()");
        awaitText("#letter-body dt", MARKUP + " name");
        awaitText("#letter-body dd", MARKUP + " value");
        assertThat(run("return document.querySelectorAll('img, main script, main b').length"))
                .isEqualTo(0L);
        assertThat(browser.getTitle()).endsWith("Order board");
    }

    private static Object strangers(String page) throws Exception {
        try (InputStream script = BoardPage.class.getResourceAsStream("board/strangers-" + page + ".js")) {
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
}
