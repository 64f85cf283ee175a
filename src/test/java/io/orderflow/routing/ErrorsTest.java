package io.orderflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An Error of a step is a failure like any other: it reaches who called the route, and the thread lives on. */
class ErrorsTest {

    private interface Step {
        void add(RouteDefinition route);
    }

    static Stream<Arguments> steps() {
        Map<String, Supplier<Error>> errors = new TreeMap<>(Map.of(
                "StackOverflowError", () -> new StackOverflowError("deep"),
                "NoClassDefFoundError", () -> new NoClassDefFoundError("some/Thing"),
                "OutOfMemoryError", () -> new OutOfMemoryError("no more")));
        return errors.entrySet().stream().flatMap(error -> places(error.getValue()).entrySet().stream()
                .map(place -> Arguments.of(error.getKey(), place.getKey(), place.getValue())));
    }

    /** A try has no error handler around it. */
    static Stream<Arguments> stepsOutsideOfTry() {
        return steps().filter(step -> !step.get()[1].equals("a try"));
    }

    private static Map<String, Step> places(Supplier<Error> error) {
        Thrower thrower = new Thrower(error);
        Map<String, Step> places = new TreeMap<>();
        places.put("a bean", r -> r.bean(thrower, "fail"));
        places.put("a processor", r -> r.process(e -> thrower.fail()));
        places.put("an asynchronous processor", r -> r.process(new Asynchronous(error)));
        places.put("an expression", r -> r.setBody(e -> thrower.fail()));
        places.put("a predicate", r -> r.filter(e -> thrower.fail() == null).to("mock:x"));
        places.put("a choice", r -> r.choice().when(e -> thrower.fail() == null).to("mock:x"));
        places.put(
                "a split's expression", r -> r.split().body(b -> thrower.fail()).to("mock:x"));
        places.put("a split's step", r -> r.split().body().stopOnException().bean(thrower, "fail"));
        places.put("a split's strategy", r -> r.split()
                .body()
                .aggregationStrategy((a, b) -> thrower.exchange())
                .to("mock:x"));
        places.put("a loop's step", r -> r.loop(2).bean(thrower, "fail"));
        places.put("a loop's condition", r -> r.loopDoWhile(e -> thrower.fail() == null)
                .to("mock:x"));
        places.put("a multicast's step", r -> r.multicast().stopOnException().process(e -> thrower.fail()));
        places.put("a try", r -> r.doTry().bean(thrower, "fail").doFinally().to("mock:x"));
        places.put("a step of two", r -> r.filter(e -> true).to("mock:x").bean(thrower, "fail"));
        places.put("a called route", r -> r.to("direct:fails"));
        return places;
    }

    @ParameterizedTest(name = "{0} in {1}")
    @MethodSource("steps")
    void an_error_reaches_the_caller(String name, String place, Step step) throws Exception {
        Step fails = places(errors(name)).get("a processor");
        try (RouteRun run = new RouteRun(RouteRun.Way.STACK, b -> {
            step.add(b.from("direct:start").routeId("start"));
            fails.add(b.from("direct:fails"));
        })) {
            Exchange exchange = exchange(run);
            run.process(exchange);
            assertThat(exchange.getException()).hasStackTraceContaining(name);
            assertThat(run.context().getInflightRepository().size()).isZero();
        }
    }

    @ParameterizedTest(name = "{0} in {1}")
    @MethodSource("stepsOutsideOfTry")
    void an_error_is_handled_as_an_exception_is(String name, String place, Step step) throws Exception {
        Step fails = places(errors(name)).get("a processor");
        try (RouteRun run = new RouteRun(RouteRun.Way.STACK, b -> {
            b.onException(Throwable.class).handled(true).to("direct:dead");
            step.add(b.from("direct:start").routeId("start"));
            fails.add(b.from("direct:fails"));
            b.from("direct:dead").to("mock:dead");
        })) {
            Exchange exchange = exchange(run);
            run.process(exchange);
            assertThat(exchange.getException()).isNull();
            assertThat(run.context()
                            .getEndpoint("mock:dead", MockEndpoint.class)
                            .getReceivedCounter())
                    .isOne();
        }
    }

    @Test
    void a_stack_that_really_overflows_is_a_failure_and_the_next_exchange_is_well() throws Exception {
        try (RouteRun run = new RouteRun(RouteRun.Way.STACK, b -> {
            b.from("direct:start")
                    .routeId("start")
                    .filter(b.simple("${body} == 'a'"))
                    .to("direct:next")
                    .end()
                    .setHeader("through", b.constant(true));
            b.from("direct:next").bean(TestSteps.class, "overflow");
        })) {
            assertThat(run.send("a")).contains("StackOverflowError").doesNotContain("through");
            assertThat(run.send("b")).contains("through=true").contains("exception=null");
        }
    }

    @Test
    void a_step_that_calls_back_and_then_throws_ends_the_exchange_once() throws Exception {
        try (RouteRun run = new RouteRun(RouteRun.Way.STACK, b -> b.from("direct:start")
                .routeId("start")
                .process(new CallsBackAndThrows())
                .to("mock:end"))) {
            assertThat(run.send("a")).contains("NoClassDefFoundError");
            assertThat(run.context().getEndpoint("mock:end", MockEndpoint.class).getReceivedCounter())
                    .isZero();
        }
    }

    private static Supplier<Error> errors(String name) {
        return () -> name.startsWith("Stack")
                ? new StackOverflowError()
                : name.startsWith("No") ? new NoClassDefFoundError() : new OutOfMemoryError();
    }

    private static Exchange exchange(RouteRun run) {
        Exchange exchange = DefaultExchange.newFromEndpoint(run.context().getEndpoint("direct:start"));
        exchange.setIn(new RouteRun.Sent(run.context(), "a"));
        return exchange;
    }

    public record Thrower(Supplier<Error> error) {
        public Object fail() {
            throw error.get();
        }

        Exchange exchange() {
            throw error.get();
        }
    }

    private static final class Asynchronous extends org.apache.camel.support.AsyncProcessorSupport {
        private final Supplier<Error> error;

        Asynchronous(Supplier<Error> error) {
            this.error = error;
        }

        @Override
        public boolean process(Exchange exchange, org.apache.camel.AsyncCallback callback) {
            throw error.get();
        }
    }

    private static final class CallsBackAndThrows extends org.apache.camel.support.AsyncProcessorSupport {
        @Override
        public boolean process(Exchange exchange, org.apache.camel.AsyncCallback callback) {
            callback.done(false);
            throw new NoClassDefFoundError("some/Thing");
        }
    }
}
