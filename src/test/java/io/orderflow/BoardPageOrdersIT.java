package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** What the board shows of orders, files, charts and members, as they come. */
class BoardPageOrdersIT extends BoardPage {

    private static final String CHANGED = "🔧 process-order.camel.yaml: changed process-order";

    @Test
    void orders_appear_by_themselves() throws Exception {
        String item = "soup " + UUID.randomUUID();
        drop("soup.ndjson", Orders.line("anna", item, 1_000_000));

        awaitText("#latest tr", item);
        awaitText("#latest tr", "processed");
        awaitText("#items li", item);
        assertThat(browser.findElement(By.id("total-processed")).getText()).isNotEqualTo("0");
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

    @Test
    void an_order_of_a_large_file_has_a_page_that_finds_the_line_in_done() throws Exception {
        String id = "big-" + UUID.randomUUID();
        String note = ",\"note\":\"" + "n".repeat(200_000) + "\"}\n";
        drop(
                "big.ndjson",
                IntStream.range(0, 6)
                        .mapToObj(
                                i -> Orders.json(id + "-" + i, "anna", "tea", 1).replace("}", note))
                        .collect(Collectors.joining()));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(file("big.ndjson")).contains("done"));

        browser.get(address.resolve("/orders/" + id + "-4").toString());
        awaitText("#story li", "stands in done/big.ndjson, line 5: found there, its record does not name it");
        awaitText("#story li", "In the topic sent ");
    }

