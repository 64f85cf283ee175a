package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.logging.LogType;

/** The page on a narrow phone. */
class BoardPageWidthIT extends BoardPage {

    @Test
    void on_a_narrow_phone_nothing_sticks_out() throws Exception {
        drop("long.ndjson", Orders.line("user".repeat(60), "item".repeat(60), 1_000_000) + "x".repeat(400) + "\n");
        awaitText("#letters code", "xxxxx");
        awaitText("#latest tr", "itemitem");
        size(360, 740);

        awaitThePhonesWidth();
        assertThat(cutOff(false)).isEqualTo(List.of());
        for (String id : List.of("rate-in", "chart", "totals", "latest", "inbox", "letters", "routes")) {
            assertThat(browser.findElement(By.id(id)).isDisplayed()).as(id).isTrue();
        }
    }

    @Test
    void a_narrow_phone_needs_no_wider_page_whatever_the_texts_and_numbers_are() throws Exception {
        ApiDescription api = ApiDescription.ofTheProject();
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
        assertThat(cutOff(true)).isEqualTo(List.of());
    }

    @Test
    void an_orders_page_is_whole_on_a_narrow_phone_whatever_the_texts_and_numbers_are() throws Exception {
        size(360, 740);
        browser.get(address.resolve("/orders/nobody").toString());
        awaitText("#state", "not found");
        run(
                "setText(byId('id'), arguments[0].order_id); showOrder(arguments[0])",
                ApiDescription.ofTheProject().largest("OrderStory"));
        awaitText("#story", "w".repeat(30));
        awaitThePhonesWidth();
        assertThat(cutOff(true)).isEqualTo(List.of());
        // the browser itself tells of the 404
        browser.manage().logs().get(LogType.BROWSER);
    }
}
