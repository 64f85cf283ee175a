package io.orderflow.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Properties;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Clients that reach no broker: they have metrics all the same. */
class MeteredKafkaClientsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MeteredKafkaClients clients =
            new MeteredKafkaClients(DefaultKafkaClientFactory::new, "orders", meters, meters.counter("delivered"));

    private static Properties properties(String client) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", "localhost:1");
        properties.put("group.id", "group");
        properties.put("client.id", client);
        properties.put("key.serializer", ByteArraySerializer.class);
        properties.put("value.serializer", ByteArraySerializer.class);
        properties.put("key.deserializer", ByteArrayDeserializer.class);
        properties.put("value.deserializer", ByteArrayDeserializer.class);
        return properties;
    }

    private long metersOf(String client) {
        return meters.getMeters().stream()
                .filter(meter -> client.equals(meter.getId().getTag("client.id")))
                .count();
    }

    @Test
    void a_clients_metrics_are_there_as_long_as_it_is_open() {
        try (Producer<?, ?> producer = clients.getProducer(properties("mine"))) {
            assertThat(metersOf("mine")).isGreaterThan(10);
        }
        assertThat(metersOf("mine")).isZero();
        try (Consumer<?, ?> consumer = clients.getConsumer(properties("mine"))) {
            assertThat(metersOf("mine")).isGreaterThan(10);
        }
        assertThat(metersOf("mine")).isZero();
    }

    @Test
    void of_two_clients_the_one_that_is_open_keeps_its_metrics_when_the_other_is_closed() {
        try (Producer<?, ?> open = clients.getProducer(properties("one"))) {
            clients.getProducer(properties("other")).close();

            assertThat(metersOf("one")).isGreaterThan(10);
            assertThat(metersOf("other")).isZero();
        }
    }

    @Test
    void another_client_of_the_same_configuration_that_is_closed_takes_nothing_away() {
        Properties shared = properties("mine");
        try (Consumer<?, ?> consumer = clients.getConsumer(shared)) {
            new KafkaConsumer<>(shared).close();

            assertThat(metersOf("mine")).isGreaterThan(10);
        }
        assertThat(metersOf("mine")).isZero();
    }
}
