package io.orderflow.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.orderflow.failure.ProgramEndsException;
import io.orderflow.order.OrderRecord;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * Sends records, whole ones too. Orders are given to it as JSON, and leave it as {@link OrderRecord#writer} makes them
 * when it is made; what Kafka acknowledges of them is counted. Its metrics are in the registry while it is open.
 */
final class OrderProducer extends KafkaProducer<Object, Object> {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
    private static final String UNANSWERED = "Kafka does not answer";

    private final String ordersTopic;
    private final Counter delivered;
    private final Consumer<OrderProducer> onClose;
    private final UnaryOperator<ProducerRecord<Object, Object>> beforeSending;
    private final UnaryOperator<byte[]> writer = OrderRecord.writer();
    private final KafkaClientMetrics metrics;
    private volatile boolean givenUp;

    /**
     * @param delivered counts the records of the orders' topic that Kafka has acknowledged
     * @param beforeSending what becomes of each record, or null
     * @param onClose is given this when it is closed
     */
    OrderProducer(
            Properties config,
            String ordersTopic,
            MeterRegistry meters,
            Counter delivered,
            UnaryOperator<ProducerRecord<Object, Object>> beforeSending,
            Consumer<OrderProducer> onClose) {
        super(config);
        this.onClose = onClose;
        this.ordersTopic = ordersTopic;
        this.delivered = delivered;
        this.beforeSending = beforeSending;
        this.metrics = new KafkaClientMetrics(this);
        metrics.bindTo(meters);
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<Object, Object> record, Callback callback) {
        ProducerRecord<Object, Object> whole = WholeRecord.unwrap(record);
        boolean order = whole.topic().equals(ordersTopic);
        if (order && writer != null && whole.value() instanceof byte[] json) {
            whole = with(whole, writer.apply(json));
        }
        if (beforeSending != null) {
            whole = beforeSending.apply(whole);
        }
        requireGoOn();
        try {
            return super.send(whole, order || callback != null ? told(callback, order) : null);
        } catch (KafkaException e) {
            requireGoOn();
            throw e;
        }
    }

    private void requireGoOn() {
        if (givenUp) {
            throw new ProgramEndsException(UNANSWERED);
        }
    }

    private static ProducerRecord<Object, Object> with(ProducerRecord<Object, Object> record, byte[] value) {
        return new ProducerRecord<>(
                record.topic(), record.partition(), record.timestamp(), record.key(), value, record.headers());
    }

    private Callback told(Callback callback, boolean order) {
        return (metadata, failure) -> {
            if (failure == null && order) {
                delivered.increment();
            }
            if (callback != null) {
                callback.onCompletion(
                        metadata, failure != null && givenUp ? new ProgramEndsException(UNANSWERED) : failure);
            }
        };
    }

    /** How often Kafka has answered. */
    double answers() {
        return metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("response-total")
                        && metric.getKey().group().equals("producer-metrics"))
                .mapToDouble(metric -> (double) metric.getValue().metricValue())
                .sum();
    }

    /** What waits fails, and what is sent from now on. */
    void giveUp() {
        givenUp = true;
        close(Duration.ZERO);
    }

    /** Does not wait two minutes (delivery.timeout.ms) for a broker that is gone. */
    @Override
    public void close() {
        close(CLOSE_TIMEOUT);
    }

    @Override
    public void close(Duration timeout) {
        onClose.accept(this);
        metrics.close();
        super.close(timeout);
    }
}
