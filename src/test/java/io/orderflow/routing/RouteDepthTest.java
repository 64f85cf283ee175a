package io.orderflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteDepthTest {

    private static final long SMALL_STACK = 512 * 1024;

    @Test
    void a_route_that_calls_itself_fails_the_exchange_and_says_so() throws Exception {
        try (RouteRun run = new RouteRun(RouteRun.Way.STACK, b -> b.from("direct:start")
                .routeId("start")
                .choice()
                .when(b.simple("${body} != ''"))
                .to("direct:start")
                .end()
                .setBody(b.constant("never")))) {
            Exchange exchange = processed(run, "a");
            assertThat(exchange.getException())
                    .isInstanceOf(RoutesTooDeepException.class)
                    .hasMessage("start -> start: more than 100 routes deep, it calls itself without an end");
            assertThat(exchange.getMessage().getBody()).isEqualTo("a");
            assertThat(exchange.getUnitOfWork()).isNull();
        }
    }

    @Test
    void the_circle_is_named_without_what_led_there() throws Exception {
        try (RouteRun run = new RouteRun(RouteRun.Way.STACK, b -> {
            b.from("direct:start").routeId("start").to("direct:a");
            b.from("direct:a").routeId("a").to("direct:b");
            b.from("direct:b").routeId("b").to("direct:a");
        })) {
            assertThat(processed(run, "a").getException()).hasMessageMatching("(a -> b -> a|b -> a -> b): .*");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"split", "multicast", "recipientList", "enrich", "routingSlip", "loop", "try", "delay"})
    void a_circle_through_a_step_with_steps_or_copies_is_bounded(String eip) throws Exception {
        try (RouteRun run = new RouteRun(RouteRun.Way.STACK, b -> {
            var route = b.from("direct:start").routeId("start").to("mock:passed");
            switch (eip) {
                case "split" -> route.split(b.body()).stopOnException().to("direct:start");
                case "multicast" -> route.multicast().stopOnException().to("direct:start");
                case "recipientList" ->
                    route.recipientList(b.constant("direct:start")).stopOnException();
                case "enrich" -> route.enrich("direct:start");
                case "routingSlip" -> route.routingSlip(b.constant("direct:start"));
                case "loop" -> route.loop(1).to("direct:start");
                case "try" -> route.doTry().to("direct:start").doFinally().setHeader("x", b.body());
                default -> route.delay(1).asyncDelayed().to("direct:start");
            }
        })) {
            assertThat(processed(run, "a").getException()).hasStackTraceContaining("RoutesTooDeepException");
            assertThat(run.context()
                            .getEndpoint("mock:passed", MockEndpoint.class)
                            .getReceivedCounter())
                    .isBetween(40, RouteDepth.LIMIT);
        }
    }

    @Test
    void the_dead_letter_of_such_a_failure_can_be_written_by_a_route() throws Exception {
        try (RouteRun run = new RouteRun(RouteRun.Way.STACK, b -> {
            b.onException(Exception.class).handled(true).useOriginalMessage().to("direct:dead-letter");
            b.from("direct:start").routeId("start").to("direct:start");
            b.from("direct:dead-letter").to("mock:dead");
        })) {
            Exchange exchange = processed(run, "a");
            assertThat(exchange.getException()).isNull();
            assertThat(run.context()
                            .getEndpoint("mock:dead", MockEndpoint.class)
                            .getReceivedCounter())
                    .isOne();
        }
    }

    @Test
    void a_circle_in_the_policy_for_failures_is_bounded_too() throws Exception {
        try (RouteRun run = new RouteRun(RouteRun.Way.STACK, b -> {
            b.onException(Exception.class).handled(true).to("direct:dead-letter");
            b.from("direct:start").routeId("start").to("direct:start");
            b.from("direct:dead-letter").routeId("dead-letter").to("direct:dead-letter");
        })) {
            assertThat(processed(run, "a")).isNotNull();
        }
    }

    @Test
    void routes_that_are_less_deep_are_no_concern() throws Exception {
        try (RouteRun run = new RouteRun(RouteRun.Way.STACK, b -> {
            b.from("direct:start").routeId("start").to("direct:n1");
            for (int i = 1; i < RouteDepth.LIMIT - 1; i++) {
                b.from("direct:n" + i).to("direct:n" + (i + 1));
            }
            b.from("direct:n" + (RouteDepth.LIMIT - 1)).setBody(b.constant("there"));
        })) {
            Exchange exchange = processed(run, "a");
            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody()).isEqualTo("there");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "split", "routingSlip", "dynamicRouter"})
    void many_rounds_do_not_deepen_the_stack(String eip) throws Exception {
        // Camel's routing slip makes a chain of callbacks, a link a round, in its own way too
        int rounds = eip.startsWith("routing") || eip.startsWith("dynamic") ? 500 : 20_000;
        try (RouteRun run = new RouteRun(RouteRun.Way.STACK, b -> {
            var route = b.from("direct:start").routeId("start");
            switch (eip) {
                case "loop" -> route.loop(rounds).to("direct:next");
                case "split" -> route.split(b.body().tokenize(",")).to("direct:next");
                case "routingSlip" -> route.routingSlip(b.body(), ",");
                default -> route.dynamicRouter(b.method(new Rounds(rounds), "next"));
            }
            b.from("direct:next").setHeader("x", b.constant(1)).setHeader("y", b.constant(2));
        })) {
            Exchange exchange = processed(run, "direct:next,".repeat(rounds));
            assertThat(exchange.getException()).isNull();
        }
    }

    public record Rounds(java.util.concurrent.atomic.AtomicInteger left) {
        Rounds(int rounds) {
            this(new java.util.concurrent.atomic.AtomicInteger(rounds));
        }

        public String next() {
            return left.decrementAndGet() < 0 ? null : "direct:next";
        }
    }

    /** In a thread with half the usual stack. */
    private static Exchange processed(RouteRun run, String body) throws Exception {
        Exchange exchange = DefaultExchange.newFromEndpoint(run.context().getEndpoint("direct:start"));
        exchange.setIn(new RouteRun.Sent(run.context(), body));
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        run.process(exchange);
                    } catch (Throwable e) {
                        thrown.set(e);
                    }
                },
                "small stack",
                SMALL_STACK);
        thread.start();
        thread.join(20_000);
        assertThat(thrown.get()).isNull();
        assertThat(thread.isAlive()).isFalse();
        return exchange;
    }
}
