package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
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
}
