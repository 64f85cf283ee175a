package io.orderflow.routing;

import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;

/** What stands around all steps of a route. */
class EquivalentAroundTest extends EquivalentRoutes {

    @SuppressWarnings("deprecation")
    static Stream<Case> cases() {
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
