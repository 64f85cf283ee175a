package io.orderflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeExtension;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.SynchronizationAdapter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReusedExchangeTest {

    @Test
    void an_exchange_is_used_again_after_steps_that_let_go_of_it() throws Exception {
        assertThat(isUsedAgain(b -> start(b).setHeader("h", b.constant(1))
                        .bean(TestSteps.class, "shout")
                        .log("${body}")
                        .choice()
                        .when(b.simple("${body} == 'a!'"))
                        .setProperty("p", b.constant(1))
                        .setVariable("v", b.constant(1))
                        .end()
                        .to("direct:next")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mock",
                "seda",
                "wireTap",
                "aggregate",
                "resequence",
                "onCompletion",
                "multicast",
                "recipientList",
                "split",
                "enrich",
                "threads",
                "delay",
                "processor",
                "bean",
                "toD",
                "failure",
                "handled",
                "caught",
                "called"
            })
    void an_exchange_is_not_used_again_where_somebody_may_hold_on_to_it(String eip) throws Exception {
        assertThat(isUsedAgain(b -> add(eip, b))).isFalse();
    }

    private static void add(String eip, RouteBuilder b) {
        switch (eip) {
            case "mock" -> start(b).to("mock:end");
            case "seda" -> start(b).to("seda:end");
            case "wireTap" -> start(b).wireTap("mock:end");
            case "aggregate" ->
                start(b).aggregate(b.constant(1), AggregationStrategies.groupedBody())
                        .completionSize(2)
                        .to("mock:end");
            case "resequence" -> start(b).resequence(b.body()).to("mock:end");
            case "onCompletion" -> start(b).onCompletion().to("mock:end").end().setHeader("x", b.body());
            case "multicast" -> start(b).multicast().parallelProcessing().to("mock:end");
            case "recipientList" -> start(b).recipientList(b.constant("mock:end"));
            case "split" -> start(b).split(b.body()).to("mock:end");
            case "enrich" -> start(b).enrich("direct:next");
            case "threads" -> start(b).threads(1).setHeader("x", b.body());
            case "delay" -> start(b).delay(1).asyncDelayed().to("direct:next");
            case "processor" -> start(b).process(e -> {});
            case "bean" -> start(b).bean(new Holds(), "hold");
            case "toD" -> start(b).toD("mock:${body}");
            case "failure" -> start(b).bean(TestSteps.class, "missing");
            case "handled" ->
                start(b).onException(Throwable.class).handled(true).end().bean(TestSteps.class, "missing");
            case "caught" ->
                start(b).doTry()
                        .bean(TestSteps.class, "missing")
                        .doCatch(Throwable.class)
                        .to("direct:next")
                        .end();
            default -> {
                start(b).to("direct:holds");
                b.from("direct:holds").wireTap("mock:end");
            }
        }
    }

    @Test
    void nothing_of_one_record_is_seen_in_the_next() throws Exception {
        try (RouteRun run = new RouteRun(RouteRun.Way.STACK, b -> start(b).setHeader("x", b.body()))) {
            ReusedExchange reused = new ReusedExchange(run.context().getEndpoint("direct:start"), "start");
            Exchange exchange = reused.next(new RouteRun.Sent(run.context(), "a"));
            mark(exchange);
            run.process(exchange);
            String id = exchange.getExchangeId();
            reused.giveBack(exchange);
            RouteRun.Sent in = new RouteRun.Sent(run.context(), "b");
            Exchange next = reused.next(in);
            assertThat(next).isSameAs(exchange);
            assertThat(next.getIn()).isSameAs(in);
            assertThat(next.getExchangeId()).isNotEqualTo(id);
            assertThat(RouteRun.words(next))
                    .isEqualTo(RouteRun.words(new ReusedExchange(run.context().getEndpoint("direct:start"), "start")
                            .next(new RouteRun.Sent(run.context(), "b"))));
            assertClean(next);
        }
    }

    private static void mark(Exchange exchange) {
        ExchangeExtension extension = exchange.getExchangeExtension();
        exchange.setProperty("p", "old");
        exchange.setProperty(ExchangePropertyKey.FAILURE_ENDPOINT, "old");
        exchange.setVariable("v", "old");
        exchange.getIn().setHeader("h", "old");
        exchange.setRollbackOnlyLast(true);
        extension.setFailureHandled(true);
        extension.setErrorHandlerHandled(false);
        extension.setHistoryNodeSource("old");
        extension.setDefaultConsumerCallback(sync -> {});
        extension.setRedeliveryCounter(7);
        extension.setStreamCacheDisabled(true);
        extension.setFromRouteId("old");
    }

    @SuppressWarnings("deprecation")
    private static void assertClean(Exchange exchange) {
        ExchangeExtension extension = exchange.getExchangeExtension();
        assertThat(exchange.hasOut()).isFalse();
        assertThat(exchange.getOut().getBody()).isNull();
        assertThat(exchange.getOut().getHeaders()).isEmpty();
        assertThat(exchange.getProperties()).isEmpty();
        assertThat(exchange.hasVariables()).isFalse();
        assertThat(extension.getHistoryNodeId()).isNull();
        assertThat(extension.getHistoryNodeSource()).isNull();
        assertThat(extension.getDefaultConsumerCallback()).isNull();
        assertThat(extension.isStreamCacheDisabled()).isFalse();
    }

    @Test
    void what_one_record_wants_done_at_its_end_is_not_done_at_the_next_one() throws Exception {
        try (RouteRun run = new RouteRun(RouteRun.Way.STACK, b -> start(b).setHeader("x", b.body()))) {
            ReusedExchange reused = new ReusedExchange(run.context().getEndpoint("direct:start"), "start");
            AtomicInteger ended = new AtomicInteger();
            Exchange exchange = reused.next(new RouteRun.Sent(run.context(), "a"));
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onDone(Exchange done) {
                    ended.incrementAndGet();
                }
            });
            for (int i = 0; i < 3; i++) {
                run.process(exchange);
                reused.giveBack(exchange);
                assertThat(reused.next(new RouteRun.Sent(run.context(), "b"))).isSameAs(exchange);
            }
            assertThat(ended).hasValue(1);
        }
    }

    @Test
    void the_original_message_is_that_of_the_record() throws Exception {
        try (RouteRun run = new RouteRun(RouteRun.Way.REUSED, b -> start(b).setBody(b.constant("changed"))
                .setBody(e -> e.getUnitOfWork().getOriginalInMessage().getBody() + " again"))) {
            assertThat(run.send("a")).startsWith("a again");
            assertThat(run.send("b")).startsWith("b again");
        }
    }

    private static boolean isUsedAgain(RouteRun.Routes routes) throws Exception {
        try (RouteRun run = new RouteRun(RouteRun.Way.STACK, b -> {
            routes.add(b);
            b.from("direct:next").routeId("next").setHeader("x", b.body());
        })) {
            ReusedExchange reused = new ReusedExchange(run.context().getEndpoint("direct:start"), "start");
            Exchange exchange = reused.next(new RouteRun.Sent(run.context(), "a"));
            run.process(exchange);
            reused.giveBack(exchange);
            return reused.next(new RouteRun.Sent(run.context(), "b")) == exchange;
        }
    }

    private static RouteDefinition start(RouteBuilder b) {
        return b.from("direct:start").routeId("start");
    }

    public static class Holds {
        public void hold(Exchange exchange) {}
    }
}
