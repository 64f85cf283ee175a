package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.logging.LogType;

/** Each control of the page by the keyboard alone. */
class BoardPageControlsIT extends FedBoardPage {

    /**
     * @param state    where there is one
     * @param selector of all controls that do this
     * @param keys     with which it is done where the first of them has the focus
     * @param effect   what is true of the page then
     */
    private record Control(String state, String selector, CharSequence keys, String effect) {}

    private static final List<Control> CONTROLS = List.of(
            new Control("usual", ".skip", Keys.ENTER, "document.activeElement.id === 'board'"),
            new Control("usual", "#pause", Keys.SPACE, shows("#connection", "display frozen")),
            new Control("letters open", "#verdict-sentence a", Keys.ENTER, "location.hash === '#letters-title'"),
            new Control("Kafka away", "#problems a", Keys.ENTER, "location.hash === '#letters-title'"),
            new Control("more than fits", "p[id^='more-'] a", Keys.ENTER, "location.pathname === '/api/board'"),
            new Control("usual", "footer a", Keys.ENTER, "location.pathname === '/api/board'"),
            new Control("half an hour", "#range-5m", Keys.ENTER, "charts.data.range === '5m'"),
            new Control("usual", "#range-30m", Keys.ENTER, "charts.data.range === '30m'"),
            new Control("usual", "#range-6h", Keys.SPACE, "charts.data.range === '6h'"),
            new Control("usual", "#range-24h", Keys.ENTER, "charts.data.range === '24h'"),
            new Control("usual", "#log-scale", Keys.SPACE, "charts.plots[0].scales.y.distr === 4"),
            new Control("usual", "#by-partition", Keys.SPACE, shows("#plot-waiting", "partition 2")),
            new Control("usual", ".u-label", Keys.ENTER, "!charts.plots[0].series[1].show"),
            new Control("usual", "#moment", Keys.ARROW_LEFT, shows("#plot-latency .u-series:last-child", "ms")),
            new Control("usual", "#marks-box summary", Keys.ENTER, shows("#marks", "Kafka was away")),
            new Control("usual", "#order-id", "anna" + Keys.ENTER, asks("GET /api/orders?q=anna")),
            new Control("usual", "#find button", Keys.SPACE, asks("GET /api/orders?")),
            new Control("usual", "#find summary", Keys.ENTER, shows("#find", "older than")),
            new Control("begin elsewhere", "#before", "01022026" + Keys.TAB + "1000AM" + Keys.ENTER, asks("&before=1")),
            new Control("begin elsewhere", "#from-partition", "2" + Keys.ENTER, asks("&partition=2")),
            new Control("begin elsewhere", "#from-offset", "4711" + Keys.ENTER, asks("&offset=4711")),
            new Control("found", "#further", Keys.ENTER, asks("&cursor=c")),
            new Control("found", "#found-orders a", Keys.ENTER, leadsTo("/orders/")),
            new Control("usual", "#latest a", Keys.ENTER, leadsTo("/orders/")),
            new Control("waiting keys", "#waiting-keys a", Keys.ENTER, leadsTo("/orders/")),
            new Control("usual", "#files", Keys.SPACE, "clicked.id === 'files'"),
            new Control("usual", "#write", Keys.ENTER, "document.activeElement.id === 'write-user'"),
            new Control("an order written", "#write-user", "mei", "document.activeElement.value === 'mei'"),
            new Control("an order written", "#write-item", "tea", "document.activeElement.value === 'tea'"),
            new Control("an order written", "#write-quantity", Keys.ARROW_UP, "document.activeElement.value === '2'"),
            new Control("an order written", "#write-id", "a-1", "document.activeElement.value === 'a-1'"),
            new Control("an order written", "#write-order .main", Keys.ENTER, "clicked.matches('.main')"),
            new Control("an order written", "dialog .close", Keys.ENTER, "!document.querySelector('dialog[open]')"),
            new Control("empty", "#sample", Keys.ENTER, asks("POST /api/inbox/sample-")),
            new Control("empty", "#first-orders", Keys.ENTER, asks("POST /api/inbox/sample-")),
            new Control("letters all set aside", "#state-open", Keys.ENTER, asks("?state=open")),
            new Control("letters open", "#state-replayed", Keys.ENTER, asks("?state=replayed")),
            new Control("letters open", "#state-mended", Keys.SPACE, asks("?state=mended")),
            new Control("letters open", "#state-set_aside", Keys.ENTER, asks("?state=set_aside")),
            new Control("letters open", "#state-all", Keys.ENTER, asks("?state=all")),
            new Control("letters open", "#export", Keys.ENTER, "clicked.href.includes('/export?state=open')"),
            new Control("letters open", "#replay-all", Keys.ENTER, shows("#ask-text", "31 letters go back")),
            new Control("letters open", "#set-aside-all", Keys.ENTER, shows("#ask-text", "31 letters stay")),
            new Control("asked why", "#ask-word", "a test" + Keys.ENTER, asks("POST /api/dead-letters/set-aside")),
            new Control("asked why", "#ask-yes", Keys.ENTER, "document.activeElement.id === 'ask-word'"),
            new Control("letters open", "#groups button[aria-label^=Show]", Keys.ENTER, asks("&group=a")),
            new Control(
                    "letters open", "#groups button[aria-label^=Replay]", Keys.ENTER, shows("#ask-text", "28 letters")),
            new Control(
                    "letters open", "#groups button[aria-label^=Set]", Keys.ENTER, shows("#ask-text", "28 letters")),
            new Control(
                    "many letters",
                    "#more-groups",
                    Keys.ENTER,
                    "document.querySelectorAll('#groups li').length === 12"),
            new Control("many letters", "#older", Keys.ENTER, shows("#letters", "an older one")),
            new Control("letters open", ofLetters("Show letter"), Keys.ENTER, shows("#letter-body", "order.source")),
            new Control("letters open", ofLetters("Replay"), Keys.ENTER, shows("#ask-text", "goes back to the orders")),
            new Control("letters open", ofLetters("Mend"), Keys.ENTER, shows("#mend-check", "quantity is the text")),
            new Control("letters open", ofLetters("Set aside"), Keys.ENTER, shows("#ask-text", "stays where it is")),
            new Control(
                    "letters all set aside",
                    ofLetters("Open again"),
                    Keys.ENTER,
                    asks("POST /api/dead-letters/reopen")),
            new Control("a letter open", "#letter-body button", Keys.ENTER, shows("#letter-body button", "Copied")),
            new Control("a letter mended", "#mend-text", " ", asks("POST /api/orders/check?letter=")),
            new Control("usual", ofRoutes("Pause"), Keys.ENTER, asks("POST /api/routes/dead-letter/pause")),
            new Control("a route paused", ofRoutes("Resume"), Keys.ENTER, asks("POST /api/routes/track-orders/resume")),
            new Control("usual", ofRoutes("Stop"), Keys.ENTER, shows("#ask-text", "takes nothing new")),
            new Control("usual", ofRoutes("Start"), Keys.ENTER, asks("POST /api/routes/generate-orders/start")),
            new Control("usual", "#routes button[aria-controls]", Keys.ENTER, shows("#shape-flow", "https://kitchen")),
            new Control("order processed", "header a", Keys.ENTER, "location.pathname === '/'"),
            new Control("order processed", "#copy", Keys.ENTER, shows("#copy", "Copied")));

