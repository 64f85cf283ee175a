package io.orderflow.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderflow.TextEdit;
import java.nio.file.Files;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Route;
import org.apache.camel.support.LifecycleStrategySupport;
import org.junit.jupiter.api.Test;

/** A save that can't run changes nothing, and its line says where the mistake is. */
class SavedMistakeTest extends SavedRoutes {

    private static final String RIGHT =
            "- route:\n    id: mine\n    from:\n      uri: timer:mine\n      steps:\n        - to:\n            uri: log:mine\n";

    @Test
    void a_mistake_changes_nothing_and_is_told_with_its_place_until_it_is_mended() throws Exception {
        Route one = context.getRoute("one");
        Route two = context.getRoute("two");
        save("two", answers("two", "2"));
        save("mine", "");
        awaitMistake("mine.camel.yaml, line 1: the file is empty; a list of routes is wanted");
        for (Map.Entry<String, String> mistake : mistakes().entrySet()) {
            save("mine", mistake.getKey());
            awaitMistake(mistake.getValue());
            assertThat(context.getRoutes()).containsExactlyInAnyOrder(one, two);
        }
        assertThat(answer("two")).isEqualTo("1");
        save("mine", answers("mine", "1"));

        awaitLine("🔧 mine.camel.yaml, two.camel.yaml: changed two; added mine");
        assertThat(answer("mine") + answer("two")).isEqualTo("12");
    }

    @Test
    void a_route_that_fails_to_start_puts_all_of_them_back() throws Exception {
        save("one", answers("one", "2"));
        save(
                "two",
                TextEdit.replace(
                        answers("two", "2"),
                        "direct:two",
                        "file:" + home + "/nowhere?autoCreate=false&startingDirectoryMustExist=true"));

        awaitMistake("two.camel.yaml, line 4, route two: Starting directory does not exist: ");
        assertThat(answer("one") + answer("two")).isEqualTo("11");
        save("two", answers("two", "2"));
        awaitLine("🔧 one.camel.yaml, two.camel.yaml: changed one, two");
        assertThat(answer("one") + answer("two")).isEqualTo("22");
    }

