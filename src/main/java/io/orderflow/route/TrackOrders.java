package io.orderflow.route;

import org.apache.camel.builder.RouteBuilder;

/** Reads the topic from its earliest order on, and hands each valid order to process-order. */
class TrackOrders extends RouteBuilder {
    @Override
    public void configure() {
        from("kafka:{{orders.topic}}?groupId={{orders.tracker.group}}&autoOffsetReset=earliest"
                        + "&consumersCount={{orders.tracker.consumers}}")
                .routeId("track-orders")
                .description("Reads the topic from its earliest order on, and hands each valid order to process-order.")
                .routeConfigurationId("tracker-errors")
                .autoStartup("{{orders.tracker.enabled}}")
                .unmarshal("orderJson")
                .idempotentConsumer()
                .ref("orderId")
                .idempotentRepository("processedOrders")
                .completionEager(true)
                .to("direct:process-order")
                .end();
    }
}
