package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

/** What can be done on the page: with dead letters, files, orders and routes. */
class BoardPageActionsIT extends BoardPage {

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
                await().atMost(PATIENCE).until(() -> !one.findElement(By.id("letters-said"))
                        .getText()
                        .isEmpty());
            }
            assertThat(both)
                    .extracting(one -> one.findElement(By.id("letters-said")).getText())
                    .containsExactlyInAnyOrder(
                            "1 replayed",
                            "Nothing was to be done: somebody was there before, or there is no record in the letter");
        } finally {
            other.quit();
        }
        assertThat(new KafkaTopic(brokers, "orders").values())
                .filteredOn(value -> value.contains(id))
                .hasSize(1);
    }

    @Test
    void a_dead_letter_is_opened_mended_as_it_is_checked_and_sent_and_is_text_throughout() throws Exception {
        String id = "mend-" + UUID.randomUUID();
        drop(
                "mend.ndjson",
                "{\"order_id\":\"%s\",\"user\":\"%s\",\"item\":\"tea\",\"quantity\":\"2\"}\n".formatted(id, MARKUP));
        awaitText("#letters code", id);
        click("#letters li:first-child button", "Show");
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
        text.sendKeys(mended.replace(id, "another"));
        awaitText("#mend-check", "order_id must stay as it was: " + id);
        assertThat(browser.findElement(By.id("mend-send")).isEnabled()).isFalse();
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

    @Test
    void the_whole_of_an_order_is_copied_that_no_topic_but_the_dead_letters_has() throws Exception {
        String id = "long-" + UUID.randomUUID();
        String note = "no tab \\t, but two kilobytes: " + "so long ".repeat(250);
        String refused = "{\"order_id\":\"%s\",\"user\":\"anna\",\"item\":\"tea\",\"quantity\":\"2\",\"note\":\"%s\"}"
                .formatted(id, note);
        drop("long.ndjson", refused + "\n");
        awaitText("#letters code", id);

        browser.get(address.resolve("/orders/" + id).toString());
        awaitText("#state", "dead letter");
        assertThat(browser.findElement(By.id("payload")).getText()).isEqualTo(refused);
        awaitText("#facts dt", "dead-letter.reason");
        copied("#copy");
        browser.get(address.toString());
        assertThat(pasted()).isEqualTo(refused);
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
        browser.findElement(By.id("write-user")).sendKeys(" ");
        browser.findElement(By.id("write-item")).sendKeys("written", Keys.ENTER);
        awaitText("#write-said", "user is ");
        assertThat(browser.findElement(By.id("write-order")).isDisplayed()).isTrue();
        browser.findElement(By.id("write-user")).sendKeys(Keys.chord(Keys.CONTROL, "a"), "mei", Keys.ENTER);
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
        awaitText("#inbox-said", "notes.txt was not sent: A file's name has");
        assertThat(folder.resolve("inbox/notes.txt")).doesNotExist();
        // the browser itself tells of the 422
        browser.manage().logs().get(LogType.BROWSER);
    }

    @Test
    void why_a_file_was_not_sent_is_said_in_a_sentence_and_the_others_are_sent() throws Exception {
        BoardClient board = new BoardClient(address);
        // nothing is read meanwhile
        board.post("/api/routes/receive-orders/pause", "{}");
        await().atMost(PATIENCE).until(() -> board.json("/api/routes/receive-orders")
                .at("/route/by_hand/done")
                .asBoolean());
        Path there = Files.writeString(folder.resolve("inbox/there.ndjson"), order("anna", "tea"));
        upload("['there.ndjson', 1], ['large.ndjson', 2 << 20], ['notes.txt', 1], ['sent.ndjson', 1]");
        awaitText(
                "#inbox-said",
                "there.ndjson was not sent: There is a file of that name in the inbox; wait until it is read\n"
                        + "large.ndjson was not sent: The file is too large: 1 MB is the limit (orders.http.upload-limit)\n"
                        + "notes.txt was not sent: A file's name has up to 200 characters, none of them / \\ or :, and one of"
                        + " these endings: ");
        awaitText("#inbox-said", "In the inbox: sent.ndjson");
        assertThat(there).hasContent(order("anna", "tea").strip());
        for (String answer : List.of(
                "new Response('{\"detail\": \"send it as JSON\"}', {status: 415})",
                "new Response('<h1>too large</h1>', {status: 413, statusText: 'Content Too Large'})",
                "Promise.reject(new TypeError('Failed to fetch'))")) {
            run("const real = fetch; window.fetch = async () => { window.fetch = real; return " + answer + "; }");
            upload("['again.ndjson', 1]");
            awaitText(
                    "#inbox-said",
                    answer.contains("415")
                            ? "again.ndjson was not sent: send it as JSON"
                            : answer.contains("413")
                                    ? "again.ndjson was not sent: What stands before the program answers: 413 Content Too Large"
                                    : "again.ndjson may not have been sent: The program does not answer");
        }
        board.post("/api/routes/receive-orders/resume", "{}");
        // the browser itself tells of the answers
        browser.manage().logs().get(LogType.BROWSER);
    }

    @Test
    void an_upload_that_is_cut_off_half_way_is_said_leaves_nothing_and_can_be_sent_again() throws Exception {
        Path own = Files.createDirectory(folder.resolve("cut-off"));
        Path file = Files.writeString(folder.resolve("cut.ndjson"), "\n".repeat(20 << 20) + order("anna", "cut off"));
        try (OrderflowProcess other = OrderflowProcess.start(
                        own,
                        "camel.component.kafka.brokers=" + brokers,
                        "orders.broker.embedded=false",
                        "orders.tracker.enabled=false",
                        "orders.generator.enabled=false",
                        "orders.inbox.patience=1000",
                        "orders.http.upload-limit=50");
                Network network = new Network(other.awaitBoard().getPort())) {
            other.awaitLines(1, " started in ");
            browser.get(network.address().toString());
            slowly(500_000);
            Path notes = Files.copy(file, folder.resolve("cut.txt"));
            awaitText("#inbox-bar", "Choose files");
            browser.findElement(By.id("files")).sendKeys(notes.toString());
            awaitText("#inbox-said", "cut.txt was not sent: A file's name has up to 200 characters");

            sendHalf(file, own.resolve("inbox"));
            network.cut();
            awaitText("#inbox-said", "cut.ndjson may not have been sent: The program does not answer");
            awaitText("#connection", "no connection");
            network.mend();
            awaitText("#connection", "live");
            await().atMost(PATIENCE).until(() -> half(own.resolve("inbox")).isEmpty());
            slowly(-1);
            browser.findElement(By.id("files")).sendKeys(file.toString());
            awaitText("#inbox-said", "cut.ndjson is in the inbox");
            await().atMost(PATIENCE).until(() -> Files.notExists(own.resolve("inbox/cut.ndjson")));

            sendHalf(file, own.resolve("inbox"));
            other.kill();
            awaitText("#inbox-said", "cut.ndjson may not have been sent: The program does not answer");
            awaitText("#connection", "no connection");
        } finally {
            slowly(-1);
        }
        browser.manage().logs().get(LogType.BROWSER);
    }

    /** Returns when a part of it is there, and the rest on its way. */
    private static void sendHalf(Path file, Path inbox) {
        awaitText("#inbox-bar", "Choose files");
        slowly(500_000);
        browser.findElement(By.id("files")).sendKeys(file.toString());
        await().atMost(PATIENCE).ignoreExceptions().until(() -> half(inbox).stream()
                .anyMatch(part -> part.toFile().length() > 100_000));
        awaitText("#inbox-said", "Sending cut.ndjson");
    }

    private static List<Path> half(Path inbox) throws Exception {
        try (Stream<Path> files = Files.list(inbox)) {
            return files.filter(file -> file.toString().endsWith(".upload")).toList();
        }
    }

    /** @param bytes a second, that the browser sends at the most; or -1 */
    private static void slowly(int bytes) {
        browser.executeCdpCommand("Network.enable", Map.of());
        browser.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", false, "latency", 0, "downloadThroughput", -1, "uploadThroughput", bytes));
    }

    @Test
    void a_file_far_beyond_the_limit_is_refused_with_the_limit() throws Exception {
        Path file = Files.writeString(folder.resolve("far.ndjson"), "\n".repeat(60 << 20));
        browser.findElement(By.id("files")).sendKeys(file.toString());
        awaitText("#inbox-said", "far.ndjson was not sent: The file is too large: 1 MB is the limit");
        browser.manage().logs().get(LogType.BROWSER);
    }

    @Test
    void what_was_said_of_a_route_ends_when_it_is_not_so_any_more() {
        run(DEAF);
        run(
                "window.real = fetch; window.answer = null;"
                        + " window.fetch = (path, options) => answer && /^.api.routes./.test(path) ? answer() : real(path, options);");
        String json = "answer = async () => new Response(JSON.stringify(%s), {status: %d})";
        String pause = "document.querySelector(\"button[aria-label='Pause track-orders']\").click()";

        run(json.formatted("{detail: 'not now, for a test'}", 409) + ";" + pause);
        awaitText("#routes-said", "not now, for a test");
        hear("{time: first.time + 5000}", "{}");
        assertThat(said()).isEqualTo("not now, for a test");
        // read since long ago
        run("saidOf.refused = 1");
        hear("{time: first.time + 6000}", "{}");
        assertThat(said()).as("it is as it was").isEqualTo("not now, for a test");
        hear(
                "{time: first.time + 7000}",
                "{state: 'Suspended', by_hand: {what: 'paused', by: 'x', time: 1, done: true}}");
        assertThat(said()).isEmpty();

        hear("{time: first.time + 8000}", "{}");
        run("answer = async () => { throw new TypeError('Failed to fetch'); };" + pause);
        awaitText("#routes-said", "The program does not answer");
        run("saidOf.refused = 1");
        hear("{time: first.time + 9000}", "{}");
        assertThat(said()).as("it answers again").isEmpty();

        String hand = "{state: 'Suspended', by_hand: {what: 'paused', by: 'x', time: 1, done: %s}}";
        run(json.formatted("{route: Object.assign({id: 'track-orders'}, " + hand.formatted(false) + ")}", 202) + ";"
                + pause);
        awaitText("#routes-said", "track-orders is being paused: what is in flight is done first");
        hear("{time: first.time + 9100}", "{}");
        assertThat(said()).as("of before").startsWith("track-orders is being paused");
        hear("{time: first.time + 12000}", hand.formatted(true));
        assertThat(said()).isEqualTo("track-orders is paused");
        hear("{time: first.time + 15000}", "{}");
        assertThat(said()).isEmpty();

        run(json.formatted("{detail: 'no steps, for a test'}", 503)
                + "; document.querySelector('#routes tr:nth-child(3) button[aria-controls]').click()");
        awaitText("#routes-said", "no steps, for a test");
        run("answer = null; shapeAsked = 0");
        hear("{time: first.time + 16000}", "{}");
        await().atMost(PATIENCE).until(() -> said().isEmpty());
        browser.manage().logs().get(LogType.BROWSER);
    }

    /** @param route what is otherwise of track-orders */
    private static void hear(String board, String route) {
        run("hear({data: JSON.stringify(Object.assign({}, first, " + board + ", {routes: first.routes.map(r =>"
                + " r.id === 'track-orders' ? Object.assign({}, r, " + route + ") : r)}))})");
    }

    private static String said() {
        return browser.findElement(By.id("routes-said")).getText();
    }

    /** @param files each as JavaScript: its name and its size */
    private static void upload(String files) {
        run("uploadAll([" + files + "].map(([name, size]) => new File(['x'.repeat(size)], name)))");
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
        run("scrollTo(0, 0)");
        browser.findElement(By.cssSelector("#verdict-sentence a")).click();
        String there = "const box = document.getElementById('routes-title').getBoundingClientRect();"
                + " return location.hash === '#routes-title' && box.top >= 0 && box.bottom <= innerHeight";
        await().atMost(PATIENCE).until(() -> run(there).equals(true));
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
    void before_kafka_has_answered_the_page_says_not_known_and_nowhere_none_or_zero() throws Exception {
        Path own = Files.createDirectory(folder.resolve("kafka-away"));
        try (OrderflowProcess waiting = OrderflowProcess.start(
                own,
                "camel.component.kafka.brokers=localhost:" + OrderflowProcess.freePort(),
                "orders.broker.embedded=false")) {
            browser.get(waiting.awaitBoard().toString());
            awaitText("#verdict-sentence", "Kafka has not answered");
            awaitText("#letters-unread", "Not all of them have been looked at yet");
            for (String figure : List.of("waiting", "letter-count")) {
                assertThat(browser.findElement(By.id(figure)).getText()).isEqualTo("?");
            }
            for (String list : List.of("no-orders", "no-letters", "no-partitions")) {
                assertThat(browser.findElement(By.id(list)).getText()).isEqualTo("Not known yet");
            }
            assertThat(browser.findElement(By.id("state-open")).getText()).isEqualTo("open ?");
            assertThat(browser.findElement(By.id("board")).getText()).doesNotContain("None.", "No orders yet");
            browser.findElement(By.id("order-id")).sendKeys("anna", Keys.ENTER);
            awaitText("#found-said", "Kafka does not answer");
        }
        browser.manage().logs().get(LogType.BROWSER);
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
                    + " dead_letters: {}, read_only: true}))})");
            return run(acting).equals(List.of());
        });

        assertThat(browser.findElement(By.id("waiting")).getText()).isEqualTo("?");
        assertThat(browser.findElement(By.id("letter-count")).getText()).isEqualTo("?");
        assertThat(browser.findElement(By.id("state-open")).getText()).isEqualTo("open ?");
        assertThat(browser.findElement(By.id("letters-unread")).getText())
                .isEqualTo("Not all of them have been looked at yet");
        assertThat(browser.findElement(By.id("inbox-bar")).isDisplayed()).isFalse();
        run("hear({data: JSON.stringify(Object.assign({}, first, {read_only: false}))})");
        assertThat(browser.findElement(By.id("letters-unread")).getText()).isEmpty();
        assertThat(browser.findElement(By.id("state-open")).getText()).matches("open [1-9]\\d*");
        assertThat(browser.findElement(By.id("inbox-bar")).isDisplayed()).isTrue();
        run("hear({data: JSON.stringify(Object.assign({}, first, {clears_in_ms: 240000,"
                + " backlog: {up: true, lag: 500, partitions: first.backlog.partitions}}))})");
        assertThat(browser.findElement(By.id("waiting-figure")).getText()).contains("500", "clears in 4 min");
        run("hear({data: JSON.stringify(Object.assign({}, first, {clears_in_ms: 240000,"
                + " backlog: {up: false, lag: 500, partitions: first.backlog.partitions}}))})");
        assertThat(browser.findElement(By.id("waiting-figure")).getText()).contains("500", "when Kafka answered last");
        run("hear({data: JSON.stringify(Object.assign({}, first, {read_only: false, inbox_folder: undefined}))})");
        assertThat(browser.findElement(By.id("inbox-bar")).isDisplayed()).isFalse();
    }
}