    @Test
    void a_route_whose_start_ends_in_an_error_is_what_it_was_and_can_be_mended() throws Exception {
        AtomicBoolean dies = new AtomicBoolean(true);
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onRoutesAdd(Collection<Route> added) {
                if (dies.getAndSet(false)) {
                    throw new StackOverflowError("too deep");
                }
            }
        });
        save("one", answers("one", "2"));
        awaitLine("❌ Nothing changes: ");
        assertThat(answer("one")).isEqualTo("1");

        save("one", answers("one", "3"));
        awaitAnswer("one", "3");
    }

    @Test
    void the_check_finds_the_mistake_that_a_save_finds() throws Exception {
        save("mine", wrong("log:mine", "lok:mine"));
        soon().until(() -> !lines.all().isEmpty());

        assertThatThrownBy(() -> new RouteCheck(context).check(RouteFiles.read(routes), null))
                .isInstanceOf(RouteMistake.class)
                .satisfies(
                        found -> assertThat(lines.all()).containsExactly("❌ Nothing changes: " + found.getMessage()));
    }

    @Test
    void who_calls_a_route_that_was_taken_away_is_told_and_one_that_never_was_is_refused() throws Exception {
        save("one", TextEdit.replace(answers("one", "1"), "steps:", "steps:\n        - to: {uri: direct:two}"));
        awaitLine("🔧 one.camel.yaml: changed one");
        Files.delete(routes.resolve("two.camel.yaml"));
        awaitLine("🔧 two.camel.yaml: removed two");
        assertThat(reload.mistakes().taken()).isTrue();
        assertThat(reload.mistakes().sentence())
                .endsWith("one.camel.yaml, line 5, route one: no route reads from direct:two any more, and what is sent"
                        + " there waits");

        save("three", answers("three", "1"));
        awaitLine("🔧 three.camel.yaml: added three");
        save("four", TextEdit.replace(answers("four", "1"), "steps:", "steps:\n        - to: {uri: direct:five}"));
        awaitMistake("four.camel.yaml, line 5, route four: no route reads from direct:five");

        Files.delete(routes.resolve("four.camel.yaml"));
        save("two", answers("two", "1"));
        soon().until(() -> reload.mistakes().sentences().isEmpty());
    }

    @Test
    void what_makes_a_parser_give_up_ends_no_watch() throws Exception {
        for (String content : List.of("[".repeat(20_000), "- ".repeat(20_000))) {
            save("one", content);
            awaitMistake("one.camel.yaml, line 1: this is nested more than 200 levels deep");
        }
        save("one", answers("one", "2"));

        awaitAnswer("one", "2");
    }

    @Test
    void an_empty_folder_is_a_mistake() throws Exception {
        Files.delete(routes.resolve("one.camel.yaml"));
        Files.delete(routes.resolve("two.camel.yaml"));

        soon().until(() -> !lines.all().isEmpty());
        assertThat(lines.all().get(0)).startsWith("❌ Nothing changes: there is no *.camel.yaml in " + routes);
        assertThat(answer("one")).isEqualTo("1");
    }

    /** The right route with something wrong in it. */
    private static String wrong(String text, String other) {
        return TextEdit.replace(RIGHT, text, other);
    }

    /** What is wrong, and how it is told. */
    private Map<String, String> mistakes() {
        Map<String, String> mistakes = new LinkedHashMap<>();
        mistakes.put(wrong("from:", "from"), "mine.camel.yaml, line 4: a colon is missing behind the key above");
        mistakes.put("route:\n  id: mine\n", "mine.camel.yaml, line 1: a list is wanted");
        mistakes.put(
                wrong("- route:", "- routeTemplate:"),
                "mine.camel.yaml, line 1: routeTemplate can't be here; what can: route, from, ");
        mistakes.put(wrong("- to:", "- lok:"), "mine.camel.yaml, line 6: there is no \"lok\"; did you mean log?");
        mistakes.put(
                wrong("log:mine", "lok:mine"),
                "mine.camel.yaml, line 6, route mine: there is no component lok; did you mean log?");
        mistakes.put(
                wrong("timer:mine", "timer:mine?perriod=1"),
                "mine.camel.yaml, line 4, route mine: timer has no option perriod; did you mean period?");
        mistakes.put(
                wrong("to:\n            uri: log:mine", "bean:\n            ref: nobody"),
                "mine.camel.yaml, line 6, route mine: No bean could be found in the registry for: nobody");
        mistakes.put(
                wrong("to:\n            uri: log:mine", "bean:\n            ref: hold\n            method: nothing"),
                "mine.camel.yaml, line 6, route mine: Method with name: nothing not found on bean");
        mistakes.put(
                wrong("timer:mine", "timer:{{not.there}}"),
                "mine.camel.yaml, line 4, route mine: Property with key [not.there] not found");
        mistakes.put(
                wrong("to:\n            uri: log:mine", "log:\n            message: ${body"),
                "mine.camel.yaml, line 6, route mine: expected symbol functionEnd but was eol");
        mistakes.put(wrong("id: mine", "id: one"), ", line 1: there is a route one already, in ");
        mistakes.put(
                wrong("uri: log", "id: here\n            uri: log") + "        - to: {id: here, uri: log:mine}\n",
                "mine.camel.yaml, line 4, route mine: Duplicate id detected: here");
        mistakes.put(
                wrong("timer:mine", "kafka:orders?groupId=mine&breakOnFirstError=true"),
                "kafka:orders can't be read with breakOnFirstError=true: the consumer tries a failed record again");
        mistakes.put(wrong("timer:mine", "kafka:orders"), "kafka:orders can't be read with no groupId: a group is");
        mistakes.put(wrong("timer:mine", "direct:one"), " reads from direct:one already; only one can");
        mistakes.put(
                policy("same") + policy("same"),
                "mine.camel.yaml, line 16: there is a routeConfiguration policy already, in ");
        return mistakes;
    }
}
