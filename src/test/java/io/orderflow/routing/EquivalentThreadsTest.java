package io.orderflow.routing;

import java.util.stream.Stream;
import org.apache.camel.builder.AggregationStrategies;

/** Steps that go on in another thread, or later. */
class EquivalentThreadsTest extends EquivalentRoutes {

    static Stream<Case> cases() {
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
}
