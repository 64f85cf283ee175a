package io.orderflow.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.component.seda.SedaConsumerNotAvailableException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.LifecycleStrategySupport;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a step has put aside is done with all the same, over a save of its routes and at a stop. */
@Timeout(120)
class PutAsideTest {

    private static final int ORDERS = 20;

    private static final String AGGREGATE =
            """
            - aggregate:
                correlationExpression: { constant: { expression: all } }
                aggregationStrategy: "#class:org.apache.camel.processor.aggregate.GroupedBodyAggregationStrategy"
                completionSize: 100000
                steps:
                  - split:
                      simple: "${body}"
                      steps:
                        - bean: { ref: slow, method: take }
            """;

    @TempDir
    Path folder;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Slow slow = new Slow();
    private final Lines lines = new Lines();
    private RouteControl control;
    private RouteReload reload;

    /** Takes what comes when it is let go. */
    public static final class Slow {
        private final AtomicInteger taken = new AtomicInteger();
        private volatile CountDownLatch goOn = new CountDownLatch(1);

        public void take() throws InterruptedException {
            goOn.await();
            // an interrupt would end a sleep, and the order with it
            Thread.sleep(1);
            taken.incrementAndGet();
        }

        private void hold() {
            goOn = new CountDownLatch(1);
        }

        private void letGo() {
            goOn.countDown();
        }
    }

    @BeforeEach
    void prepare() {
        context.addComponent("direct", new GatedDirect());
        context.getRegistry().bind("slow", slow);
        PutAside.completeOnStop(context);
    }

