package io.orderflow.route;

import org.apache.camel.builder.RouteBuilder;

/** Makes a demo order at each tick of a timer. */
class GenerateOrders extends RouteBuilder {
    @Override
    public void configure() {
        from("timer:generate-orders?period={{orders.generator.period}}&repeatCount={{orders.generator.count}}&delay=0&synchronous=true")
                .routeId("generate-orders")
                .description("Makes a demo order at each tick of a timer.")
                .routeConfigurationId("order-errors")
                .autoStartup("{{orders.generator.enabled}}")
                .bean("orderGenerator", "next")
                .setHeader("order.source", constant("the generator"))
                .to("direct:publish-order");
    }
}
