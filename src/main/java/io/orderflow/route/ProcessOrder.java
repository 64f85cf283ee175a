package io.orderflow.route;

import org.apache.camel.builder.RouteBuilder;

/** What is done with each order: the step that people edit. */
class ProcessOrder extends RouteBuilder {
    @Override
    public void configure() {
        from("direct:process-order")
                .routeId("process-order")
                .description("What is done with each order: the step that people edit.")
                .routeConfigurationId("tracker-errors")
                .log("📦 Received order: ${body}");
    }
}
