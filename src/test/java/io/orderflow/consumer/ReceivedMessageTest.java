package io.orderflow.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReceivedMessageTest {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private PolledRecord record;
    private ReceivedMessage received;

    @BeforeEach
    void aRecord() throws Exception {
        context.addComponent("kafka", new KafkaComponent(context));
        context.start();
        RecordHeaders headers = new RecordHeaders();
        headers.add("source", "till-3".getBytes(StandardCharsets.UTF_8));
        record = new PolledRecord(
                "audit",
                new TopicPartition("orders", 2),
                new ConsumerRecord<>(
                        "orders",
                        2,
                        17L,
                        1_000L,
                        TimestampType.CREATE_TIME,
                        4,
                        5,
                        "lucy".getBytes(StandardCharsets.UTF_8),
                        "order".getBytes(StandardCharsets.UTF_8),
                        headers,
                        Optional.empty()));
        received = new ReceivedMessage(
                context, record, new RecordFormat(context.getEndpoint("kafka:orders", KafkaEndpoint.class)));
    }

    @AfterEach
    void end() throws Exception {
        context.close();
    }

    @Test
    void a_copy_has_the_headers_and_the_body() {
        Message copy = received.copy();

        assertThat(copy.getBody()).isEqualTo("order");
        assertThat(copy.getHeaders()).isEqualTo(received.getHeaders());
        assertThat(copy.getHeader(KafkaConstants.OFFSET)).isEqualTo(17L);
        assertThat(copy.getHeader("source", String.class)).isEqualTo("till-3");
    }

    @Test
    void what_is_set_in_one_of_them_is_not_in_the_other_one() {
        Message copy = received.copy();
        copy.setHeader("price", 3);
        received.setHeader("table", 7);

        assertThat(received.getHeaders()).doesNotContainKey("price").containsEntry("table", 7);
        assertThat(copy.getHeaders()).doesNotContainKey("table").containsEntry("price", 3);
    }

    @Test
    void a_copy_of_a_message_whose_headers_are_gone_has_none() {
        received.removeHeaders("*");

        assertThat(received.copy().getHeaders()).isEmpty();
    }

    @Test
    void whatever_the_case_of_its_name_a_header_is_found() {
        assertThat(received.getHeader("SOURCE", String.class)).isEqualTo("till-3");
        assertThat(received.copy().getHeader("camelkafkatopic")).isEqualTo("orders");
    }

    @Test
    void an_exchange_begins_with_its_record_and_so_does_a_copy() {
        DefaultExchange exchange = new DefaultExchange(context);
        record.putInto(exchange);

        assertThat(PolledRecord.of(exchange.copy())).isSameAs(record);
    }
}
