package io.orderflow.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderflow.TextEdit;
import io.orderflow.consumer.KafkaWithGuarantees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Files of routes that run, with two routes to begin with, and a person who saves. */
abstract class SavedRoutes {

    static final Duration LIVE_WITHIN = Duration.ofSeconds(2);

    @TempDir
    Path home;

    final DefaultCamelContext context = new DefaultCamelContext();

    final Hold hold = new Hold();

    final Lines lines = new Lines();

    Path routes;

    RouteControl control;
    RouteReload reload;

    ProducerTemplate caller;

    /** Keeps what comes until it is told to let go. */
    public static final class Hold {
        final CountDownLatch arrived = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        final AtomicInteger held = new AtomicInteger();

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

    void save(String name, String content) throws Exception {
        Files.writeString(routes.resolve(name + ".camel.yaml"), content);
    }

    static String answers(String id, String answer) {
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

    static String bean(String text) {
        return """
                - beans:
                    - name: greeting
                      type: java.lang.String
                      constructors:
                        "0": "%s"
                """
                .formatted(text);
    }

    static String fails() {
        return TextEdit.replace(
                TextEdit.replace(answers("one", "1"), "id: one", "id: one\n    routeConfigurationId: policy"),
                "- setBody:",
                "- throwException: {exceptionType: java.lang.IllegalStateException, message: no}\n        - setBody:");
    }

    static String policy(String answer) {
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

    static ConditionFactory soon() {
        return Awaitility.await().pollInterval(Duration.ofMillis(10));
    }

    String answer(String id) {
        Exchange exchange = caller.request("direct:" + id, Exchange::getMessage);
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getBody(String.class);
    }

    CompletableFuture<String> call(String id) {
        return CompletableFuture.supplyAsync(() -> answer(id));
    }

    void awaitAnswer(String id, String answer) {
        soon().until(() -> context.getRoute(id) != null && answer(id).equals(answer));
    }

    void awaitMistake(String words) {
        soon().untilAsserted(() -> {
            assertThat(lines.all()).isNotEmpty();
            assertThat(lines.all().get(lines.all().size() - 1))
                    .startsWith("❌ Nothing changes: ")
                    .contains(words);
        });
    }

    /** A line that begins so: on a slow machine it may end with what is not yet done. */
    void awaitLine(String line) {
        soon().untilAsserted(() -> assertThat(lines.all()).anyMatch(told -> told.startsWith(line)));
    }
}
