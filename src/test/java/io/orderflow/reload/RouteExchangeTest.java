package io.orderflow.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderflow.TextEdit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Routes are exchanged while they have work: nothing is lost, nobody who calls them fails. */
class RouteExchangeTest extends SavedRoutes {

    @Test
    void a_route_with_a_call_in_hand_stays_as_it_was_where_the_new_one_fails_to_start() throws Exception {
        save("one", holds("one", "1"));
        awaitLine("🔧 one.camel.yaml: changed one");
        CompletableFuture<String> inFlight = call("one");
        hold.arrived.await();
        save(
                "one",
                answers("one", "2")
                        + "        - to:\n            uri: kafka:x?brokers=localhost:1&requestRequiredAcks=none\n");
        awaitLine("🔧 one.camel.yaml: changed one; when its exchanges in flight are done: one");
        hold.goOn.countDown();

        assertThat(inFlight.get(5, TimeUnit.SECONDS)).isEqualTo("1");
        soon().until(() -> lines.all().stream().anyMatch(line -> line.startsWith("❌ one stays as it was: ")));
        assertThat(answer("one")).isEqualTo("1");
    }

    @Test
    void a_call_in_flight_ends_on_the_old_route_and_one_that_comes_meanwhile_on_the_new() throws Exception {
        save("one", holds("one", "1"));
        awaitLine("🔧 one.camel.yaml: changed one");
        CompletableFuture<String> inFlight = call("one");
        hold.arrived.await();
        save("one", answers("one", "2"));
        save("two", answers("two", "2"));
        awaitAnswer("two", "2");
        awaitLine("🔧 one.camel.yaml, two.camel.yaml: changed one, two; when its exchanges in flight are done: one");
        hold.goOn.countDown();

        assertThat(inFlight.get(5, TimeUnit.SECONDS)).isEqualTo("1");
        assertThat(answer("one")).isEqualTo("2");
        awaitLine("🔧 one has no exchange in flight any more: its new version runs");
    }

    @Test
    void many_callers_at_once_never_fail_while_a_route_is_exchanged_again_and_again() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        List<CompletableFuture<Integer>> callers = Stream.generate(() -> CompletableFuture.supplyAsync(
                        () -> {
                            int calls = 0;
                            while (!enough.get()) {
                                assertThat(answer("one")).isNotNull();
                                calls++;
                            }
                            return calls;
                        },
                        task -> new Thread(task).start()))
                .limit(3)
                .toList();
        for (int i = 2; i <= 12; i++) {
            save("one", answers("one", String.valueOf(i)));
            awaitAnswer("one", String.valueOf(i));
        }
        enough.set(true);

        for (CompletableFuture<Integer> calls : callers) {
            assertThat(calls.get(5, TimeUnit.SECONDS)).isPositive();
        }
    }

    @Test
    void a_call_within_the_route_itself_does_not_lock_it() throws Exception {
        save(
                "one",
                TextEdit.replace(
                        answers("one", "1"),
                        "steps:",
                        "steps:\n        - bean: {ref: hold, method: hold}\n        - to: {uri: direct:inner}"));
        save("inner", answers("inner", "1"));
        awaitLine("🔧 inner.camel.yaml, one.camel.yaml: changed one; added inner");
        CompletableFuture<String> inFlight = call("one");
        hold.arrived.await();
        save("one", answers("one", "2"));
        save("inner", answers("inner", "2"));
        awaitAnswer("inner", "2");
        hold.goOn.countDown();

        assertThat(inFlight.get(5, TimeUnit.SECONDS)).isEqualTo("1");
        awaitAnswer("one", "2");
    }

    @Test
    void a_file_half_done_is_finished_before_the_new_route_reads() throws Exception {
        Path inbox = Files.createDirectories(home.resolve("inbox"));
        save("files", files(inbox, "1"));
        awaitLine("🔧 files.camel.yaml: added files");
        Files.writeString(inbox.resolve("a.txt"), "a");
        hold.arrived.await();
        save("files", files(inbox, "2"));
        save("one", answers("one", "2"));
        awaitAnswer("one", "2");
        awaitLine(
                "🔧 files.camel.yaml, one.camel.yaml: changed files, one; when its exchanges in flight are done: files");
        hold.goOn.countDown();
        awaitLine("🔧 files has no exchange in flight any more: its new version runs");
        Files.writeString(inbox.resolve("b.txt"), "b");

        soon().until(() -> Files.exists(inbox.resolve("done-2/b.txt")));
        assertThat(inbox.resolve("done-1/a.txt")).exists();
        assertThat(hold.held).hasValue(2);
    }

    private static String holds(String id, String answer) {
        return TextEdit.replace(answers(id, answer), "steps:", "steps:\n        - bean: {ref: hold, method: hold}");
    }

    private static String files(Path inbox, String done) {
        return TextEdit.replace(
                holds("files", done), "direct:files", "file:" + inbox + "?initialDelay=0&delay=50&move=done-" + done);
    }
}
