package io.orderflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.Processor;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in a route, what comes of it is the same as in Camel's own way. */
class EquivalentRoutesTest {

    private static final String[] BODIES = {"a", "fail", "b", "a", "fail", "c"};

    record Case(String name, int arrivals, RouteRun.Routes routes) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"plain", "branching", "copying", "asynchronous", "failing", "around"})
    void what_comes_of_a_route_is_what_camel_makes_of_it(Case it) throws Exception {
        List<String> expected = outcome(RouteRun.Way.CAMEL, it);
        assertThat(expected).hasSizeGreaterThanOrEqualTo(BODIES.length + it.arrivals());
        assertThat(outcome(RouteRun.Way.STACK, it)).isEqualTo(expected);
        assertThat(outcome(RouteRun.Way.REUSED, it)).isEqualTo(expected);
    }

    private static List<String> outcome(RouteRun.Way way, Case it) throws Exception {
        try (RouteRun run = new RouteRun(way, it.routes())) {
            return run.send(it.arrivals(), BODIES);
        }
    }

    private static RouteDefinition from(RouteBuilder b) {
        return b.from("direct:start").routeId("start");
    }

    static Stream<Case> plain() {
        return Stream.of(
                new Case("bean", 6, b -> from(b).bean(TestSteps.class, "shout").to("mock:end")),
                new Case("log", 0, b -> from(b).log("got ${body}").to("log:got")),
                new Case("setters", 6, b -> from(b).setHeader("h", b.simple("${body}-h"))
                        .setProperty("p", b.simple("${body}-p"))
                        .setVariable("v", b.simple("${body}-v"))
                        .setBody(b.simple("${header.h} ${exchangeProperty.p} ${variable.v}"))
                        .to("mock:end")),
                new Case("removers", 6, b -> from(b).setProperty("p", b.constant("x"))
                        .setVariable("v", b.constant("x"))
                        .removeHeader("came")
                        .removeProperty("p")
                        .removeVariable("v")
                        .to("mock:end")),
                new Case("leaving things only in some exchanges", 6, b -> from(b).filter(b.simple("${body} == 'a'"))
                        .setHeader("h", b.constant(1))
                        .setProperty("p", b.constant(1))
                        .setProperty(Exchange.GROUPED_EXCHANGE, b.constant("internal"))
                        .setVariable("v", b.constant(1))
                        .end()
                        .to("mock:end")),
                new Case("transform, validate, convert", 4, b -> from(b).transform(
                                b.body().append("?"))
                        .convertBodyTo(byte[].class)
                        .validate(b.simple("${bodyAs(String)} != 'fail?'"))
                        .to("mock:end")),
                new Case("marshal, unmarshal", 6, b -> from(b).marshal()
                        .json()
                        .unmarshal()
                        .json()
                        .setBody(b.simple("${body} back"))
                        .marshal()
                        .json()
                        .convertBodyTo(String.class)
                        .to("mock:end")),
                new Case("sort", 6, b -> from(b).bean(TestSteps.class, "parts")
                        .sort(b.body())
                        .to("mock:end")),
                new Case("in and out", 6, b -> from(b).setExchangePattern(org.apache.camel.ExchangePattern.InOut)
                        .bean(TestSteps.class, "shout")
                        .bean(TestSteps.class, "shout")
                        .to("mock:end")),
                new Case("step", 6, b -> from(b).step("one")
                        .bean(TestSteps.class, "shout")
                        .setBody(b.simple("${body}${body}"))
                        .end()
                        .to("mock:end")),
                new Case("direct calls", 12, b -> {
                    from(b).to("direct:next").to("mock:end");
                    b.from("direct:next").routeId("next").to("direct:last").setHeader("by", b.simple("${routeId}"));
                    b.from("direct:last")
                            .routeId("last")
                            .bean(TestSteps.class, "shout")
                            .to("mock:last");
                }));
    }

    static Stream<Case> branching() {
        return Stream.of(
                new Case("choice", 6, b -> from(b).choice()
                        .when(b.simple("${body} == 'a'"))
                        .bean(TestSteps.class, "shout")
                        .to("mock:a")
                        .when(b.simple("${body} == 'b'"))
                        .to("mock:b")
                        .otherwise()
                        .to("mock:other")
                        .end()
                        .setBody(b.simple("${body} after"))),
                new Case("filter", 2, b -> from(b).filter(b.simple("${body} == 'a'"))
                        .bean(TestSteps.class, "shout")
                        .to("mock:a")
                        .end()
                        .setBody(b.simple("${body} after"))),
                new Case("loop", 18, b -> from(b).loop(3)
                        .bean(TestSteps.class, "shout")
                        .to("mock:end")),
                new Case("loop, each time with a copy", 18, b -> from(b).loop(3)
                        .copy()
                        .bean(TestSteps.class, "shout")
                        .to("mock:end")
                        .end()
                        .setBody(b.simple("${body} after"))),
                new Case("loop while", 18, b -> {
                    again(b);
                    from(b).loopDoWhile(b.simple("${body} !endsWith '!!!'"))
                            .to("direct:again")
                            .to("mock:end")
                            .end()
                            .bean(TestSteps.class, "shout");
                }),
                new Case("routing slip", 12, b -> {
                    two(b);
                    from(b).routingSlip(b.constant("mock:one,direct:two")).end();
                }),
                new Case("dynamic router", 18, b -> {
                    two(b);
                    from(b).dynamicRouter(b.method(new Router(), "next")).end().setBody(b.simple("${body} after"));
                }),
                new Case("stop", 4, b -> from(b).filter(b.simple("${body} == 'fail'"))
                        .stop()
                        .end()
                        .to("mock:end")),
                new Case("stop in a called route", 4, b -> {
                    from(b).to("direct:stops").to("mock:end");
                    b.from("direct:stops").filter(b.simple("${body} == 'fail'")).stop();
                }),
                new Case("to a place in the message", 6, b -> from(b).toD("mock:${header.came}")),
                new Case("sample", 3, b -> from(b).sample(2).to("mock:end")),
                new Case("idempotent consumer", 4, b -> from(b).idempotentConsumer(
                                b.body(), MemoryIdempotentRepository.memoryIdempotentRepository())
                        .to("mock:end")),
                new Case("idempotent consumer with failures", 4, b -> from(b).idempotentConsumer(
                                b.body(), MemoryIdempotentRepository.memoryIdempotentRepository())
                        .eager(true)
                        .to("mock:before")
                        .bean(TestSteps.class, "refuse")
                        .end()
                        .setBody(b.simple("${body} after"))));
    }

    private static void again(RouteBuilder b) {
        b.from("direct:again").bean(TestSteps.class, "shout");
    }

    private static void two(RouteBuilder b) {
        b.from("direct:two").bean(TestSteps.class, "shout").to("mock:two");
    }

    public static class Router {
        public String next(String body) {
            return body.endsWith("!!") ? null : "direct:two,mock:one";
        }
    }

    static Stream<Case> copying() {
        return Stream.of(
                new Case("split", 24, b -> from(b).split(b.method(TestSteps.class, "parts"))
                        .bean(TestSteps.class, "shout")
                        .to("mock:part")
                        .end()
                        .to("mock:end")),
                new Case("split, streaming and aggregated", 24, b -> {
                    two(b);
                    from(b).split(b.method(TestSteps.class, "parts"), AggregationStrategies.string("+"))
                            .streaming()
                            .to("direct:two")
                            .end()
                            .to("mock:end");
                }),
                new Case("split, parallel", 6, b -> from(b).split(
                                b.method(TestSteps.class, "parts"), AggregationStrategies.string("+"))
                        .parallelProcessing()
                        .bean(TestSteps.class, "shout")
                        .end()
                        .to("mock:end")),
                new Case("split with a failing part", 16, b -> from(b).split(b.method(TestSteps.class, "parts"))
                        .stopOnException()
                        .bean(TestSteps.class, "refuse")
                        .to("mock:part")
                        .end()
                        .to("mock:end")),
                new Case(
                        "split that shares the unit of work", 16, b -> from(b).split(b.method(TestSteps.class, "parts"))
                                .shareUnitOfWork()
                                .bean(TestSteps.class, "refuse")
                                .to("mock:part")
                                .end()
                                .to("mock:end")),
                new Case("multicast", 18, b -> {
                    two(b);
                    from(b).multicast(AggregationStrategies.string("+"))
                            .to("mock:one", "direct:two")
                            .end()
                            .to("mock:end");
                }),
                new Case("multicast, parallel", 18, b -> {
                    two(b);
                    from(b).multicast(AggregationStrategies.string("+"))
                            .parallelProcessing()
                            .to("mock:one", "direct:two")
                            .end()
                            .setBody(b.constant("done"))
                            .to("mock:end");
                }),
                new Case("recipient list", 12, b -> {
                    two(b);
                    from(b).recipientList(b.constant("mock:one,direct:two")).end();
                }),
                new Case("enrich", 12, b -> {
                    two(b);
                    from(b).enrich("direct:two", AggregationStrategies.string("+"))
                            .to("mock:end");
                }),
                new Case("poll enrich", 6, b -> from(b).to("seda:pending")
                        .pollEnrich("seda:pending", 5_000)
                        .to("mock:end")),
                new Case("claim check", 6, b -> from(b).claimCheck(org.apache.camel.model.ClaimCheckOperation.Push)
                        .setBody(b.constant("x"))
                        .claimCheck(org.apache.camel.model.ClaimCheckOperation.Pop)
                        .to("mock:end")),
                new Case("load balance", 6, b -> from(b).loadBalance()
                        .roundRobin()
                        .to("mock:one", "mock:two")));
    }

    static Stream<Case> asynchronous() {
        return Stream.of(
                new Case("threads", 6, b -> from(b).bean(TestSteps.class, "shout")
                        .threads(1)
                        .bean(TestSteps.class, "shout")
                        .to("mock:end")),
                new Case("threads in a called route", 12, b -> {
                    from(b).to("direct:two").bean(TestSteps.class, "shout").to("mock:end");
                    b.from("direct:two")
                            .threads(1)
                            .bean(TestSteps.class, "shout")
                            .to("mock:two");
                }),
                new Case("threads and a failure", 8, b -> {
                    b.onException(IllegalArgumentException.class).handled(true).to("mock:refused");
                    from(b).to("direct:two").to("mock:end");
                    b.from("direct:two")
                            .threads(1)
                            .bean(TestSteps.class, "refuse")
                            .to("mock:two");
                }),
                new Case("delay", 6, b -> from(b).delay(2).to("mock:end")),
                new Case("delay, asynchronous", 6, b -> from(b).delay(2)
                        .asyncDelayed()
                        .bean(TestSteps.class, "shout")
                        .to("mock:end")),
                new Case("throttle", 6, b -> from(b).throttle(100).to("mock:end")),
                new Case("seda", 12, b -> {
                    from(b).to("seda:later").bean(TestSteps.class, "shout").to("mock:end");
                    b.from("seda:later").bean(TestSteps.class, "shout").to("mock:later");
                }),
                new Case("wire tap", 12, b -> {
                    from(b).wireTap("seda:tap").bean(TestSteps.class, "shout").to("mock:end");
                    b.from("seda:tap").setBody(b.simple("${body} tapped")).to("mock:in-any-order");
                }),
                new Case("aggregate", 2, b -> from(b).aggregate(b.constant(1), AggregationStrategies.groupedBody())
                        .completionSize(3)
                        .to("mock:three")),
                new Case("aggregate by time", 1, b -> from(b).aggregate(
                                b.constant(1), AggregationStrategies.groupedBody())
                        .completionTimeout(300)
                        .to("mock:all")),
                new Case("resequence", 6, b -> from(b).resequence(b.body())
                        .batch()
                        .timeout(300)
                        .allowDuplicates()
                        .to("mock:end")));
    }

    static Stream<Case> failing() {
        return Stream.of(
                new Case("an exception that nobody handles", 4, b -> from(b).bean(TestSteps.class, "refuse")
                        .to("mock:end")),
                new Case("no error handler", 4, b -> {
                    b.errorHandler(b.noErrorHandler());
                    from(b).to("direct:next").to("mock:end");
                    b.from("direct:next").bean(TestSteps.class, "refuse").setHeader("x", b.constant(1));
                }),
                new Case("no error handler in the called route", 6, b -> {
                    from(b).to("direct:next").to("mock:end");
                    b.from("direct:next")
                            .errorHandler(b.noErrorHandler())
                            .to("mock:next")
                            .bean(TestSteps.class, "refuse");
                }),
                new Case("handled", 6, b -> {
                    b.onException(IllegalArgumentException.class)
                            .handled(true)
                            .setHeader("why", b.simple("${exception.message}"))
                            .setBody(b.simple("refused ${body}"))
                            .to("mock:refused");
                    from(b).bean(TestSteps.class, "refuse").to("mock:end");
                }),
                new Case("handled, with the original message", 6, b -> {
                    b.onException(IllegalArgumentException.class)
                            .handled(true)
                            .useOriginalMessage()
                            .to("mock:refused");
                    from(b).setHeader("x", b.constant(1))
                            .setBody(b.simple("${body} changed"))
                            .bean(TestSteps.class, "refuse")
                            .to("mock:end");
                }),
                new Case("handled in the calling route", 6, b -> {
                    from(b).onException(IllegalArgumentException.class)
                            .handled(true)
                            .to("mock:refused")
                            .end()
                            .to("direct:next")
                            .to("mock:end");
                    b.from("direct:next").errorHandler(b.noErrorHandler()).bean(TestSteps.class, "refuse");
                }),
                new Case("not handled, with steps", 6, b -> {
                    b.onException(IllegalArgumentException.class).to("mock:refused");
                    from(b).to("direct:next").to("mock:end");
                    b.from("direct:next").bean(TestSteps.class, "refuse");
                }),
                new Case("continued", 6, b -> {
                    b.onException(IllegalArgumentException.class).continued(true);
                    from(b).bean(TestSteps.class, "refuse").to("mock:end");
                }),
                new Case("a handler that fails", 4, b -> {
                    b.onException(IllegalArgumentException.class)
                            .handled(true)
                            .setBody(b.constant("fail again"))
                            .bean(TestSteps.class, "refuse");
                    from(b).bean(TestSteps.class, "refuse").to("mock:end");
                }),
                new Case("redelivery", 10, b -> {
                    b.onException(IllegalArgumentException.class)
                            .maximumRedeliveries(2)
                            .redeliveryDelay(0)
                            .handled(true)
                            .to("mock:refused");
                    from(b).to("mock:begin").bean(TestSteps.class, "refuse").to("mock:end");
                }),
                new Case("redelivery, asynchronous", 6, b -> {
                    b.errorHandler(b.deadLetterChannel("mock:dead")
                            .maximumRedeliveries(2)
                            .redeliveryDelay(5)
                            .asyncDelayedRedelivery());
                    from(b).bean(TestSteps.class, "refuse").to("mock:end");
                }),
                new Case("dead letter channel", 6, b -> {
                    b.errorHandler(b.deadLetterChannel("mock:dead").useOriginalMessage());
                    from(b).setBody(b.simple("${body} changed"))
                            .bean(TestSteps.class, "refuse")
                            .to("mock:end");
                }),
                new Case("default error handler", 4, b -> {
                    b.errorHandler(b.defaultErrorHandler().logExhausted(false));
                    from(b).to("direct:next").to("mock:end");
                    b.from("direct:next").bean(TestSteps.class, "refuse");
                }),
                new Case("try, catch, finally", 12, b -> from(b).doTry()
                        .bean(TestSteps.class, "refuse")
                        .to("mock:taken")
                        .doCatch(IllegalArgumentException.class)
                        .setBody(b.simple("${exception.message}"))
                        .to("mock:refused")
                        .doFinally()
                        .to("mock:finally")
                        .end()
                        .setBody(b.simple("${body} after"))),
                new Case("try without a catch", 6, b -> {
                    refusing(b);
                    from(b).doTry()
                            .to("direct:next")
                            .doFinally()
                            .to("mock:finally")
                            .end();
                }),
                new Case("throw", 4, b -> from(b).filter(b.simple("${body} == 'fail'"))
                        .throwException(new IllegalStateException("thrown"))
                        .end()
                        .to("mock:end")),
                new Case("rollback", 4, b -> from(b).filter(b.simple("${body} == 'fail'"))
                        .rollback("back")
                        .end()
                        .to("mock:end")),
                new Case("mark rollback only", 4, b -> from(b).filter(b.simple("${body} == 'fail'"))
                        .markRollbackOnly()
                        .end()
                        .to("mock:end")),
                new Case("mark rollback only, last", 4, b -> {
                    from(b).to("direct:next").to("mock:end");
                    b.from("direct:next")
                            .filter(b.simple("${body} == 'fail'"))
                            .markRollbackOnlyLast()
                            .end();
                }),
                new Case("a failing step in a choice in a loop in a split", 16, b -> from(b).split(
                                b.method(TestSteps.class, "parts"))
                        .loop(1)
                        .choice()
                        .when(b.simple("${body} startsWith 'fail'"))
                        .bean(TestSteps.class, "refuse")
                        .otherwise()
                        .bean(TestSteps.class, "shout")
                        .to("mock:part")
                        .end()
                        .end()
                        .end()
                        .to("mock:end")));
    }

    private static void refusing(RouteBuilder b) {
        b.from("direct:next").bean(TestSteps.class, "refuse");
    }

    @SuppressWarnings("deprecation")
    static Stream<Case> around() {
        Processor mark = exchange -> exchange.getMessage().setHeader("intercepted", true);
        return Stream.of(
                new Case("on completion", 12, b -> from(b).onCompletion()
                        .modeBeforeConsumer()
                        .to("mock:completed")
                        .end()
                        .setHeader("x", b.body())
                        .to("mock:end")),
                new Case("on completion of failures, in parallel", 6, b -> {
                    b.onCompletion().onFailureOnly().parallelProcessing().to("mock:in-any-order");
                    from(b).bean(TestSteps.class, "refuse").to("mock:end");
                }),
                new Case("on completion with the original body", 10, b -> {
                    b.onCompletion().useOriginalBody().to("mock:completed");
                    from(b).setBody(b.simple("${body} changed"))
                            .bean(TestSteps.class, "refuse")
                            .to("mock:end");
                }),
                new Case("intercept", 6, b -> {
                    b.intercept().process(mark);
                    from(b).bean(TestSteps.class, "shout").to("mock:end");
                }),
                new Case("intercept from", 4, b -> {
                    b.interceptFrom()
                            .onWhen(b.simple("${body} == 'fail'"))
                            .process(mark)
                            .stop();
                    from(b).bean(TestSteps.class, "shout").to("mock:end");
                }),
                new Case("intercept send to endpoint", 6, b -> {
                    b.interceptSendToEndpoint("mock:end").process(mark).to("mock:intercepted");
                    from(b).bean(TestSteps.class, "shout").to("mock:end");
                }),
                new Case("route policy", 6, b -> from(b).routePolicy(new CountingPolicy())
                        .bean(TestSteps.class, "shout")
                        .to("mock:end")),
                new Case("message history", 6, b -> {
                    shouting(b);
                    from(b).messageHistory().to("direct:next").to("mock:end");
                }),
                new Case("tracing", 6, b -> from(b).trace("true")
                        .bean(TestSteps.class, "shout")
                        .to("mock:end")),
                new Case("stream caching", 6, b -> from(b).streamCache("true")
                        .bean(TestSteps.class, "shout")
                        .to("mock:end")),
                new Case("a delayer", 6, b -> from(b).delayer(1)
                        .bean(TestSteps.class, "shout")
                        .to("mock:end")),
                new Case("input into a variable", 6, b -> {
                    from(b).toV("direct:next", "body", "got").to("mock:end");
                    b.from("direct:next").bean(TestSteps.class, "shout");
                }),
                new Case("a log that asks for the route", 6, b -> from(b).log(LoggingLevel.DEBUG, "${routeId}")
                        .setBody(b.simple("${routeId} ${fromRouteId} ${exchange.exchangeExtension.historyNodeId}"))
                        .to("mock:end")));
    }

    private static void shouting(RouteBuilder b) {
        b.from("direct:next").bean(TestSteps.class, "shout");
    }

    static final class CountingPolicy extends org.apache.camel.support.RoutePolicySupport {
        @Override
        public void onExchangeBegin(org.apache.camel.Route route, Exchange exchange) {
            exchange.getMessage().setHeader("began", route.getId());
        }

        @Override
        public void onExchangeDone(org.apache.camel.Route route, Exchange exchange) {
            exchange.getMessage().setHeader("ended", route.getId());
        }
    }
}