    private static String shows(String selector, String text) {
        return "document.querySelector(\"%s\").innerText.includes('%s')".formatted(selector, text);
    }

    private static String asks(String request) {
        return "states.asked.some(asked => asked.includes('%s'))".formatted(request);
    }

    private static String leadsTo(String path) {
        return "location.pathname.startsWith('%s')".formatted(path);
    }

    private static String ofLetters(String label) {
        return "#letters button[aria-label^='%s']".formatted(label);
    }

    private static String ofRoutes(String label) {
        return "#routes button[aria-label^='%s ']".formatted(label);
    }

    @Test
    void each_control_does_what_it_is_for_by_the_keyboard_alone() {
        // the browser's own window for files would wait for a person
        browser.executeCdpCommand("Page.setInterceptFileChooserDialog", Map.of("enabled", true));
        for (Control control : CONTROLS) {
            assertThat(show(control.state())).as(control.state()).isEqualTo(List.of());
            tabTo("Array.from(document.querySelectorAll(\"" + control.selector()
                    + "\")).find(e => e.checkVisibility() && e.tabIndex >= 0)");
            run("states.asked.length = 0; addEventListener('click', event => {"
                    + " window.clicked = event.target; if (event.target.download) event.preventDefault(); });");
            press(control.keys());
            await(control.toString())
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> Boolean.TRUE.equals(run("return " + control.effect())));
        }
        // where a link leads, the browser itself tells of what is not there
        browser.manage().logs().get(LogType.BROWSER);
    }

    @Test
    void the_page_has_no_control_that_is_not_tried_by_the_keyboard() {
        String tried = CONTROLS.stream().map(Control::selector).collect(Collectors.joining(", "));
        List<Object> untried = new ArrayList<>();
        for (String state : states()) {
            show(state);
            untried.add(run(
                    "return Array.from(document.querySelectorAll('a[href], button, input, select, textarea, summary,"
                            + " [role=button], [role=slider]')).filter(e => e.checkVisibility() && !e.disabled && !e.matches(\""
                            + tried
                            + "\")).map(e => e.outerHTML)"));
        }
        assertThat(untried).hasSizeGreaterThan(40).allMatch(List.of()::equals);
    }
}
