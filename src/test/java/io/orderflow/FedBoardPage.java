package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;

/** The page fed with the API's answers of {@code states.js}, in place of the program's: any state is there at once. */
abstract class FedBoardPage extends BoardPage {

    @BeforeAll
    static void feed() throws Exception {
        try (InputStream states = BoardPage.class.getResourceAsStream("board/states.js")) {
            for (String script : List.of(
                    new String(states.readAllBytes(), UTF_8),
                    Files.readString(Path.of("src/test/resources/axe/axe.min.js")))) {
                browser.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
            }
        }
        browser.get(address.toString());
    }

    static List<String> states() {
        return ((List<?>) run("return states.names()"))
                .stream().map(String.class::cast).toList();
    }

    /** @return what is to be seen there, and is not */
    static Object show(String state) {
        browser.get(address.resolve((String) browser.executeScript("return states.where(arguments[0])", state))
                .toString());
        return browser.executeAsyncScript(
                """
                const done = arguments[0];
                states.play().then(missing => done(missing ? [missing] : []), error => done([String(error)]));
                """);
    }
}
