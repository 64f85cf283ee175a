package io.orderflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in a route, what comes of it is the same as in Camel's own way; each story has its routes in {@code cases}. */
abstract class EquivalentRoutes {

    static final String[] BODIES = {"a", "fail", "b", "a", "fail", "c"};

    record Case(String name, int arrivals, RouteRun.Routes routes) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void what_comes_of_a_route_is_what_camel_makes_of_it(Case it) throws Exception {
        List<String> expected = outcome(RouteRun.Way.CAMEL, it);
        assertThat(expected).hasSizeGreaterThanOrEqualTo(BODIES.length + it.arrivals());
        assertThat(outcome(RouteRun.Way.STACK, it)).isEqualTo(expected);
        assertThat(outcome(RouteRun.Way.REUSED, it)).isEqualTo(expected);
    }

    static List<String> outcome(RouteRun.Way way, Case it) throws Exception {
        try (RouteRun run = new RouteRun(way, it.routes())) {
            return run.send(it.arrivals(), BODIES);
        }
    }

    static RouteDefinition from(RouteBuilder b) {
        return b.from("direct:start").routeId("start");
    }

    static void two(RouteBuilder b) {
        b.from("direct:two").bean(TestSteps.class, "shout").to("mock:two");
    }
}
