package io.orderflow.routing;

import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;

/** Steps that fail, and what deals with that. */
class EquivalentFailuresTest extends EquivalentRoutes {

    static Stream<Case> cases() {
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
}
