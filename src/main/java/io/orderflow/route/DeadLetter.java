package io.orderflow.route;

import org.apache.camel.builder.RouteBuilder;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Sends a record that can't be processed to the dead letters, with the reason and where it was read. */
class DeadLetter extends RouteBuilder {
    @Override
    public void configure() {
        from("direct:dead-letter")
                .routeId("dead-letter")
                .description(
                        "Sends a record that can't be processed to the dead letters, with the reason and where it was read.")
                .bean("deadLetters", "write")
                .filter(simple("${body} != null"))
                .doTry()
                .to("kafka:{{orders.dead-letter-topic}}?lingerMs=0&compressionCodec=gzip" + "&maxRequestSize=33554432")
                .id("send-dead-letter")
                .doCatch(RecordTooLargeException.class)
                .bean("deadLetters", "leaveOutRecord")
                .to("kafka:{{orders.dead-letter-topic}}?lingerMs=0")
                .id("send-dead-letter-without-record")
                .end()
                .bean("deadLetters", "written")
                .end();
    }
}
