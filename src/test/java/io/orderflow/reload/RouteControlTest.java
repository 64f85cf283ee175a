package io.orderflow.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.orderflow.consumer.KafkaWithGuarantees;
import io.orderflow.reload.RouteControl.Action;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.ServiceStatus;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes that a person pauses, resumes, stops and starts. */
class RouteControlTest {

    private static final String STEP =
            """
            - route:
                id: step
                from:
                  uri: direct:step
                  steps:
                    - bean:
                        ref: work
                        method: work
                    - setBody:
                        expression:
                          constant:
                            expression: "%s"
            """;
    private static final String TICK =
            """
            - route:
                id: tick
                from:
                  uri: timer:tick
                  parameters:
                    delay: 1
                    period: 1
                  steps:
                    - to:
                        uri: direct:step
                    - bean:
                        ref: work
                        method: count
            """;

    @TempDir
    Path routes;

    /** The common pool may have one thread, which what is held would keep. */
    private static final Executor OWN_THREAD = task -> new Thread(task).start();

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Work work = new Work();
    private final Lines lines = new Lines();
    private RouteControl control;
    private RouteReload reload;

    /** What the routes do. */
    public static final class Work {
        private final AtomicInteger ticks = new AtomicInteger();
        private volatile CountDownLatch hold = new CountDownLatch(0);
        private volatile CountDownLatch arrived = new CountDownLatch(1);

        public void work() throws InterruptedException {
            arrived.countDown();
            assertThat(hold.await(20, TimeUnit.SECONDS)).isTrue();
        }

        public void count() {
            ticks.incrementAndGet();
        }
    }

    @BeforeEach
    void start() throws Exception {
        Files.writeString(routes.resolve("step.camel.yaml"), STEP.formatted("1"));
        context.addComponent("direct", new GatedDirect());
        KafkaWithGuarantees.install(context);
        context.getRegistry().bind("work", work);
        context.getShutdownStrategy().setTimeout(5);
        control = new RouteControl(context);
        reload = new RouteReload(context, routes, control);
    }

    private void run() throws Exception {
        reload.load();
        context.start();
        reload.start();
    }

    @AfterEach
    void stop() throws Exception {
        work.hold.countDown();
        control.end();
        reload.stop();
        context.close();
        lines.close();
    }

    private ServiceStatus status(String id) {
        return RouteSwitch.status(context.getRoute(id));
    }

    private CompletableFuture<String> call() {
        return CompletableFuture.supplyAsync(
                () -> context.createProducerTemplate().requestBody("direct:step", "", String.class), OWN_THREAD);
    }

    @Test
    void what_is_sent_to_a_paused_route_waits_and_is_done_when_it_goes_on() throws Exception {
        run();
        assertThat(control.act("step", Action.PAUSE, "mei")).isTrue();
        CompletableFuture<String> waiting = call();

        assertThat(status("step")).isEqualTo(ServiceStatus.Suspended);
        assertThat(control.byHand("step").orElseThrow().by()).isEqualTo("mei");
        assertThat(control.byHand("step").orElseThrow().done()).isTrue();
        assertThatThrownBy(() -> waiting.get(1_500, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        assertThat(lines.all()).isEmpty();
        assertThat(control.act("step", Action.RESUME, "mei")).isTrue();
        assertThat(waiting.get(5, TimeUnit.SECONDS)).isEqualTo("1");
        assertThat(control.byHand("step")).isEmpty();
    }

    @Test
    void what_is_in_flight_is_done_first_and_nothing_else_is_taken_up_meanwhile() throws Exception {
        run();
        work.hold = new CountDownLatch(1);
        CompletableFuture<String> inFlight = call();
        assertThat(work.arrived.await(5, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Boolean> paused = CompletableFuture.supplyAsync(() -> act("step", Action.PAUSE), OWN_THREAD);
        await().until(() -> control.byHand("step").isPresent());

        assertThat(control.byHand("step").orElseThrow().done()).isFalse();
        assertThatThrownBy(() -> control.act("step", Action.STOP, "mei"))
                .hasMessage("Something is being done with step already: what is in flight is done first");
        work.hold.countDown();
        assertThat(paused.get(5, TimeUnit.SECONDS)).isTrue();
        assertThat(inFlight.get(5, TimeUnit.SECONDS)).isEqualTo("1");
        assertThat(control.byHand("step").orElseThrow().done()).isTrue();
    }

    private boolean act(String id, Action action) {
        try {
            return control.act(id, action, "mei");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_route_that_is_saved_while_it_is_paused_stays_so_and_goes_on_as_the_new_one() throws Exception {
        run();
        control.act("step", Action.PAUSE, "mei");
        Files.writeString(routes.resolve("step.camel.yaml"), STEP.formatted("2"));
        await().until(() -> lines.all().contains("🔧 step.camel.yaml: changed step"));
        CompletableFuture<String> waiting = call();

        assertThat(status("step")).isNotEqualTo(ServiceStatus.Started);
        assertThat(control.byHand("step")).isPresent();
        assertThatThrownBy(() -> waiting.get(500, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        control.act("step", Action.RESUME, "mei");
        assertThat(waiting.get(5, TimeUnit.SECONDS)).isEqualTo("2");
    }

    @Test
    void a_route_that_reads_from_outside_takes_nothing_new_while_it_is_stopped() throws Exception {
        Files.writeString(routes.resolve("tick.camel.yaml"), TICK);
        run();
        await().until(() -> work.ticks.get() > 3);
        assertThat(control.act("tick", Action.STOP, "mei")).isTrue();
        int before = work.ticks.get();

        assertThat(status("tick")).isEqualTo(ServiceStatus.Stopped);
        Files.writeString(routes.resolve("tick.camel.yaml"), TICK.replace("period: 1", "period: 2"));
        await().until(() -> lines.all().contains("🔧 tick.camel.yaml: changed tick"));
        assertThat(status("tick")).isEqualTo(ServiceStatus.Stopped);
        assertThat(work.ticks).hasValue(before);
        assertThat(control.act("tick", Action.START, "mei")).isTrue();
        await().until(() -> work.ticks.get() > before);
    }

    @Test
    void what_makes_no_sense_is_refused_in_a_sentence() throws Exception {
        run();
        assertThatThrownBy(() -> control.act("nobody", Action.PAUSE, "mei"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no route nobody");
        assertThatThrownBy(() -> control.act("step", Action.RESUME, "mei")).hasMessage("step is not paused");
        assertThatThrownBy(() -> control.act("step", Action.START, "mei")).hasMessage("step is not stopped");
        control.act("step", Action.STOP, "mei");
        assertThatThrownBy(() -> control.act("step", Action.PAUSE, "mei"))
                .hasMessage("step does not run, so it can't be paused");
        assertThat(control.act("step", Action.START, "mei")).isTrue();
        assertThat(call().get(5, TimeUnit.SECONDS)).isEqualTo("1");
    }
}
