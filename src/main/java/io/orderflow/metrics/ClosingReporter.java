package io.orderflow.metrics;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/** Tells when a Kafka client is closed. Kafka makes it, by its class's name, and closes it with the client. */
public class ClosingReporter implements MetricsReporter {

    private static final String NAME = ClosingReporter.class.getName();

    private CompletableFuture<?> closed;

    /** Adds it to a client's configuration; what is returned completes when that client is closed. */
    static CompletableFuture<Void> addTo(Properties properties) {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Object others = properties.get(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG);
        properties.put(
                CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG,
                (others == null ? JmxReporter.class.getName() : others) + "," + NAME);
        properties.put(NAME, closed);
        return closed;
    }

    @Override
    public void configure(Map<String, ?> configuration) {
        closed = (CompletableFuture<?>) configuration.get(NAME);
    }

    @Override
    public void close() {
        closed.complete(null);
    }

    @Override
    public void init(List<KafkaMetric> metrics) {}

    @Override
    public void metricChange(KafkaMetric metric) {}

    @Override
    public void metricRemoval(KafkaMetric metric) {}
}
