package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** The page on a narrow phone. */
class BoardPageWidthIT extends BoardPage {

    @Test
    void on_a_narrow_phone_nothing_sticks_out() throws Exception {
        drop("long.ndjson", Orders.line("user".repeat(60), "item".repeat(60), 1_000_000) + "x".repeat(400) + "\n");
        awaitText("#letters code", "xxxxx");
        awaitText("#latest tr", "itemitem");
        size(360, 740);

        awaitThePhonesWidth();
        assertNothingSticksOut("what can be done, and how it is");
        for (String id : List.of("rate-in", "chart", "totals", "latest", "inbox", "letters", "routes")) {
            assertThat(browser.findElement(By.id(id)).isDisplayed()).as(id).isTrue();
        }
    }

    @Test
    void a_narrow_phone_needs_no_wider_page_whatever_the_texts_and_numbers_are() throws Exception {
        ApiDescription api = new ApiDescription(new ObjectMapper()
                .readTree(Path.of("src/main/resources/board/openapi.json").toFile()));
        size(360, 740);
        run(DEAF);
        run(
                """
            const [board, letters, history, groups, routes, route] = arguments;
            const answers = {'/api/dead-letters': letters, '/api/history': history, '/api/groups': groups,
                '/api/routes': routes};
            history.range = '5m';
            window.fetch = async url => new Response(JSON.stringify(answers[url.split('?')[0]] || route));
            document.getElementById('members-title').scrollIntoView();
            // asked for each time: what the page had asked for before may come late
            setInterval(() => {
                charts.asked = groupsAsked = routesAsked = lettersAsked = 0;
                charts.version = lastSave = lettersSeen = '';
                hear({data: JSON.stringify(board)});
                shownRoute = route.route.id;
                document.getElementById('shape').hidden = false;
            }, 200);
            document.querySelectorAll('details').forEach(details => { details.open = true; });
            """,
                api.largest("Board"),
                api.largest("LetterPage"),
                api.largest("History"),
                api.largest("Groups"),
                api.largest("RoutePage"),
                api.largest("RouteWhole"));
        String lists = "latest inbox problems groups letters marks members saves waiting-keys working items routes";
        for (String list : (lists + " shape-flow").split(" ")) {
            awaitText("#" + list, "w".repeat(30));
        }
        awaitThePhonesWidth();
    }

    private static void assertNothingSticksOut(String what) {
        assertThat(run(
                        "return Array.from(document.querySelectorAll('tbody .badge, main button, main input, main a:not(.text a), .number'))"
                                + ".filter(e => e.checkVisibility() && (e.getBoundingClientRect().right > innerWidth"
                                + " || e.getBoundingClientRect().left < 0)).map(e => e.outerHTML)"))
                .as(what)
                .isEqualTo(List.of());
    }
}
