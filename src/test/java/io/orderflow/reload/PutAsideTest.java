package io.orderflow.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is put aside by a step is done with all the same, over a save of its routes and at a stop. */
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
    private RouteReload reload;

    /** Takes what comes when it is let go. */
    public static final class Slow {
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final AtomicInteger taken = new AtomicInteger();

        public void take() throws InterruptedException {
            goOn.await();
            taken.incrementAndGet();
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
        for (int i = 0; i < ORDERS; i++) {
            context.createFluentProducerTemplate()
                    .to("direct:mine")
                    .withBody("x")
                    .send();
        }
        save(step, "two");
        slow.goOn.countDown();
        await().until(() -> lines.all().stream().anyMatch(line -> line.startsWith("🔧 mine.camel.yaml: changed ")));
        for (int i = 0; i < ORDERS; i++) {
            context.createFluentProducerTemplate()
                    .to("direct:mine")
                    .withBody("x")
                    .send();
        }
        context.stop();

        assertThat(slow.taken).hasValue(2 * ORDERS);
        assertThat(lines.all()).filteredOn(line -> line.startsWith("⚠️")).hasSize(1);
    }

    @Test
    void a_step_that_waits_for_what_it_does_is_none_of_them() throws Exception {
        save("- to: direct:aside\n- log: x\n- delay: { constant: 1 }\n", "one");
        slow.goOn.countDown();
        start();

        assertThat(lines.all()).isEmpty();
    }

    private void start() throws Exception {
        reload = new RouteReload(context, folder);
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
