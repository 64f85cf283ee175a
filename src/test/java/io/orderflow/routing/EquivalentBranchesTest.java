package io.orderflow.routing;

import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;

/** Steps that decide where an exchange goes on. */
class EquivalentBranchesTest extends EquivalentRoutes {

    static Stream<Case> cases() {
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

    public static class Router {
        public String next(String body) {
            return body.endsWith("!!") ? null : "direct:two,mock:one";
        }
    }
}
