package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.apache.camel.util.FileUtil;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The order board in a browser, and the program behind it, which the tests of a class share. */
abstract class BoardPage {

    static final Duration PATIENCE = OrderflowProcess.PATIENCE;
    static final String MARKUP = "<img src=x onerror=alert(1)>";

    /** From here on the page hears what it is told here, and draws each of it at once. */
    static final String DEAF =
            """
            window.first = board;
            window.hear = events.onmessage;
            events.onmessage = null;
            window.requestAnimationFrame = draw => draw();
            window.seconds = 0;
            """;

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    static Path folder;
    static String brokers;
    static int port;
    static OrderflowProcess program;
    static URI address;
    static ChromeDriver browser;

    @BeforeAll
    static void start() throws Exception {
        assumeBrowser();
        folder = Files.createTempDirectory("orderflow-board-page");
        brokers = "localhost:" + OrderflowProcess.freePort();
        port = OrderflowProcess.freePort();
        Files.createDirectories(folder.resolve("inbox"));
        program = program();
        address = program.awaitBoard();
        browser = browser();
        program.awaitLines(1, "🟢");
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.quit();
        }
        if (program != null) {
            program.close();
            FileUtil.removeDir(folder.toFile());
        }
    }

    static void assumeBrowser() {
        assumeTrue(
                Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
                "there is no browser here: apt-get install chromium chromium-driver");
    }

    static ChromeDriver browser() {
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

    static OrderflowProcess program() throws Exception {
        return OrderflowProcess.start(
                folder,
                "camel.component.kafka.brokers=" + brokers,
                "orders.http.port=" + port,
                "orders.generator.enabled=false",
                "orders.http.upload-limit=1",
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

    static void size(int width, int height) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    }

    /** @param arguments JSON, each of which the script gets as a value */
    static Object run(String script, JsonNode... arguments) {
        return browser.executeScript(
                script,
                Stream.of(arguments)
                        .map(each -> new ObjectMapper().convertValue(each, Object.class))
                        .toArray());
    }

    static String order(String user, String item) {
        return Orders.line(user, item, 7);
    }

    static void drop(String name, String content) throws Exception {
        new Inbox(folder.resolve("inbox")).drop(name, content);
    }

    static void awaitText(String selector, String text) {
        try {
            await(selector + " shows " + text)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(40))
                    .ignoreException(StaleElementReferenceException.class)
                    .untilAsserted(() -> assertThat(browser.findElements(By.cssSelector(selector)))
                            .extracting(WebElement::getText)
                            .anyMatch(shown -> shown.contains(text)));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + "\nthe program said:\n" + program.said(), e);
        }
    }

    /** The charts follow a moment later. */
    static void awaitThePhonesWidth() {
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

    static void click(String selector, String text) {
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

    static String ofLetter(String text, String button) {
        return "Array.from(document.querySelectorAll('#letters li')).find(li => li.innerText.includes('%s'))"
                        .formatted(text)
                + ".querySelector(\"button[aria-label^='%s']\")".formatted(button);
    }

    /** What is on the page is checked as it stands. */
    static void axe(String state) throws Exception {
        run(Files.readString(Path.of("src/test/resources/axe/axe.min.js")) + "; window.axe = axe;");
        assertThat(serious()).as(state).isEqualTo(List.of());
    }

    /** What the checker finds that is serious, once it is drawn. */
    static Object serious() {
        return browser.executeAsyncScript(
                "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() =>"
                        + " axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations"
                        + ".filter(v => v.impact === 'serious' || v.impact === 'critical')"
                        + ".map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | '))))))");
    }

    /** Goes to what the script finds, with the tabulator alone. */
    static void tabTo(String target, CharSequence... then) {
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
        press(then);
    }

    static void press(CharSequence... keys) {
        new Actions(browser).sendKeys(keys).perform();
    }

    static void scheme(String name) {
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", name))));
    }

    /**
     * Texts of which a part can't be seen, not even by scrolling or behind a link of their row, and controls, badges and numbers
     * that lie beside the page.
     *
     * @param largest with numbers and words that nobody has, a table may have to be scrolled
     */
    static Object cutOff(boolean largest) {
        return browser.executeScript(
                """
                const shown = Array.from(document.querySelectorAll('body *')).filter(e => e.checkVisibility()
                    && !e.closest('.skip, .hidden, thead, .u-wrap, .as-button') && !e.matches('[id^=plot-]') && e.getBoundingClientRect().width > 1);
                const style = e => getComputedStyle(e);
                const cut = e => /hidden|clip/.test(style(e).overflowX) && e.scrollWidth > e.clientWidth + 1
                    || /hidden|clip/.test(style(e).overflowY) && e.scrollHeight > e.clientHeight + 1;
                const whole = e => e.closest('tr')?.querySelector('a[href^="/orders/"]');
                const beside = e => e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1;
                return shown.filter(e => e.textContent.trim() && cut(e) && !whole(e)
                    || e.matches('button, .badge, .number, .u-label, .u-value, input, summary, dd, .reason, strong, a') && beside(e)
                        && !(e.matches('a') ? whole(e) : arguments[0] && e.closest('.scroll'))).map(e => e.outerHTML.slice(0, 300));
                """,
                largest);
    }
}
