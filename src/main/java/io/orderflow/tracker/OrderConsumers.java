package io.orderflow.tracker;

import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives a route its consumers, and hears from Camel which of their records have failed. */
public class OrderConsumers extends KafkaClients implements ExceptionHandler {

    private final Logger log;
    private final Retries retries;
    private final Function<Properties, Reading> reading;
    private final AtomicBoolean announced = new AtomicBoolean();

    private OrderConsumers(String routeId, Retries retries, Function<Properties, Reading> reading) {
        this.log = LoggerFactory.getLogger(routeId);
        this.retries = retries;
        this.reading = reading;
    }

    /** Consumers of the orders, which first read back what was processed before. */
    public static OrderConsumers recalling(
            String routeId, Retries retries, ProcessedOrders processedOrders, String deadLetterTopic) {
        return new OrderConsumers(
                routeId,
                retries,
                properties -> new Recall(processedOrders, new FailedOrders(properties, deadLetterTopic)));
    }

    /** Consumers of what is there when they begin, and of nothing that comes later. */
    public static OrderConsumers ending(String routeId, Retries retries) {
        UpToNow upToNow = new UpToNow(LoggerFactory.getLogger(routeId));
        return new OrderConsumers(routeId, retries, properties -> upToNow);
    }

    @Override
    @SuppressWarnings("rawtypes") // camel-kafka's interface is raw
    public Consumer getConsumer(Properties properties) {
        try {
            return new OrderConsumer(properties, retries, reading.apply(properties), log, announced);
        } catch (KafkaException e) {
            // Camel tells the message, and of "Failed to construct kafka consumer" not the cause
            throw new KafkaException(e.getMessage() + ": " + e.getCause(), e);
        }
    }

    /** Camel tells of a record's failure on the thread that polled it. */
    @Override
    public void handleException(String message, Exchange exchange, Throwable exception) {
        if (exchange != null) {
            OrderConsumer.current().failed(exception);
        } else {
            log.warn("{}: {}", message, String.valueOf(exception));
            log.debug("The cause", exception);
        }
    }

    @Override
    public void handleException(String message, Throwable exception) {
        handleException(message, null, exception);
    }

    @Override
    public void handleException(Throwable exception) {
        handleException("The consumer has failed", null, exception);
    }
}