    private static String file(String name) {
        return (String) run("return Array.from(document.querySelectorAll('#inbox li'))"
                + ".map(li => li.innerText).find(text => text.startsWith('" + name + "')) || ''");
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
    void the_charts_show_values_under_the_pointer_reach_back_a_day_and_mark_what_happened() throws Exception {
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
        WebElement second = browser.findElement(By.cssSelector("#plot-waiting .u-over"));
        new Actions(browser)
                .moveToElement(second, second.getSize().width / 2 - 5, 10)
                .perform();
        await().atMost(PATIENCE).until(() -> browser.findElement(By.cssSelector("#plot-waiting .u-legend"))
                .getText()
                .matches("(?s).*waiting:?\\s*[\\d,.]+.*"));
        awaitText("#plot-rates .u-legend", "/s");
        assertThat(scales()).isEqualTo(List.of(1L, 1L, 1L));
        assertThat((Long) run("return charts.plots[0].axes[1]._splits.length")).isGreaterThanOrEqualTo(3);
        browser.findElement(By.id("log-scale")).click();
        assertThat(scales()).as("asinh, which has a zero").isEqualTo(List.of(4L, 4L, 4L));
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

    /** How the values of each chart are distributed on its height. */
    private static Object scales() {
        return run("return charts.plots.map(plot => plot.scales.y.distr)");
    }

    @Test
    void each_try_of_each_order_that_failed_is_in_its_story_and_on_its_page_with_cause() throws Exception {
        String before = Files.readString(step());
        saveStep(
                before.stripTrailing()
                        + """

                                - choice:
                                    when:
                                      - expression:
                                          simple:
                                            expression: "${header.CamelRedeliveryCounter} == 3 && ${body.item} != 'slow'"
                                        steps:
                                          - log:
                                              message: "open at last"
                                    otherwise:
                                      steps:
                                        - throwException:
                                            exceptionType: java.lang.IllegalStateException
                                            message: "closed ${header.CamelRedeliveryCounter}"
                        """);
        // more than are listed as waiting
        List<String> ids = IntStream.range(0, 25)
                .mapToObj(i -> "tried-%d-%s".formatted(i, UUID.randomUUID()))
                .toList();
        drop(
                "tried.ndjson",
                ids.stream()
                        .map(id -> Orders.json(id, "user " + id, "tea", 1) + "\n")
                        .collect(Collectors.joining()));
        BoardClient board = new BoardClient(address);
        await("more than an event has").atMost(PATIENCE).untilAsserted(() -> assertThat(waiting(board))
                .hasSizeGreaterThan(20));
        for (String id : ids) {
            await().atMost(PATIENCE).until(() -> board.json("/api/orders/" + id)
                    .path("state")
                    .asText()
                    .equals("processed"));
            JsonNode tries = board.json("/api/orders/" + id).at("/records/0/tries");
            assertThat(tries.findValuesAsText("number")).containsExactly("1", "2", "3");
            assertThat(tries.findValuesAsText("cause"))
                    .containsExactly(
                            "java.lang.IllegalStateException: closed ",
                            "java.lang.IllegalStateException: closed 1",
                            "java.lang.IllegalStateException: closed 2");
        }
        browser.get(address.resolve("/orders/" + ids.get(0)).toString());
        awaitText("#story li", "Processed");
        for (int number : List.of(1, 2, 3)) {
            awaitText("#story li", "Try %d failed".formatted(number));
        }
        awaitText("#story li", "closed 2");

        String slow = "slow-" + UUID.randomUUID();
        drop("slow.ndjson", Orders.json(slow, "user " + slow, "slow", 1) + "\n");
        JsonNode known = await().atMost(PATIENCE)
                .until(
                        () -> board.json("/api/orders/" + slow).path("waiting"),
                        // the pauses are long then
                        waiting -> waiting.path("tries").asInt() > 3);
        assertThat(known.path("user").asText()).isEqualTo("user " + slow);
        assertThat(known.path("next_ms").asLong()).isBetween(0L, 16_000L);
        browser.get(address.resolve("/orders/" + slow).toString());
        awaitText("#story li", "Waits for its next try");
        awaitText("#story li", "failed ");
        run(
                """
            window.asks = 0; window.timers = 0;
            const [fetches, sets] = [fetch, setTimeout];
            window.fetch = (...all) => { asks++; return fetches(...all); };
            window.setTimeout = (...all) => { timers++; return sets(...all); };
            window.first = document.querySelector('#story li');
            getSelection().selectAllChildren(document.getElementById('payload'));
            Object.defineProperty(document, 'hidden', {value: true, configurable: true});
            """);
        await("nobody sees it").atMost(PATIENCE).until(() -> run("return due").equals(true));
        Object asks = run("return asks");
        saveStep(before);
        await().atMost(PATIENCE)
                .until(() ->
                        board.json("/api/orders/" + slow).path("state").asText().equals("processed"));
        assertThat(run("return asks")).isEqualTo(asks);
        assertThat(browser.findElement(By.id("state")).getText()).isEqualTo("waiting");
        WebElement state = browser.findElement(By.id("state"));
        run("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'));");
        awaitText("#state", "processed");
        awaitText("#story li", "Processed");
        assertThat(state.getAriaRole()).as("a screen reader hears it").isEqualTo("status");
        assertThat(run("return first.isConnected && first === document.querySelector('#story li')"))
                .isEqualTo(true);
        assertThat(run("return getSelection().toString()")).asString().contains(slow);
        assertThat(run("return asks - timers")).as("it is final").isEqualTo(1L);
    }

    @Test
    void the_page_of_an_order_that_waits_follows_it_while_the_program_is_away_too() throws Exception {
        String before = Files.readString(step());
        saveStep(before.stripTrailing()
                + "\n        - throwException:\n            exceptionType: java.lang.IllegalStateException\n"
                + "            message: \"closed\"\n");
        String id = "followed-" + UUID.randomUUID();
        drop("followed.ndjson", Orders.json(id, "user " + id, "tea", 1) + "\n");
        awaitText("#waiting-keys li", id);
        browser.get(address.resolve("/orders/" + id).toString());
        awaitText("#story li", "Try 1 failed");
        run("window.real = fetch; window.fetch = async () => { throw new TypeError('Failed to fetch'); }");
        awaitText("#trouble", "The program does not answer");
        awaitText("#state", "not known");
        awaitText("#story li", "Try 1 failed");
        run("window.fetch = real");
        awaitText("#state", "waiting");
        assertThat(browser.findElement(By.id("trouble")).isDisplayed()).isFalse();
        awaitText("#story li", "Try 3 failed");
        saveStep(before);
        awaitText("#state", "processed");
    }

    private static Path step() {
        return folder.resolve("routes/process-order.camel.yaml");
    }

    /** Returns when it is in force, whatever was saved before. */
    private static void saveStep(String route) throws IOException {
        int saves = program.linesWith(CHANGED).size();
        Files.writeString(step(), route);
        program.awaitLines(saves + 1, CHANGED);
    }

    private static List<String> waiting(BoardClient board) throws Exception {
        return board.json("/api/board").findPath("waiting").findValuesAsText("order_id");
    }

    @Test
    void who_reads_with_which_partitions_and_which_keys_are_worked_on_is_shown() throws Exception {
        String before = Files.readString(step());
        saveStep(
                before.stripTrailing()
                        + "\n        - delay:\n            expression:\n              constant:\n                expression: \"10000\"\n");
        // not so long that it is shortened
        String user = MARKUP + UUID.randomUUID().toString().substring(0, 8);
        drop("slow.ndjson", order(user, "tea"));
        awaitText("#working li", "track-orders works on " + user);
        run("document.getElementById('members-title').scrollIntoView()");
        awaitText("#members tr", "order-tracker");
        awaitText("#members tr", "this program");
        awaitText("#members tr", "orders 0, 1, 2");
        assertThat(browser.findElement(By.id("other-members")).getText()).isEmpty();
        // else the next one may still go through the step as it was
        awaitText("#latest tr", "tea " + user + " processed");
        saveStep(before.stripTrailing()
                + "\n        - throwException:\n            exceptionType: java.lang.IllegalStateException\n"
                + "            message: \"" + MARKUP + " is closed\"\n");
        drop("waits.ndjson", order(user, "tea"));
        awaitText("#waiting-keys li", user);
        awaitText("#waiting-keys .reason", MARKUP + " is closed");
        assertThat(run("return document.querySelectorAll('main img').length")).isEqualTo(0L);
        axe("a key that waits");
        saveStep(before);
        awaitText("#no-waiting", "No key waits in this program");
    }

    @Test
    void that_keys_of_other_members_are_not_known_is_said_while_there_are_any() throws Exception {
        run("document.getElementById('members-title').scrollIntoView()");
        try (OrderflowProcess other = OrderflowProcess.start(
                Files.createDirectory(folder.resolve("other")),
                "camel.component.kafka.brokers=" + brokers,
                "orders.broker.embedded=false",
                "orders.inbox.enabled=false",
                "orders.generator.enabled=false")) {
            other.awaitLines(1, "🟢");
            awaitText("#other-members", "Which keys wait at the other members is not known here");
            assertThat(browser.findElements(By.cssSelector("#members tr"))).hasSizeGreaterThan(1);
            other.stop();
        }
        await().atMost(PATIENCE)
                .until(() ->
                        browser.findElement(By.id("other-members")).getText().isEmpty());
        awaitText("#members tr", "orders 0, 1, 2");
    }
}
