package io.orderflow;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.orderflow.board.TopItems;
import io.orderflow.inbox.Inbox;
import io.orderflow.inbox.InboxFiles;
import io.orderflow.inbox.OrderFileFilter;
import io.orderflow.kafka.KafkaClients;
import io.orderflow.kafka.MeteredKafkaClients;
import io.orderflow.observe.CountedGenerator;
import io.orderflow.observe.Meters;
import io.orderflow.observe.OrderMeters;
import io.orderflow.order.OrderGenerator;
import io.orderflow.route.OrderDataFormat;
import io.orderflow.route.OrderId;
import io.orderflow.tracker.DeadLetters;
import io.orderflow.tracker.ProcessedOrders;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Random;
import org.apache.camel.BeanInject;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.PropertyInject;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.support.DefaultHeaderFilterStrategy;

/** The beans that the routes call, by the names under which they call them. */
public class OrderflowConfiguration implements CamelConfiguration {

    @BindToRegistry("meters")
    private final PrometheusMeterRegistry meters = Meters.create();

    @BindToRegistry("topItems")
    private final TopItems topItems = new TopItems();

    @BindToRegistry("orderJson")
    public OrderDataFormat orderJson() {
        return new OrderDataFormat();
    }

    @BindToRegistry("orderGenerator")
    public OrderGenerator orderGenerator(@PropertyInject("orders.generator.seed") String seed) {
        return new CountedGenerator(
                seed == null || seed.isBlank() ? new SecureRandom() : new Random(Long.parseLong(seed.trim())), meters);
    }

    @BindToRegistry("inbox")
    public Inbox inbox(
            @PropertyInject("orders.topic") String topic,
            @PropertyInject("orders.dead-letter-topic") String deadLetterTopic,
            @BeanInject("inboxFiles") InboxFiles files) {
        return new Inbox(topic, deadLetterTopic, files);
    }

    @BindToRegistry("inboxFiles")
    public InboxFiles inboxFiles(
            @PropertyInject("orders.inbox.directory") String directory,
            @PropertyInject("orders.inbox.extensions") String extensions) {
        return new InboxFiles(Path.of(directory), extensions, meters);
    }

    @BindToRegistry("orderFiles")
    public OrderFileFilter orderFiles(
            @BeanInject("inboxFiles") InboxFiles files,
            @PropertyInject("orders.inbox.settle-time") long settleTime,
            @PropertyInject("orders.inbox.patience") long patience) {
        return new OrderFileFilter(files, Duration.ofMillis(settleTime), Duration.ofMillis(patience));
    }

    @BindToRegistry("deadLetters")
    public DeadLetters deadLetters(@PropertyInject("orders.tracker.group") String group) {
        Meters.addGroup(meters, group);
        return new DeadLetters(meters);
    }

    @BindToRegistry("orderId")
    public OrderId orderId() {
        return new OrderId();
    }

    @BindToRegistry("processedOrders")
    public ProcessedOrders processedOrders(
            @PropertyInject("orders.tracker.remembered-orders") int capacity,
            @PropertyInject("orders.dead-letter-topic") String deadLetterTopic) {
        return new ProcessedOrders(capacity, deadLetterTopic, meters, topItems);
    }

    @BindToRegistry("allHeaders")
    public HeaderFilterStrategy allHeaders() {
        DefaultHeaderFilterStrategy strategy = new DefaultHeaderFilterStrategy();
        strategy.setOutFilterStartsWith();
        return strategy;
    }

    @BindToRegistry("kafkaClients")
    public KafkaClientFactory kafkaClients(@PropertyInject("orders.topic") String topic) {
        return new MeteredKafkaClients(
                () -> new KafkaClients(topic), topic, meters, meters.counter(OrderMeters.DELIVERED.meter()));
    }
}
