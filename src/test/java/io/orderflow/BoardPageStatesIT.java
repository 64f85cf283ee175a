package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/**
 * The page in each state that it can show, fed with the API's answers of {@code states.js}: light on a desktop, and dark on a
 * phone. With {@code -Dlooks=all} each of both on each; {@code -Dshots=FOLDER} keeps a picture of all these.
 */
class BoardPageStatesIT extends FedBoardPage {

    private static final boolean EACH_LOOK =
            System.getProperty("looks", "").equals("all") || System.getProperty("shots") != null;

    @Test
    void what_the_states_feed_the_page_is_what_the_api_answers() throws Exception {
        ApiDescription api = ApiDescription.ofTheProject();
        for (Object fed : (List<?>) run("return states.fed()")) {
            List<?> answer = (List<?>) fed;
            api.validate(answer.toString(), api.schema((String) answer.get(0)), (String) answer.get(1));
        }
    }

    @Test
    void in_no_state_is_anything_hard_to_see_to_reach_or_cut_off() throws Exception {
        Map<String, Object> found = new TreeMap<>();
        for (String name : states()) {
            size(1280, 900);
            note(found, name + " does not show", show(name));
            for (int width : new int[] {1280, 360}) {
                size(width, width == 360 ? 740 : 900);
                for (String scheme : List.of("light", "dark")) {
                    if (!EACH_LOOK && scheme.equals("light") == (width == 360)) {
                        continue;
                    }
                    scheme(scheme);
                    String look = "%s, %s, %d px".formatted(name, scheme, width);
                    note(found, look, serious());
                    note(found, look + " is amiss", amiss());
                    keep(look);
                }
            }
            note(found, name + " is cut off", cutOff(false));
        }
        scheme("light");
        assertThat(found).isEmpty();
    }

    @Test
    void while_the_connection_is_lost_a_verdict_is_said_to_be_of_before() {
        show("connection lost");
        awaitText("#verdict", "When the program answered last, at ");
        awaitText("#verdict", "All is well");
        show("usual");
        assertThat(browser.findElement(By.id("verdict")).getText()).isEqualTo("All is well");
    }

    @Test
    void a_consumer_is_not_said_to_read_while_kafka_is_away() {
        show("Kafka away");
        awaitText("#consumers", "waits for Kafka");
        show("usual");
        awaitText("#consumers", "reads");
    }

    /** What no text may hold, holes in a card, labels that are not beside their field, and values that no chart has. */
    private static Object amiss() {
        return run(
                """
                const odd = document.body.innerText.match(/.*(\\bundefined\\b|\\bNaN\\b|\\[object|\\b[AP]M\\b|(^|\\s)-\\d).*/g) || [];
                const box = e => e.getBoundingClientRect();
                const holes = Array.from(document.querySelectorAll('.card')).flatMap(card => {
                    const parts = Array.from(card.children).filter(e => e.checkVisibility() && box(e).height > 0);
                    return parts.slice(1).filter((e, i) => box(e).top - box(parts[i]).bottom > 24)
                        .map(e => 'a hole above ' + e.outerHTML.slice(0, 200));
                });
                const labels = Array.from(document.querySelectorAll('label[for]:not(.as-button)')).filter(label => {
                    const [of, field] = [box(label), box(document.getElementById(label.htmlFor))];
                    const ring = 5;
                    return label.checkVisibility() && !(of.right + ring <= field.left && of.top < field.bottom && of.bottom > field.top
                        || of.bottom + ring <= field.top && Math.abs(of.left - field.left) < 2);
                }).map(label => 'away from its field: ' + label.outerHTML);
                const below = typeof charts === 'undefined' ? [] : charts.plots
                    .filter(plot => plot.axes[1]._splits.some(value => value < 0)).map(plot => 'below zero: ' + plot.root.innerText);
                return [...odd, ...holes, ...labels, ...below];
                """);
    }

    private static void note(Map<String, Object> found, String what, Object faults) {
        if (!List.of().equals(faults)) {
            found.put(what, faults);
        }
    }

    private static void keep(String look) throws Exception {
        String folder = System.getProperty("shots");
        if (folder != null) {
            Map<?, ?> size = (Map<?, ?>) run("return {x: 0, y: 0, scale: 1, width: innerWidth,"
                    + " height: Math.max(innerHeight, document.documentElement.scrollHeight)}");
            Object shot = browser.executeCdpCommand(
                            "Page.captureScreenshot", Map.of("clip", size, "captureBeyondViewport", true))
                    .get("data");
            Files.write(
                    Files.createDirectories(Path.of(folder)).resolve(look.replaceAll("\\W+", "-") + ".png"),
                    Base64.getDecoder().decode((String) shot));
        }
    }
}
