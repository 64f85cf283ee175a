package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/** The page with the keyboard alone, with a screen reader, and checked for both. */
class BoardPageKeyboardIT extends BoardPage {

    private static final String CONTROLS = "a, button, input, select, textarea, summary";

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

        tabTo(ofLetter("kb-1", "Show letter"), Keys.ENTER);
        awaitText("#letter-body pre", "kb-1");
        new Actions(browser).sendKeys(Keys.ESCAPE).perform();
        assertThat(run("return document.activeElement === " + ofLetter("kb-1", "Show letter")))
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

    private static String focused() {
        return browser.switchTo().activeElement().getDomAttribute("id");
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

    @Test
    void each_part_has_a_heading_and_each_image_and_field_a_name() {
        assertThat(browser.findElements(By.cssSelector("main section:not([hidden])")))
                .isNotEmpty()
                .allMatch(section -> !section.getAccessibleName().isBlank());
        assertThat(browser.findElement(By.id("chart")).getAriaRole()).isEqualTo("group");
        assertThat(browser.findElement(By.id("chart")).getAccessibleName())
                .startsWith("Orders per second of the last five minutes: in ");
        assertThat(browser.findElement(By.id("order-id")).getAccessibleName())
                .isEqualTo("Find orders by id, user or item");
        assertThat(browser.findElement(By.id("connection")).getAriaRole()).isEqualTo("status");
        assertThat(browser.findElement(By.id("alerts")).getDomAttribute("role")).isEqualTo("alert");
    }

    @Test
    void a_checker_of_accessibility_finds_nothing_serious_in_any_state() throws Exception {
        drop("axe.ndjson", order("anna", "tea") + "{\"order_id\":\"axe-1\",\"user\":\"anna\"}\n");
        awaitText("#letters code", "axe-1");
        for (String scheme : List.of("light", "dark")) {
            scheme(scheme);
            axe(scheme);
        }
        click("#letters li:first-child button", "Show");
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
        scheme("light");
        awaitThePhonesWidth();
    }
}
