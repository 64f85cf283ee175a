package io.orderflow.tracker;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/** Gives camel-kafka its clients: consumers that commit what was processed, and producers that close in good time. */
public class KafkaClients extends DefaultKafkaClientFactory {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

    private final AtomicBoolean announced = new AtomicBoolean();

    @Override
    @SuppressWarnings("rawtypes") // camel-kafka's interface is raw
    public Consumer getConsumer(Properties properties) {
        return new CommittingConsumer(properties, announced);
    }

    /** A producer whose close does not wait two minutes (delivery.timeout.ms) for a broker that is gone. */
    @Override
    @SuppressWarnings("rawtypes")
    public Producer getProducer(Properties properties) {
        return new KafkaProducer<>(properties) {
            @Override
            public void close() {
                close(CLOSE_TIMEOUT);
            }
        };
    }
}
