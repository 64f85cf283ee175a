package io.orderflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No step of a route is overlooked, in whichever language it is written. */
class RouteStepsTest {

    private static final String YAML =
            """
            - route:
                id: steps
                from:
                  uri: direct:steps
                  steps:
                    - log: "1"
                    - doTry:
                        steps:
                          - log: "2"
                        doCatch:
                          - exception: [ java.lang.Exception ]
                            steps:
                              - log: "3"
                        doFinally:
                          steps:
                            - log: "4"
                    - circuitBreaker:
                        steps:
                          - log: "5"
                        onFallback:
                          steps:
                            - log: "6"
                    - choice:
                        when:
                          - simple: "${body}"
                            steps:
                              - log: "7"
                        otherwise:
                          steps:
                            - log: "8"
            """;

    private final DefaultCamelContext context = new DefaultCamelContext();

    @AfterEach
    void close() throws Exception {
        context.close();
    }

    @Test
    void those_of_catches_and_fallbacks_in_yaml_are_among_them() throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("steps.yaml", YAML));
        assertThatLogsAreAllThere();
    }

    @Test
    void those_of_catches_and_fallbacks_in_java_are_among_them() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:steps")
                        .routeId("steps")
                        .log("1")
                        .doTry()
                        .log("2")
                        .doCatch(Exception.class)
                        .log("3")
                        .doFinally()
                        .log("4")
                        .end()
                        .circuitBreaker()
                        .log("5")
                        .onFallback()
                        .log("6")
                        .end()
                        .choice()
                        .when(simple("${body}"))
                        .log("7")
                        .otherwise()
                        .log("8")
                        .end();
            }
        });
        assertThatLogsAreAllThere();
    }

    private void assertThatLogsAreAllThere() {
        assertThat(RouteSteps.all(context.getRouteDefinition("steps")))
                .filteredOn(LogDefinition.class::isInstance)
                .extracting(step -> ((LogDefinition) step).getMessage())
                .containsExactly("1", "2", "3", "4", "5", "6", "7", "8");
    }
}
