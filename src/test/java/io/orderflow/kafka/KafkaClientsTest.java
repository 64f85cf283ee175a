package io.orderflow.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Clients that reach no broker: they have metrics all the same. */
class KafkaClientsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final KafkaClients clients = new KafkaClients("orders", meters, meters.counter("delivered"));

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

    private static Object buffer(long heapMegabytes, Object... settings) {
        Properties config = new Properties();
        for (int i = 0; i < settings.length; i += 2) {
            config.put(settings[i], settings[i + 1]);
        }
        return KafkaClients.withBuffer(config, heapMegabytes << 20).get("buffer.memory");
    }

    @Test
    void a_fetch_is_a_part_of_a_small_heap_and_has_room_for_a_large_record() {
        assertThat(KafkaClients.fetchBytes(16, 128L << 20)).isEqualTo(8 << 20);
        assertThat(KafkaClients.fetchBytes(32, 8L << 20)).isEqualTo(1 << 20);
        assertThat(KafkaClients.fetchBytes(16, 8_000L << 20)).isEqualTo(50 << 20);
    }

    @Test
    void a_producers_buffer_is_a_part_of_a_small_heap_takes_the_largest_record_and_is_as_it_was_set() {
        assertThat(buffer(128)).isEqualTo(2L << 20);
        assertThat(buffer(32)).isEqualTo(1L << 20);
        assertThat(buffer(8_000)).isEqualTo(32L << 20);
        assertThat(buffer(128, "max.request.size", "33554432")).isEqualTo(32L << 20);
        assertThat(buffer(128, "buffer.memory", "8388608")).isEqualTo("8388608");
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

    /** What an agent that traces clients adds of its own is a list, and no text. */
    @Test
    void reporters_of_metrics_that_are_configured_as_a_list_stay_a_list() {
        Properties properties = properties("mine");
        properties.put("metric.reporters", List.of("org.apache.kafka.common.metrics.JmxReporter"));

        clients.getConsumer(properties).close();
        clients.getProducer(properties).close();

        assertThat(properties.get("metric.reporters")).isInstanceOf(List.class);
    }

    @Test
    void a_whole_record_goes_to_the_endpoints_topic_with_its_headers_and_no_others() {
        Headers headers = new RecordHeaders()
                .add("trace", "1".getBytes(UTF_8))
                .add("trace", null)
                .add("CamelKafkaOverrideTopic", "elsewhere".getBytes(UTF_8));
        WholeRecord whole = new WholeRecord("anna".getBytes(UTF_8), null, headers);

        ProducerRecord<Object, Object> sent = WholeRecord.unwrap(new ProducerRecord<>(
                "letters", 7, 1L, "other", whole, List.of(new RecordHeader("step", "x".getBytes(UTF_8)))));

        assertThat(sent.topic()).isEqualTo("letters");
        assertThat(sent.partition()).isNull();
        assertThat(sent.key()).isEqualTo(whole.key());
        assertThat(sent.value()).isNull();
        assertThat(sent.headers()).isEqualTo(headers);
    }
}
