package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderflow.kafka.DeadLetterHeaders;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** Many dead letters on the page: all of them, those of a group, those of a state, and those that are old. */
class BoardPageLettersIT extends BoardPage {

    /** Letters that are orders, so that they are processed where they are replayed. */
    private static void send(int count, String reason) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                producer.send(new ProducerRecord<>(
                        "orders-dead-letter",
                        null,
                        "anna".getBytes(UTF_8),
                        Orders.order("letter-" + UUID.randomUUID(), "anna"),
                        List.of(new RecordHeader(DeadLetterHeaders.REASON, reason.getBytes(UTF_8)))));
            }
        }
    }

    private static long count(String state) throws Exception {
        return counts().path(state).asLong();
    }

    private static long all() throws Exception {
        return StreamSupport.stream(counts().spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .sum();
    }

    private static JsonNode counts() throws Exception {
        return new BoardClient(address).json("/api/dead-letters?limit=1").path("counts");
    }

    private static void awaitOpen(long count) {
        await("open letters").atMost(PATIENCE).until(() -> count("open") == count);
    }

    private static void awaitNoneOnTop() {
        await().atMost(PATIENCE)
                .until(() ->
                        browser.findElement(By.id("letter-count")).getText().equals("0"));
    }

    private static List<WebElement> rows(String list) {
        return browser.findElements(By.cssSelector("#" + list + " > li"));
    }

    @Test
    void all_letters_that_are_open_are_replayed_and_set_aside_with_the_keyboard() throws Exception {
        long before = count("open");
        send(12, "the bank is closed");
        awaitText("#replay-all", "Replay all " + (before + 12));
        run("document.getElementById('replay-all').focus()");
        browser.switchTo().activeElement().sendKeys(Keys.ENTER);
        awaitText("#ask-text", (before + 12) + " letters go back to the orders, as they are.");
        browser.findElement(By.id("ask-yes")).sendKeys(Keys.ENTER);
        awaitOpen(0);
        awaitNoneOnTop();
        awaitText("#letters-said", (before + 12) + " replayed");
        await().atMost(PATIENCE)
                .until(() -> !browser.findElement(By.id("all-letters")).isDisplayed());
        assertThat(run("return document.activeElement.id"))
                .as("where the button was that is gone")
                .isEqualTo("letters");

        long aside = count("set_aside");
        send(3, "the oven is cold");
        awaitText("#set-aside-all", "Set aside all 3");
        browser.findElement(By.id("set-aside-all")).sendKeys(Keys.ENTER);
        awaitText("#ask-text", "3 letters stay where they are");
        browser.findElement(By.id("ask-word")).sendKeys("nobody is hungry", Keys.ENTER);
        awaitText("#letters-said", "3 set aside");
        assertThat(count("set_aside")).isEqualTo(aside + 3);
        awaitNoneOnTop();
    }

    @Test
    void a_groups_letters_are_replayed_or_set_aside_and_each_states_shown_and_exported() throws Exception {
        send(3, "the stove has no gas");
        send(2, "the fridge is locked");
        click("#groups button[aria-label='Replay 3: the stove has no gas']", "Replay 3");
        awaitText("#ask-text", "3 letters go back to the orders");
        browser.findElement(By.id("ask-yes")).click();
        awaitText("#letters-said", "3 replayed");
        click("#groups button[aria-label='Set aside 2: the fridge is locked']", "Set aside 2");
        browser.findElement(By.id("ask-word")).sendKeys("it is <b>empty</b>", Keys.ENTER);
        awaitText("#letters-said", "2 set aside");

        click("#state-replayed", "replayed");
        awaitText("#letters li", "the stove has no gas");
        assertShownAndExported("replayed");
        click("#state-set_aside", "set aside");
        awaitText("#letters li", "it is <b>empty</b>");
        assertShownAndExported("set_aside");
        // another test may have left groups with more open letters
        if (browser.findElement(By.id("more-groups")).isDisplayed()) {
            browser.findElement(By.id("more-groups")).click();
        }
        click("#groups button[aria-label='Show these: the fridge is locked']", "Show these");
        await().atMost(PATIENCE).until(() -> rows("letters").size() == 2);
        click("#letters li:first-child button", "Open again");
        awaitText("#letters-said", "1 opened again");
        await().atMost(PATIENCE).until(() -> rows("letters").size() == 1);
        assertShownAndExported("set_aside");
        click("#state-open", "open");
        awaitText("#letters li", "the fridge is locked");
        assertShownAndExported("open");
        click("#state-mended", "mended and sent");
        awaitText("#no-letters", "None of these.");
    }

    /** Those that are shown are of that state, and the link has them, and others of it where there are more. */
    private static void assertShownAndExported(String state) {
        await(state).atMost(PATIENCE).untilAsserted(() -> {
            List<?> shown = (List<?>) run("return Array.from(document.querySelectorAll('#letters > li'),"
                    + " li => li.dataset.key + ' ' + JSON.parse(li.dataset.version).state)");
            assertThat(shown).isNotEmpty();
            assertThat(browser.executeAsyncScript("const done = arguments[0];"
                            + " fetch(document.getElementById('export').href).then(answer => answer.text())"
                            + ".then(text => done(text.trim().split('\\n').map(line => JSON.parse(line))"
                            + ".map(letter => letter.id + ' ' + letter.state)))"))
                    .asInstanceOf(LIST)
                    .allMatch(letter -> letter.toString().endsWith(" " + state))
                    .containsAll(shown)
                    .hasSizeBetween(shown.size(), shown.size() < 20 ? shown.size() : Integer.MAX_VALUE);
        });
    }

    @Test
    void older_letters_and_further_groups_are_there_at_a_click_however_many_there_are() throws Exception {
        for (String word : List.of("ape", "bee", "cat", "dog", "eel", "fox", "gnu", "hen", "ibex", "jay", "koi")) {
            send(1, "the " + word + " has eaten it");
        }
        send(239, "the menu was wrong");
        await().atMost(PATIENCE).until(() -> all() >= 250);
        click("#state-all", "all");
        awaitText("#more-groups", "more group");
        assertThat(rows("groups")).hasSize(10);
        browser.findElement(By.id("more-groups")).click();
        int groups = new BoardClient(address)
                .json("/api/dead-letters")
                .path("groups")
                .size();
        assertThat(groups).isGreaterThanOrEqualTo(12);
        await().atMost(PATIENCE).until(() -> rows("groups").size() == groups);
        assertThat(browser.findElement(By.id("more-groups")).isDisplayed()).isFalse();

        await().atMost(PATIENCE).until(() -> rows("letters").size() == 20);
        while (browser.findElement(By.id("older")).isDisplayed()) {
            int shown = rows("letters").size();
            browser.findElement(By.id("older")).click();
            await().atMost(PATIENCE).until(() -> rows("letters").size() > shown);
        }
        assertThat(rows("letters")).hasSize((int) all());
        assertThat(
                        run(
                                "return new Set(Array.from(document.querySelectorAll('#letters > li'), li => li.dataset.key)).size"))
                .isEqualTo((long) rows("letters").size());
    }
}
