package io.orderflow.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.KafkaMetric;

/**
 * Gives camel-kafka the clients of another factory, and the registry their metrics for as long as they are open; what
 * Kafka acknowledges of the orders is counted.
 */
public class MeteredKafkaClients implements KafkaClientFactory {

    private final Supplier<KafkaClientFactory> clients;
    private final MeterRegistry meters;
    private final Counter delivered;
    private final String ordersTopic;

    public MeteredKafkaClients(
            Supplier<KafkaClientFactory> clients, String ordersTopic, MeterRegistry meters, Counter delivered) {
        this.clients = clients;
        this.ordersTopic = ordersTopic;
        this.meters = meters;
        this.delivered = delivered;
    }

    @Override
    @SuppressWarnings("rawtypes") // camel-kafka's interface is raw
    public Producer getProducer(Properties properties) {
        AtomicReference<java.util.function.Consumer<KafkaMetric>> closing = ClosingReporter.addTo(properties);
        DeliveredOrders.addTo(properties, ordersTopic, delivered);
        Producer<?, ?> producer = clients.get().getProducer(properties);
        bind(new KafkaClientMetrics(producer), producer::metrics, closing);
        return producer;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Consumer getConsumer(Properties properties) {
        AtomicReference<java.util.function.Consumer<KafkaMetric>> closing = ClosingReporter.addTo(properties);
        Consumer<?, ?> consumer = clients.get().getConsumer(properties);
        bind(new KafkaClientMetrics(consumer), consumer::metrics, closing);
        return consumer;
    }

    @Override
    public String getBrokers(KafkaConfiguration configuration) {
        return clients.get().getBrokers(configuration);
    }

    private void bind(
            KafkaClientMetrics binding,
            Supplier<? extends Map<MetricName, ? extends Metric>> metrics,
            AtomicReference<java.util.function.Consumer<KafkaMetric>> closing) {
        binding.bindTo(meters);
        closing.set(metric -> {
            if (metrics.get().get(metric.metricName()) == metric) {
                binding.close();
            }
        });
    }
}
