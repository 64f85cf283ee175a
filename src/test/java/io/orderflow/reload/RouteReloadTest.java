package io.orderflow.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderflow.TextEdit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Route;
import org.junit.jupiter.api.Test;

/** What a person does to the files of routes that run, and what becomes of the routes. */
class RouteReloadTest extends SavedRoutes {

    private static final String ASKS =
            answers("one", "1") + "        - bean:\n            ref: greeting\n            method: toString\n";

    @Test
    void a_saved_change_is_live_and_the_other_routes_go_on() throws Exception {
        Route two = context.getRoute("two");
        save("one", answers("one", "2"));

        soon().atMost(LIVE_WITHIN).until(() -> answer("one").equals("2"));
        awaitLine("🔧 one.camel.yaml: changed one");
        assertThat(context.getRoute("two")).isSameAs(two);
        assertThat(lines.all()).hasSize(1);
    }

    @Test
    void a_file_that_is_emptied_and_then_written_is_one_change() throws Exception {
        Files.writeString(routes.resolve("one.camel.yaml"), "");
        save("one", answers("one", "2"));

        awaitLine("🔧 one.camel.yaml: changed one");
        assertThat(answer("one")).isEqualTo("2");
        assertThat(lines.all()).hasSize(1);
    }

    @Test
    void a_file_that_is_written_beside_and_renamed_is_one_change() throws Exception {
        Path draft = Files.writeString(routes.resolve("one.camel.yaml~"), answers("one", "2"));
        Files.move(draft, routes.resolve("one.camel.yaml"), StandardCopyOption.REPLACE_EXISTING);

        awaitLine("🔧 one.camel.yaml: changed one");
        assertThat(answer("one")).isEqualTo("2");
        assertThat(lines.all()).hasSize(1);
    }

    @Test
    void files_saved_together_are_one_change() throws Exception {
        save("one", answers("one", "2"));
        save("two", answers("two", "2"));
        save("three", answers("three", "1"));

        awaitLine("🔧 one.camel.yaml, three.camel.yaml, two.camel.yaml: changed one, two; added three");
        assertThat(lines.all()).hasSize(1);
    }

    @Test
    void a_file_that_is_touched_or_written_as_it_was_changes_nothing() throws Exception {
        Route one = context.getRoute("one");
        Files.setLastModifiedTime(routes.resolve("one.camel.yaml"), FileTime.from(Instant.now()));
        save("one", answers("one", "1"));
        save("two", answers("two", "2"));

        awaitLine("🔧 two.camel.yaml: changed two");
        assertThat(context.getRoute("one")).isSameAs(one);
        assertThat(lines.all()).hasSize(1);
    }

    @Test
    void a_comment_is_no_change_of_the_route() throws Exception {
        Route one = context.getRoute("one");
        save("one", "# what this is for\n\n" + answers("one", "1"));

        awaitLine("🔧 one.camel.yaml: no route differs");
        assertThat(context.getRoute("one")).isSameAs(one);
    }

    @Test
    void a_renamed_file_leaves_its_routes_alone() throws Exception {
        Route one = context.getRoute("one");
        Files.move(routes.resolve("one.camel.yaml"), routes.resolve("first.camel.yaml"));

        awaitLine("🔧 first.camel.yaml, one.camel.yaml: no route differs");
        assertThat(context.getRoute("one")).isSameAs(one);
    }

    @Test
    void a_deleted_file_stops_its_route_and_its_callers_wait_until_it_is_back() throws Exception {
        Files.delete(routes.resolve("one.camel.yaml"));
        awaitLine("🔧 one.camel.yaml: removed one");
        assertThat(context.getRoute("one")).isNull();

        CompletableFuture<String> waiting = call("one");
        awaitLine("A caller waits: there is no route from direct:one to take what it sends");
        assertThat(waiting).isNotDone();
        save("one", answers("one", "2"));
        assertThat(waiting.get(5, TimeUnit.SECONDS)).isEqualTo("2");
        awaitLine("🔧 one.camel.yaml: added one");
    }

