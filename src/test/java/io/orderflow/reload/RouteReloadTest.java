package io.orderflow.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderflow.consumer.KafkaWithGuarantees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.LifecycleStrategySupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person does to the files of routes that run, and what becomes of the routes. */
class RouteReloadTest {

    private static final String RIGHT =
            "- route:\n    id: mine\n    from:\n      uri: timer:mine\n      steps:\n        - to:\n            uri: log:mine\n";
    private static final Duration LIVE_WITHIN = Duration.ofSeconds(2);

    @TempDir
    Path home;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Hold hold = new Hold();
    private final Lines lines = new Lines();
    private Path routes;
    private RouteControl control;
    private RouteReload reload;
    private ProducerTemplate caller;

    /** Keeps what comes until it is told to let go. */
    public static final class Hold {
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final AtomicInteger held = new AtomicInteger();

        public void hold() throws InterruptedException {
            held.incrementAndGet();
            arrived.countDown();
            assertThat(goOn.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @BeforeEach
    void start() throws Exception {
        routes = Files.createDirectories(home.resolve("routes"));
        save("one", answers("one", "1"));
        save("two", answers("two", "1"));
        context.addComponent("direct", new GatedDirect());
        KafkaWithGuarantees.install(context);
        context.getRegistry().bind("hold", hold);
        context.getShutdownStrategy().setTimeout(5);
        control = new RouteControl(context);
        reload = new RouteReload(context, routes, control);
        reload.load();
        context.start();
        reload.start();
        caller = context.createProducerTemplate();
    }

    @AfterEach
    void stop() throws Exception {
        reload.stop();
        context.close();
        lines.close();
    }

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
        save("three", answers("three", "1").replace("    id: three\n", ""));
        awaitLine("🔧 three.camel.yaml: added direct-three");
        save("three", answers("three", "2").replace("    id: three\n", ""));

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
        String asks =
                answers("one", "1") + "        - bean:\n            ref: greeting\n            method: toString\n";
        save("one", bean("Hello") + asks);
        awaitAnswer("one", "Hello");
        save("one", bean("Hi") + asks);

        awaitAnswer("one", "Hi");
    }

    @Test
    void a_route_with_a_call_in_hand_stays_as_it_was_where_the_new_one_fails_to_start() throws Exception {
        save("one", holds("one", "1"));
        awaitLine("🔧 one.camel.yaml: changed one");
        CompletableFuture<String> inHand = call("one");
        hold.arrived.await();
        save(
                "one",
                answers("one", "2")
                        + "        - to:\n            uri: kafka:x?brokers=localhost:1&requestRequiredAcks=none\n");
        awaitLine("🔧 one.camel.yaml: changed one; when its exchanges in flight are done: one");
        hold.goOn.countDown();

        assertThat(inHand.get(5, TimeUnit.SECONDS)).isEqualTo("1");
        soon().until(() -> lines.all().stream().anyMatch(line -> line.startsWith("❌ one stays as it was: ")));
        assertThat(answer("one")).isEqualTo("1");
    }

    @Test
    void a_call_in_flight_ends_on_the_old_route_and_one_that_comes_meanwhile_on_the_new() throws Exception {
        save("one", holds("one", "1"));
        awaitLine("🔧 one.camel.yaml: changed one");
        CompletableFuture<String> inHand = call("one");
        hold.arrived.await();
        save("one", answers("one", "2"));
        save("two", answers("two", "2"));
        awaitAnswer("two", "2");
        awaitLine("🔧 one.camel.yaml, two.camel.yaml: changed one, two; when its exchanges in flight are done: one");
        hold.goOn.countDown();

        assertThat(inHand.get(5, TimeUnit.SECONDS)).isEqualTo("1");
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
                answers("one", "1")
                        .replace(
                                "steps:",
                                "steps:\n        - bean: {ref: hold, method: hold}\n        - to: {uri: direct:inner}"));
        save("inner", answers("inner", "1"));
        awaitLine("🔧 inner.camel.yaml, one.camel.yaml: changed one; added inner");
        CompletableFuture<String> inHand = call("one");
        hold.arrived.await();
        save("one", answers("one", "2"));
        save("inner", answers("inner", "2"));
        awaitAnswer("inner", "2");
        hold.goOn.countDown();

        assertThat(inHand.get(5, TimeUnit.SECONDS)).isEqualTo("1");
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
                answers("two", "2")
                        .replace(
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
        save("mine", RIGHT.replace("log:mine", "lok:mine"));
        soon().until(() -> !lines.all().isEmpty());

        assertThatThrownBy(() -> new RouteCheck(context).check(RouteFiles.read(routes)))
                .isInstanceOf(RouteMistake.class)
                .satisfies(
                        found -> assertThat(lines.all()).containsExactly("❌ Nothing changes: " + found.getMessage()));
    }

    @Test
    void who_calls_a_route_that_was_taken_away_is_told_and_one_that_never_was_is_refused() throws Exception {
        save("one", answers("one", "1").replace("steps:", "steps:\n        - to: {uri: direct:two}"));
        awaitLine("🔧 one.camel.yaml: changed one");
        Files.delete(routes.resolve("two.camel.yaml"));
        awaitLine("🔧 two.camel.yaml: removed two");
        assertThat(reload.mistake())
                .endsWith("one.camel.yaml, line 5, route one: no route reads from direct:two any more, and what is sent"
                        + " there waits");

        save("three", answers("three", "1"));
        awaitLine("🔧 three.camel.yaml: added three");
        save("four", answers("four", "1").replace("steps:", "steps:\n        - to: {uri: direct:five}"));
        awaitMistake("four.camel.yaml, line 5, route four: no route reads from direct:five");

        Files.delete(routes.resolve("four.camel.yaml"));
        save("two", answers("two", "1"));
        soon().until(() -> reload.mistake() == null);
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

    /** What is wrong, and how it is told. */
    private Map<String, String> mistakes() {
        Map<String, String> mistakes = new LinkedHashMap<>();
        mistakes.put(RIGHT.replace("from:", "from"), "mine.camel.yaml, line 4: could not find expected ':'");
        mistakes.put("route:\n  id: mine\n", "mine.camel.yaml, line 1: a list is wanted");
        mistakes.put(
                RIGHT.replace("- route:", "- routeTemplate:"),
                "mine.camel.yaml, line 1: routeTemplate can't be here; what can: route, from, ");
        mistakes.put(
                RIGHT.replace("- to:", "- lok:"), "mine.camel.yaml, line 6: there is no \"lok\"; did you mean log?");
        mistakes.put(
                RIGHT.replace("log:mine", "lok:mine"),
                "mine.camel.yaml, line 6, route mine: there is no component lok; did you mean log?");
        mistakes.put(
                RIGHT.replace("timer:mine", "timer:mine?perriod=1"),
                "mine.camel.yaml, line 4, route mine: Failed to resolve endpoint: timer://mine?perriod=1");
        mistakes.put(
                RIGHT.replace("to:\n            uri: log:mine", "bean:\n            ref: nobody"),
                "mine.camel.yaml, line 6, route mine: No bean could be found in the registry for: nobody");
        mistakes.put(
                RIGHT.replace(
                        "to:\n            uri: log:mine", "bean:\n            ref: hold\n            method: nothing"),
                "mine.camel.yaml, line 6, route mine: Method with name: nothing not found on bean");
        mistakes.put(
                RIGHT.replace("timer:mine", "timer:{{not.there}}"),
                "mine.camel.yaml, line 4, route mine: Property with key [not.there] not found");
        mistakes.put(
                RIGHT.replace("to:\n            uri: log:mine", "log:\n            message: ${body"),
                "mine.camel.yaml, line 6, route mine: expected symbol functionEnd but was eol");
        mistakes.put(RIGHT.replace("id: mine", "id: one"), ", line 1: there is a route one already, in ");
        mistakes.put(
                RIGHT.replace("uri: log", "id: here\n            uri: log")
                        + "        - to: {id: here, uri: log:mine}\n",
                "mine.camel.yaml, line 4, route mine: Duplicate id detected: here");
        mistakes.put(
                RIGHT.replace("timer:mine", "kafka:orders?groupId=mine&breakOnFirstError=true"),
                "kafka:orders can't be read with breakOnFirstError=true: the consumer tries a failed record again");
        mistakes.put(
                RIGHT.replace("timer:mine", "kafka:orders"), "kafka:orders can't be read with no groupId: a group is");
        mistakes.put(RIGHT.replace("timer:mine", "direct:one"), " reads from direct:one already; only one can");
        mistakes.put(
                policy("same") + policy("same"),
                "mine.camel.yaml, line 16: there is a routeConfiguration policy already, in ");
        return mistakes;
    }

    private void save(String name, String content) throws Exception {
        Files.writeString(routes.resolve(name + ".camel.yaml"), content);
    }

    private static String answers(String id, String answer) {
        return """
                - route:
                    id: %1$s
                    from:
                      uri: direct:%1$s
                      steps:
                        - setBody:
                            expression:
                              constant:
                                expression: "%2$s"
                """
                .formatted(id, answer);
    }

    private static String bean(String text) {
        return """
                - beans:
                    - name: greeting
                      type: java.lang.String
                      constructors:
                        "0": "%s"
                """
                .formatted(text);
    }

    private static String holds(String id, String answer) {
        return answers(id, answer).replace("steps:", "steps:\n        - bean: {ref: hold, method: hold}");
    }

    private static String files(Path inbox, String done) {
        return holds("files", done)
                .replace("direct:files", "file:" + inbox + "?initialDelay=0&delay=50&move=done-" + done);
    }

    private static String fails() {
        return answers("one", "1")
                .replace("id: one", "id: one\n    routeConfigurationId: policy")
                .replace(
                        "- setBody:",
                        "- throwException: {exceptionType: java.lang.IllegalStateException, message: no}\n        - setBody:");
    }

    private static String policy(String answer) {
        return """
                - routeConfiguration:
                    id: policy
                    onException:
                      - onException:
                          exception:
                            - java.lang.IllegalStateException
                          handled:
                            expression:
                              constant:
                                expression: "true"
                          steps:
                            - setBody:
                                expression:
                                  constant:
                                    expression: %s
                """
                .formatted(answer);
    }

    private static ConditionFactory soon() {
        return Awaitility.await().pollInterval(Duration.ofMillis(10));
    }

    private String answer(String id) {
        Exchange exchange = caller.request("direct:" + id, Exchange::getMessage);
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getBody(String.class);
    }

    private CompletableFuture<String> call(String id) {
        return CompletableFuture.supplyAsync(() -> answer(id));
    }

    private void awaitAnswer(String id, String answer) {
        soon().until(() -> context.getRoute(id) != null && answer(id).equals(answer));
    }

    private void awaitMistake(String words) {
        soon().untilAsserted(() -> {
            assertThat(lines.all()).isNotEmpty();
            assertThat(lines.all().get(lines.all().size() - 1))
                    .startsWith("❌ Nothing changes: ")
                    .contains(words);
        });
    }

    /** A line that begins so: on a slow machine it may end with what is not yet done. */
    private void awaitLine(String line) {
        soon().untilAsserted(() -> assertThat(lines.all()).anyMatch(told -> told.startsWith(line)));
    }
}
