package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

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
                    keep(look);
                }
            }
            note(found, name + " is cut off", cutOff(false));
        }
        scheme("light");
        assertThat(found).isEmpty();
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
