package io.orderflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.CamelInternalProcessorAdvice;
import org.apache.camel.spi.InternalProcessor;
import org.junit.jupiter.api.Test;

class StackRoutingTest {

    @Test
    void steps_are_called_on_the_callers_stack() throws Exception {
        List<StackTraceElement> stack = new ArrayList<>();
        try (RouteRun run = new RouteRun(RouteRun.Way.STACK, b -> {
            b.from("direct:start").routeId("start").to("direct:next").setHeader("x", b.body());
            b.from("direct:next").setBody(e -> {
                stack.addAll(List.of(new Throwable().getStackTrace()));
                return "got";
            });
        })) {
            Exchange exchange = run.context().getEndpoint("direct:start").createExchange();
            assertThat(run.process(exchange)).isTrue();
            assertThat(stack).noneMatch(frame -> frame.getClassName().contains("ReactiveExecutor"));
        }
    }

    @Test
    void a_route_that_is_added_and_started_later_runs_on_the_callers_stack_too() throws Exception {
        try (RouteRun run = new RouteRun(RouteRun.Way.STACK, b -> {
            b.from("direct:start").routeId("start").to("direct:later").to("mock:end");
        })) {
            run.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:later").routeId("later").autoStartup(false).setBody(constant("later"));
                }
            });
            run.context().getRouteController().startRoute("later");
            Exchange exchange = run.context().getEndpoint("direct:start").createExchange();
            assertThat(run.process(exchange)).isTrue();
            assertThat(exchange.getMessage().getBody()).isEqualTo("later");
        }
    }

    @Test
    void an_advice_that_is_added_later_is_around_the_route_until_it_is_removed() throws Exception {
        List<String> seen = new ArrayList<>();
        CamelInternalProcessorAdvice<String> advice = advice(seen);
        try (RouteRun run = new RouteRun(
                RouteRun.Way.STACK, b -> b.from("direct:start").routeId("start").bean(TestSteps.class, "refuse"))) {
            InternalProcessor route =
                    (InternalProcessor) run.context().getRoute("start").getProcessor();
            route.addAdvice(advice);
            run.send("a");
            run.send("fail");
            route.removeAdvice(advice);
            run.send("b");
        }
        assertThat(seen).containsExactly("before a", "after a, false", "before fail", "after fail, true");
    }

    private static CamelInternalProcessorAdvice<String> advice(List<String> seen) {
        return new CamelInternalProcessorAdvice<>() {
            @Override
            public String before(Exchange exchange) {
                seen.add("before " + exchange.getMessage().getBody());
                return exchange.getMessage().getBody(String.class);
            }

            @Override
            public void after(Exchange exchange, String body) {
                seen.add("after " + body + ", " + exchange.isFailed());
            }
        };
    }

    @Test
    void an_advice_that_fails_keeps_nobody_from_the_end() throws Exception {
        try (RouteRun run = new RouteRun(
                RouteRun.Way.STACK, b -> b.from("direct:start").routeId("start").bean(TestSteps.class, "shout"))) {
            ((InternalProcessor) run.context().getRoute("start").getProcessor())
                    .addAdvice(new CamelInternalProcessorAdvice<Object>() {
                        @Override
                        public Object before(Exchange exchange) {
                            return null;
                        }

                        @Override
                        public void after(Exchange exchange, Object state) {
                            throw new NoClassDefFoundError("some/Thing");
                        }
                    });
            assertThat(run.send("a")).contains("NoClassDefFoundError");
            assertThat(run.context().getInflightRepository().size()).isZero();
        }
    }

    @Test
    void eight_threads_in_the_same_routes_don_t_see_each_other() throws Exception {
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        try (RouteRun run = new RouteRun(RouteRun.Way.STACK, b -> {
            b.onException(IllegalArgumentException.class).handled(true).setHeader("refused", b.constant(true));
            b.from("direct:start")
                    .routeId("start")
                    .setProperty("p", b.body())
                    .to("direct:next")
                    .setBody(b.simple("${body} of ${exchangeProperty.p}"));
            b.from("direct:next")
                    .filter(b.simple("${body} contains '7'"))
                    .bean(TestSteps.class, "shout")
                    .setBody(b.simple("${body}"))
                    .end()
                    .bean(TestSteps.class, "refuse");
        })) {
            ExecutorService threads = Executors.newFixedThreadPool(8);
            List<Callable<Void>> work = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                String name = "t" + thread;
                work.add(() -> send(run, name, wrong));
            }
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
            threads.shutdown();
            assertThat(run.context().getInflightRepository().size()).isZero();
        }
        assertThat(wrong).isEmpty();
    }

    private static Void send(RouteRun run, String name, Queue<String> wrong) throws Exception {
        ReusedExchange reused = new ReusedExchange(run.context().getEndpoint("direct:start"), "start");
        for (int i = 0; i < 2_000; i++) {
            String body = (i % 10 == 3 ? "fail" : "") + name + "-" + i;
            Exchange exchange = reused.next(new RouteRun.Sent(run.context(), body));
            run.process(exchange);
            String expected = body.startsWith("fail")
                    ? body + (body.contains("7") ? "!" : "")
                    : body + (body.contains("7") ? "!" : "") + " taken of " + body;
            Object refused = exchange.getMessage().getHeader("refused");
            if (!expected.equals(exchange.getMessage().getBody()) || (refused != null) != body.startsWith("fail")) {
                wrong.add(RouteRun.words(exchange));
            }
            reused.giveBack(exchange);
        }
        return null;
    }

    @Test
    void without_an_installation_nothing_is_changed() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:start").routeId("start").to("mock:end");
                }
            });
            context.start();
            assertThat(context.getRoute("start").getProcessor()).isNotInstanceOf(StackRoute.class);
            context.createProducerTemplate().sendBody("direct:start", "a");
            assertThat(context.getEndpoint("mock:end", MockEndpoint.class).getReceivedCounter())
                    .isOne();
        }
    }
}