    @Test
    void a_route_deleted_from_a_file_stops_and_the_other_one_in_it_goes_on() throws Exception {
        save("two", answers("two", "1") + answers("three", "1"));
        awaitLine("🔧 two.camel.yaml: added three");
        Route two = context.getRoute("two");
        save("two", answers("two", "1"));

        awaitLine("🔧 two.camel.yaml: removed three");
        assertThat(context.getRoute("two")).isSameAs(two);
        assertThat(context.getRoute("three")).isNull();
    }

    @Test
    void files_in_folders_that_are_made_later_count() throws Exception {
        Path below = Files.createDirectories(routes.resolve("more/of/them"));
        Files.writeString(below.resolve("three.camel.yaml"), answers("three", "1"));
        awaitLine("🔧 more/of/them/three.camel.yaml: added three");
        Files.writeString(below.resolve("three.camel.yaml"), answers("three", "2"));

        awaitAnswer("three", "2");
    }

    @Test
    void a_route_without_an_id_is_known_by_what_it_reads_from() throws Exception {
        save("three", TextEdit.replace(answers("three", "1"), "    id: three\n", ""));
        awaitLine("🔧 three.camel.yaml: added direct-three");
        save("three", TextEdit.replace(answers("three", "2"), "    id: three\n", ""));

        awaitLine("🔧 three.camel.yaml: changed direct-three");
        assertThat(answer("three")).isEqualTo("2");
    }

    @Test
    void a_changed_error_policy_reaches_the_routes_that_use_it_and_no_others() throws Exception {
        save("policy", policy("sorry"));
        save("one", fails());
        awaitLine("🔧 one.camel.yaml, policy.camel.yaml: changed one");
        awaitAnswer("one", "sorry");
        Route two = context.getRoute("two");
        save("policy", policy("very sorry"));

        awaitAnswer("one", "very sorry");
        awaitLine("🔧 policy.camel.yaml: changed one");
        assertThat(context.getRoute("two")).isSameAs(two);
    }

    @Test
    void a_changed_bean_of_a_file_reaches_the_route_that_calls_it() throws Exception {
        save("one", bean("Hello") + ASKS);
        awaitAnswer("one", "Hello");
        save("one", bean("Hi") + ASKS);

        awaitAnswer("one", "Hi");
    }

    @Test
    void a_bean_that_a_route_does_not_name_leaves_it_alone() throws Exception {
        save("two", answers("two", "1"));
        awaitAnswer("two", "1");
        Route two = context.getRoute("two");
        save("one", bean("Hello") + ASKS);
        awaitAnswer("one", "Hello");
        save("one", bean("Hi") + ASKS);
        awaitAnswer("one", "Hi");

        awaitLine("🔧 one.camel.yaml: changed one");
        assertThat(context.getRoute("two")).isSameAs(two);
    }

    /** A component may find it by its class. */
    @Test
    void a_bean_whose_name_is_a_part_of_a_word_is_named_by_nobody() throws Exception {
        Route two = context.getRoute("two");
        // as in "constant"
        save("tools", bean("Hello").replace("name: greeting", "name: const"));
        save("three", answers("three", "1"));

        awaitLine("🔧 three.camel.yaml, tools.camel.yaml: added three");
        assertThat(context.getRoute("two")).isSameAs(two);
    }

    @Test
    void a_bean_of_the_routes_file_is_its_own_whether_it_is_named_or_not() throws Exception {
        save("one", bean("Hello") + answers("one", "2"));
        awaitAnswer("one", "2");
        Route one = context.getRoute("one");

        save("one", bean("Hi") + answers("one", "2"));

        soon().until(() -> context.getRoute("one") != null && context.getRoute("one") != one);
        assertThat(context.getRegistry().lookupByName("greeting")).hasToString("Hi");
    }
}