    @AfterEach
    void close() throws Exception {
        reload.stop();
        context.close();
        lines.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"- to: seda:aside\n", "- wireTap: { uri: \"direct:aside\" }\n", AGGREGATE})
    void none_is_lost_by_a_save_of_both_routes_and_a_stop(String step) throws Exception {
        save(step, "one");
        start();
        give();
        save(step, "two");
        await().until(() -> lines.all().stream().anyMatch(line -> line.startsWith("🔧 mine.camel.yaml: changed ")));
        slow.letGo();
        await().until(() -> isSaved("mine", "two") && isSaved("aside", "two"));
        slow.hold();
        give();
        Thread letGo = new Thread(() -> {
            await().until(context::isStopping);
            slow.letGo();
        });
        letGo.start();
        stop();
        letGo.join();

        assertThat(slow.taken).hasValue(2 * ORDERS);
        assertThat(lines.all()).filteredOn(line -> line.startsWith("⚠️")).hasSize(1);
    }

    @Test
    void none_is_lost_by_a_stop_between_the_old_route_and_the_new_one() throws Exception {
        save("- to: seda:aside\n", "one");
        slow.letGo();
        start();
        CountDownLatch removed = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onRoutesRemove(Collection<Route> routes) {
                if (routes.stream().anyMatch(route -> route.getRouteId().equals("aside")) && !context.isStopping()) {
                    removed.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            }
        });
        save("- to: seda:aside\n", "two");
        removed.await();
        give();
        Thread stopping = new Thread(() -> assertThatNoException().isThrownBy(this::stop));
        stopping.start();
        await().until(() -> stopping.getState() != Thread.State.RUNNABLE);
        goOn.countDown();
        stopping.join();

        assertThat(slow.taken).hasValue(ORDERS);
    }

    @Test
    void none_is_lost_or_fails_that_comes_while_the_route_of_its_queue_is_saved_again_and_again() throws Throwable {
        whileOrdersCome(() -> {
            for (String description : List.of("one", "two", "three")) {
                save("- to: seda:aside\n", description);
                await().until(() -> isSaved("mine", description) && isSaved("aside", description));
            }
        });
    }

    @Test
    void none_is_lost_or_fails_that_comes_while_the_route_of_its_queue_is_stopped_or_paused_by_hand() throws Throwable {
        whileOrdersCome(() -> {
            for (RouteControl.Action action : List.of(
                    RouteControl.Action.STOP,
                    RouteControl.Action.START,
                    RouteControl.Action.PAUSE,
                    RouteControl.Action.RESUME)) {
                assertThat(control.act("aside", action, "me")).isTrue();
            }
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"PAUSE", "STOP"})
    void what_waits_before_a_route_that_a_person_has_stopped_is_done_at_the_end(RouteControl.Action action)
            throws Exception {
        save("- to: seda:aside\n", "one");
        slow.letGo();
        start();
        assertThat(control.act("aside", action, "me")).isTrue();
        give();
        stop();

        assertThat(slow.taken).hasValue(ORDERS);
        assertThat(lines.all())
                .filteredOn(line -> line.startsWith("aside goes on"))
                .hasSize(1);
    }

    @Test
    void what_is_not_worked_off_before_the_end_is_reported() throws Exception {
        save("- to: seda:aside\n", "one");
        start();
        give();
        context.getShutdownStrategy().setTimeout(1);
        stop();

        assertThat(lines.all())
                .filteredOn(line -> line.startsWith("❌ Lost: "))
                .singleElement()
                .asString()
                .endsWith(" that waited in seda://aside, which was not worked off within 1 s before the end");
    }

    @Test
    void who_sends_to_a_queue_whose_route_was_taken_away_fails_until_it_is_back() throws Exception {
        save("- to: seda:aside\n", "one");
        slow.letGo();
        start();
        String both = Files.readString(folder.resolve("mine.camel.yaml"));
        Files.writeString(
                folder.resolve("mine.camel.yaml"), both.substring(0, both.indexOf("- route:\n    id: aside")));
        await().until(() -> context.getRoute("aside") == null);
        await().until(() -> reload.mistakes().sentence() != null);

        assertThat(reload.mistakes().sentence())
                .endsWith("line 7, route mine: no route reads from seda:aside any more, and what is sent there fails");
        await().until(() -> send().getException() instanceof SedaConsumerNotAvailableException);

        Files.writeString(folder.resolve("mine.camel.yaml"), both);
        await().until(() -> reload.mistakes().sentence() == null);
        assertThat(send().getException()).isNull();
        await().untilAsserted(() -> assertThat(slow.taken).hasPositiveValue());
    }

    private void whileOrdersCome(ThrowingRunnable change) throws Throwable {
        save("- to: seda:aside\n", "zero");
        slow.letGo();
        start();
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger sent = new AtomicInteger();
        CompletableFuture<Void> sending = CompletableFuture.runAsync(
                () -> {
                    while (!enough.get()) {
                        assertThat(send().getException()).isNull();
                        sent.incrementAndGet();
                        LockSupport.parkNanos(2_000_000);
                    }
                },
                task -> new Thread(task).start());
        change.run();
        enough.set(true);
        sending.get();
        stop();

        assertThat(slow.taken).hasValue(sent.get());
        assertThat(lines.all()).noneMatch(line -> line.startsWith("❌"));
    }

    private Exchange send() {
        return context.createFluentProducerTemplate()
                .to("direct:mine")
                .withBody("x")
                .send();
    }

    /** As the program does. */
    private void stop() throws InterruptedException {
        control.end();
        reload.stop();
        context.stop();
    }

    private void give() {
        for (int i = 0; i < ORDERS; i++) {
            send();
        }
    }

    private boolean isSaved(String route, String description) {
        return context.getRoute(route) != null
                && description.equals(context.getRoute(route).getDescription());
    }

    @Test
    void a_copy_that_comes_back_to_its_own_route_does_not_hold_up_a_save() throws Exception {
        String step =
                """
                - filter:
                    simple: "${body} == 'x'"
                    steps:
                      - setBody: { constant: "y" }
                      - wireTap: { uri: "direct:mine" }
                - to: direct:aside
                """;
        save(step, "one");
        start();
        Thread giving = new Thread(this::give);
        giving.start();
        save(step, "two");
        await().until(() -> lines.all().stream().anyMatch(line -> line.startsWith("🔧 mine.camel.yaml: changed ")));
        slow.letGo();
        await().until(() -> isSaved("mine", "two") && isSaved("aside", "two"));
        giving.join();

        await().untilAsserted(() -> assertThat(slow.taken).hasValue(2 * ORDERS));
    }

    @Test
    void a_copy_for_which_there_is_no_room_is_a_failure_and_nothing_waits_for_it() throws Exception {
        ThreadPoolExecutor none = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        none.shutdown();
        context.getRegistry().bind("none", none);
        save("- wireTap: { uri: \"direct:aside\", executorService: none }\n", "one");
        start();

        assertThat(context.createFluentProducerTemplate()
                        .to("direct:mine")
                        .withBody("x")
                        .send()
                        .getException())
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(context.getInflightRepository().size("mine")).isZero();
    }

    @Test
    void a_step_that_waits_for_what_it_does_is_none_of_them() throws Exception {
        save("- to: direct:aside\n- log: x\n- delay: { constant: 1 }\n", "one");
        slow.letGo();
        start();

        assertThat(lines.all()).isEmpty();
    }

    private void start() throws Exception {
        control = new RouteControl(context);
        reload = new RouteReload(context, folder, control);
        reload.load();
        context.start();
        reload.start();
    }

    private void save(String step, String description) throws Exception {
        String from = step.contains("seda") ? "seda:aside" : "direct:aside";
        String routes =
                """
                - route:
                    id: mine
                    description: %1$s
                    from:
                      uri: direct:mine
                      steps:
                %2$s
                - route:
                    id: aside
                    description: %1$s
                    from:
                      uri: %3$s
                      steps:
                        - bean: { ref: slow, method: take }
                """;
        Files.writeString(folder.resolve("mine.camel.yaml"), routes.formatted(description, step.indent(8), from));
    }
}
