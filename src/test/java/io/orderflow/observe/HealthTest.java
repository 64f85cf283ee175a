package io.orderflow.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.health.RouteHealthCheck;
import org.junit.jupiter.api.Test;

class HealthTest {

    @Test
    void a_route_that_goes_while_it_is_asked_is_asked_no_more() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:a").routeId("a").stop();
                }
            });
            context.start();
            RouteHealthCheck gone = new RouteHealthCheck(context.getRoute("a"));
            context.getRouteController().stopRoute("a");
            context.removeRoute("a");
            AtomicBoolean listed = new AtomicBoolean(true);
            ReadyCheck route = new ReadyCheck("route", result -> {
                if (listed.getAndSet(false)) {
                    gone.call();
                }
                result.up();
            });

            assertThat(new Health(context, route, List.of(route), true)
                            .readiness()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void what_is_wrong_is_shown_without_what_a_terminal_would_obey_and_not_to_everyone() throws Exception {
        ReadyCheck recovery = new ReadyCheck("recovery", result -> result.down().message("\u202eit is gone"));
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Answer answer = new Health(context, recovery, List.of(), true).live();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body())
                    .startsWith(
                            "{\"status\":\"DOWN\",\"checks\":[{\"name\":\"recovery\",\"status\":\"DOWN\",\"data\":{")
                    .contains("\"message\":\"\\u202eit is gone\"");
            assertThat(new Health(context, recovery, List.of(), false).live().body())
                    .endsWith("[{\"name\":\"recovery\",\"status\":\"DOWN\"}]}");
        }
    }
}
