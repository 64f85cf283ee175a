package io.orderflow.routing;

import java.util.stream.Stream;
import org.apache.camel.builder.AggregationStrategies;

/** Steps that make several exchanges of one. */
class EquivalentCopiesTest extends EquivalentRoutes {

    static Stream<Case> cases() {
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
}
