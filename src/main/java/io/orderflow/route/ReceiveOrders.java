package io.orderflow.route;

import org.apache.camel.builder.RouteBuilder;

/** Sends every order of a file that lies in the inbox to the topic in one pass, then moves the file. */
class ReceiveOrders extends RouteBuilder {
    @Override
    public void configure() {
        from("file:{{orders.inbox.directory}}?filter=#orderFiles&sortBy=file:name&delay=500"
                        + "&noop=true&idempotent=false&synchronous=true")
                .routeId("receive-orders")
                .description("Sends every order of a file in the inbox to the topic in one pass, then moves the file.")
                .routeConfigurationId("order-errors")
                .autoStartup("{{orders.inbox.enabled}}")
                .bean("inbox", "read")
                .to("kafka:{{orders.topic}}?batchWithIndividualHeaders=true")
                .id("send-orders")
                .bean("inbox", "archive");
    }
}
