package io.orderflow.kafka;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/**
 * Tells when a Kafka client is closed, and by one of its metrics which: a client's configuration may be used for another
 * one too. Kafka makes it, by its class's name, and closes it with the client.
 */
public class ClosingReporter implements MetricsReporter {

    private static final String NAME = ClosingReporter.class.getName();

    private AtomicReference<Consumer<KafkaMetric>> closing;
    private KafkaMetric first;

    /** Adds it to a client's configuration; what is then set is told of each client with it that is closed. */
    static AtomicReference<Consumer<KafkaMetric>> addTo(Properties properties) {
        AtomicReference<Consumer<KafkaMetric>> closing = new AtomicReference<>(metric -> {});
        ClassList.add(
                properties, CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, NAME, JmxReporter.class.getName());
        properties.put(NAME, closing);
        return closing;
    }

    @Override
    @SuppressWarnings("unchecked") // it is what addTo put there
    public void configure(Map<String, ?> configuration) {
        closing = (AtomicReference<Consumer<KafkaMetric>>) configuration.get(NAME);
    }

    @Override
    public void init(List<KafkaMetric> metrics) {
        metrics.forEach(this::metricChange);
    }

    @Override
    public void metricChange(KafkaMetric metric) {
        first = first == null ? metric : first;
    }

    @Override
    public void close() {
        closing.get().accept(first);
    }

    @Override
    public void metricRemoval(KafkaMetric metric) {}
}
