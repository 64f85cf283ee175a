package io.orderflow.route;

import org.apache.camel.LoggingLevel;
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
                .choice()
                .when(simple("${header[dead-letter.left-out]} == null"))
                .bean("deadLetters", "replay")
                .to("kafka:{{orders.topic}}?lingerMs=0&compressionCodec=gzip&maxRequestSize=33554432")
                .id("send-replayed")
                .otherwise()
                .log(
                        LoggingLevel.WARN,
                        "Not replayed: the dead letter at partition ${header[kafka.PARTITION]}, offset ${header[kafka.OFFSET]} is without its record: ${header[dead-letter.reason]}")
                .end();
    }
}
