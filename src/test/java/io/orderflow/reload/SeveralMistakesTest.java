package io.orderflow.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.orderflow.consumer.KafkaWithGuarantees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.camel.impl.DefaultCamelContext;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The check finds more than the first mistake, each with its file and line, and none that is none. */
@Timeout(60)
class SeveralMistakesTest {

    private static final String ROUTE =
            """
            - route:
                id: a
                from:
                  uri: direct:a
                  steps:
                    - lgo: "one"
                    - choice:
                        when:
                          - simple: "${body} == 1"
                            steps:
                              - log:
                                  mesage: two
                              - to: direct:three
                    - to: "lok:four"
                    - bean:
                        ref: five
                    - to: "log:six?nothing=1"
                    - log: right
            """;
    /** The text with a mistake, what is right there, and what is said of it. */
    private static final List<List<String>> MISTAKES = List.of(
            List.of("lgo: \"one\"", "log: one", "a.camel.yaml, line 6: there is no \"lgo\""),
            List.of("mesage: two", "message: two", "a.camel.yaml, line 12: log has no key \"mesage\""),
            List.of("direct:three", "log:three", "a.camel.yaml, line 13, route a: no route reads from direct:three"),
            List.of("lok:four", "log:four", "a.camel.yaml, line 14, route a: there is no component lok"),
            List.of("ref: five", "ref: here", "a.camel.yaml, line 15, route a: No bean could be found in the registry"),
            List.of("?nothing=1", "", "a.camel.yaml, line 17, route a: log has no option nothing"));

    @TempDir
    private Path folder;

    @Test
    void each_mistake_of_a_route_is_found_at_once_and_is_gone_when_it_is_mended() throws Exception {
        for (int mended = 0; mended < MISTAKES.size(); mended++) {
            String text = ROUTE;
            for (List<String> mistake : MISTAKES.subList(0, mended)) {
                text = text.replace(mistake.get(0), mistake.get(1));
            }
            save("a", text);

            RouteMistake found = mistake();
            List<List<String>> left = MISTAKES.subList(mended, MISTAKES.size());
            assertThat(found.all()).hasSameSizeAs(left);
            for (int i = 0; i < left.size(); i++) {
                assertThat(found.all().get(i)).contains(left.get(i).get(2));
            }
            assertThat(found)
                    .hasMessage(
                            left.size() == 1
                                    ? found.all().get(0)
                                    : left.size() + " mistakes, the first in "
                                            + found.all().get(0));
        }
    }

    @Test
    void mistakes_of_several_files_and_routes_are_found_at_once() throws Exception {
        save("a", "- route:\n    idd: x\n    from: {uri: direct:a, steps: [{log: x}]}\n" + route("b", "to: lok:x"));
        save("c", "- route:\n    id: c\n   from\n");
        save("d", route("d", "to: kafka:teas?lingrMs=1"));
        save("e", "- rout: {}\n" + route("d", "log: x"));

        assertThat(mistake().all())
                .satisfiesExactly(contain(
                        "a.camel.yaml, line 2: route has no key \"idd\"",
                        "a.camel.yaml, line 9, route b: there is no component lok",
                        "c.camel.yaml, line ",
                        "d.camel.yaml, line 6, route d: kafka has no option lingrMs",
                        "e.camel.yaml, line 1: rout can't be here",
                        "e.camel.yaml, line 2: there is a route d already"));
    }

    @Test
    void what_may_stand_in_a_part_with_a_mistake_is_not_missed_elsewhere() throws Exception {
        String caller = route("a", "to: direct:b") + route("x", "bean: {ref: tool}") + route("y", "to: lok:x");
        save("a", caller);
        save("b", "- beans:\n    - name: tool\n      type: java.lang.String\n      typo: x\n" + route("b", "log: x"));
        assertThat(mistake().all())
                .satisfiesExactly(contain("line 18, route y: there is no component lok", "b.camel.yaml, line 4: "));

        save("b", "- beans: [\n" + route("b", "log: x"));
        assertThat(mistake().all())
                .satisfiesExactly(contain("line 18, route y: there is no component lok", "b.camel.yaml, line "));

        save("a", route("a", "to: direct:b") + route("c", "to: direct:nowhere"));
        save("b", route("b", "log: x").replace("id: b", "idd: b"));
        assertThat(mistake().all())
                .satisfiesExactly(contain(
                        "line 12, route c: no route reads from direct:nowhere",
                        "b.camel.yaml, line 2: route has no key \"idd\""));
    }

    @Test
    void a_part_that_is_written_on_one_line_or_referred_to_adds_no_mistake() throws Exception {
        save("a", "[{route: {id: a, from: {uri: 'direct:a', steps: [{lgo: x}, {log: y}, {lag: z}]}}}]\n");
        assertThat(mistake().all()).satisfiesExactly(contain("line 1: there is no \"lgo\""));

        save("a", route("a", "filter: &f {simple: x, stepps: []}") + route("b", "filter: *f"));
        assertThat(mistake().all()).satisfiesExactly(contain("line 6: \"stepps\" is neither a key that can be here"));
    }

    @Test
    void of_many_mistakes_it_says_that_there_are_more() throws Exception {
        StringBuilder steps = new StringBuilder("log: x");
        IntStream.range(0, 12)
                .forEach(i -> steps.append("\n        - lgo").append(i).append(": x"));
        save("a", route("a", steps.toString()));

        assertThat(mistake()).hasMessageStartingWith("at least 10 mistakes, the first in " + folder);
        assertThat(mistake().all()).hasSize(10);
    }

    private static String route(String id, String step) {
        return "- route:\n    id: %1$s\n    from:\n      uri: direct:%1$s\n      steps:\n        - %2$s\n"
                .formatted(id, step);
    }

    @SuppressWarnings("unchecked")
    private static ThrowingConsumer<String>[] contain(String... parts) {
        List<ThrowingConsumer<String>> all = new ArrayList<>();
        for (String part : parts) {
            all.add(sentence -> assertThat(sentence).contains(part));
        }
        return all.toArray(ThrowingConsumer[]::new);
    }

    private void save(String name, String content) throws Exception {
        Files.writeString(folder.resolve(name + ".camel.yaml"), content);
    }

    private RouteMistake mistake() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addComponent("direct", new GatedDirect());
            context.getRegistry().bind("here", new StringBuilder());
            KafkaWithGuarantees.install(context);
            RouteCheck check = new RouteCheck(context);
            return catchThrowableOfType(RouteMistake.class, () -> check.check(RouteFiles.read(folder), null));
        }
    }
}
