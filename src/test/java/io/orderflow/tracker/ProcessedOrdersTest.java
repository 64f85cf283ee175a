package io.orderflow.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.orderflow.consumer.PolledRecords;
import io.orderflow.order.Order;
import io.orderflow.order.OrderJson;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Which orders are taken for processed. */
class ProcessedOrdersTest {

    private static final String ID = "o-1";

    private final List<Order> processed = new ArrayList<>();
    private final ProcessedOrders orders =
            new ProcessedOrders(10, "orders-dead-letter", new SimpleMeterRegistry(), processed::add);

    @Test
    void one_that_was_processed_is_repeated_when_it_comes_again() {
        Exchange first = exchange();
        orders.add(first, ID);
        orders.confirm(first, ID);

        assertThat(orders.add(exchange(), ID)).isFalse();
        assertThat(processed).hasSize(1);
    }

    @Test
    void one_that_failed_is_new_when_it_comes_again() {
        Exchange failed = exchange();
        orders.add(failed, ID);
        failed.setException(new IllegalStateException());
        orders.remove(failed, ID);

        assertThat(orders.add(exchange(), ID)).isTrue();
        assertThat(processed).isEmpty();
    }

    @Test
    void one_that_went_to_the_dead_letters_is_new_when_it_comes_again() {
        Exchange handled = exchange();
        orders.add(handled, ID);
        handled.getExchangeExtension().setErrorHandlerHandled(true);
        orders.remove(handled, ID);

        assertThat(orders.add(exchange(), ID)).isTrue();
        assertThat(processed).isEmpty();
    }

    @Test
    void one_whose_step_has_caught_a_failure_was_processed() {
        Exchange caught = exchange();
        orders.add(caught, ID);
        caught.getExchangeExtension().setFailureHandled(true);
        caught.getExchangeExtension().setErrorHandlerHandled(false);
        orders.remove(caught, ID);

        assertThat(orders.add(exchange(), ID)).isFalse();
        assertThat(processed).hasSize(1);
    }

    @Test
    void one_that_another_consumer_has_in_hand_is_neither_new_nor_repeated() {
        orders.add(exchange(), ID);

        assertThatThrownBy(() -> orders.add(exchange(), ID)).hasMessageContaining(ID);
    }

    @Test
    void one_that_another_group_has_processed_is_new() {
        Exchange first = exchange();
        orders.add(first, ID);
        orders.confirm(first, ID);

        assertThat(orders.add(exchange("audit"), ID)).isTrue();
    }

    private static Exchange exchange() {
        return exchange("order-tracker");
    }

    private static Exchange exchange(String group) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        byte[] json = "{\"order_id\":\"o-1\",\"user\":\"lucy\",\"item\":\"tea\",\"quantity\":1}".getBytes();
        exchange.getMessage().setBody(OrderJson.read(json));
        PolledRecords.putInto(exchange, group, new ConsumerRecord<>("orders", 0, 7, null, json));
        return exchange;
    }
}
