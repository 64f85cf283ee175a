package io.orderflow.route;

import org.apache.camel.builder.RouteBuilder;

/** Sends what is in the dead letters at the start back to the orders, once, so that a repaired step can process it. */
class ReplayOrders extends RouteBuilder {
    @Override
    public void configure() {
        from("kafka:{{orders.dead-letter-topic}}?groupId={{orders.tracker.group}}-replay&autoOffsetReset=earliest"
                        + "&untilEnd=true")
                .routeId("replay-orders")
                .description(
                        "Sends what is in the dead letters at the start back to the orders, once, so that a repaired step can process it.")
                .routeConfigurationId("tracker-errors")
                .autoStartup("{{orders.replay.enabled}}")
                .bean("deadLetters", "replay")
                .to("kafka:{{orders.topic}}?lingerMs=0")
                .id("send-replayed");
    }
}
