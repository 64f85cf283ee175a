package io.orderflow.routing;

import java.util.stream.Stream;
import org.apache.camel.Exchange;

/** Steps that come one after the other. */
class EquivalentStepsTest extends EquivalentRoutes {

    static Stream<Case> cases() {
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
}
