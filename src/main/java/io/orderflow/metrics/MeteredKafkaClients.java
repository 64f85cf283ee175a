package io.orderflow.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.orderflow.order.OrderMeters;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Gives camel-kafka the clients of another factory, and the registry their metrics for as long as they are open; what
 * Kafka acknowledges of the orders is counted.
 */
public class MeteredKafkaClients implements KafkaClientFactory {

    private final KafkaClientFactory clients;
    private final MeterRegistry meters;
    private final Counter delivered;
    private final String ordersTopic;

    public MeteredKafkaClients(KafkaClientFactory clients, String ordersTopic, MeterRegistry meters) {
        this.clients = clients;
        this.ordersTopic = ordersTopic;
        this.meters = meters;
        this.delivered = meters.counter(OrderMeters.DELIVERED.meter());
    }

    @Override
    @SuppressWarnings("rawtypes") // camel-kafka's interface is raw
    public Producer getProducer(Properties properties) {
        CompletableFuture<Void> closed = ClosingReporter.addTo(properties);
        DeliveredOrders.addTo(properties, ordersTopic, delivered);
        Producer<?, ?> producer = clients.getProducer(properties);
        bind(new KafkaClientMetrics(producer), closed);
        return producer;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Consumer getConsumer(Properties properties) {
        CompletableFuture<Void> closed = ClosingReporter.addTo(properties);
        Consumer<?, ?> consumer = clients.getConsumer(properties);
        bind(new KafkaClientMetrics(consumer), closed);
        return consumer;
    }

    @Override
    public String getBrokers(KafkaConfiguration configuration) {
        return clients.getBrokers(configuration);
    }

    private void bind(KafkaClientMetrics metrics, CompletableFuture<Void> closed) {
        metrics.bindTo(meters);
        closed.thenRun(metrics::close);
    }
}
