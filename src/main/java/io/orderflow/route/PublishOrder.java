package io.orderflow.route;

import org.apache.camel.builder.RouteBuilder;

/** Sends one order to the topic, under its user's key, and logs the delivery report. */
class PublishOrder extends RouteBuilder {
    @Override
    public void configure() {
        from("direct:publish-order")
                .routeId("publish-order")
                .description("Sends one order to the topic, under its user's key, and logs the delivery report.")
                .routeConfigurationId("order-errors")
                .setHeader("CamelKafkaKey", simple("${body.user}"))
                .marshal("orderJson")
                .to("kafka:{{orders.topic}}?recordMetadata=true&lingerMs=0")
                .id("send-order")
                .log("✅ Delivered ${body}")
                .log("✅ Delivered to ${header.CamelKafkaRecordMeta[0].topic}"
                        + " : partition ${header.CamelKafkaRecordMeta[0].partition}"
                        + " : at offset ${header.CamelKafkaRecordMeta[0].offset}")
                .to("log:throughput?groupSize=10000");
    }
}
