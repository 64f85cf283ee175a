package io.orderflow;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.orderflow.board.TopItems;
import io.orderflow.inbox.Inbox;
import io.orderflow.inbox.InboxFiles;
import io.orderflow.inbox.OrderFileFilter;
import io.orderflow.kafka.KafkaClients;
import io.orderflow.observe.Meters;
import io.orderflow.observe.OrderMeters;
import io.orderflow.order.OrderGenerator;
import io.orderflow.route.OrderDataFormat;
import io.orderflow.route.OrderId;
import io.orderflow.route.RetryReport;
import io.orderflow.settings.Settings;
import io.orderflow.tracker.DeadLetters;
import io.orderflow.tracker.MemorySize;
import io.orderflow.tracker.ProcessedOrders;
import java.security.SecureRandom;
import java.util.Random;
import org.apache.camel.BeanInject;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.component.kafka.KafkaClientFactory;

/** The beans that the routes call, by the names under which they call them. The registry has the {@link Settings}. */
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
    public OrderGenerator orderGenerator(@BeanInject("settings") Settings settings) {
        Settings.Generator generator = settings.generator();
        return new OrderGenerator(
                generator.seed().isPresent() ? new Random(generator.seed().getAsLong()) : new SecureRandom(),
                generator.users(),
                generator.items(),
                OrderMeters.GENERATED.in(meters)::increment);
    }

    @BindToRegistry("inbox")
    public Inbox inbox(@BeanInject("settings") Settings settings, @BeanInject("inboxFiles") InboxFiles files) {
        return new Inbox(settings.topic(), settings.deadLetterTopic(), files);
    }

    @BindToRegistry("inboxFiles")
    public InboxFiles inboxFiles(@BeanInject("settings") Settings settings) {
        return new InboxFiles(settings.inbox().directory(), settings.inbox().extensions(), meters);
    }

    @BindToRegistry("orderFiles")
    public OrderFileFilter orderFiles(
            @BeanInject("settings") Settings settings, @BeanInject("inboxFiles") InboxFiles files) {
        return new OrderFileFilter(
                files, settings.inbox().settleTime(), settings.inbox().patience());
    }

    @BindToRegistry("deadLetters")
    public DeadLetters deadLetters(@BeanInject("settings") Settings settings) {
        Meters.addGroup(meters, settings.group());
        return new DeadLetters(meters, settings.deadLetterTopic());
    }

    @BindToRegistry("retryReport")
    public RetryReport retryReport() {
        return new RetryReport();
    }

    @BindToRegistry("orderId")
    public OrderId orderId() {
        return new OrderId();
    }

    @BindToRegistry("processedOrders")
    public ProcessedOrders processedOrders(@BeanInject("settings") Settings settings) {
        int remembered = settings.tracker()
                ? MemorySize.fitting(
                        settings.rememberedOrders(),
                        settings.partitions(),
                        Runtime.getRuntime().maxMemory())
                : settings.rememberedOrders();
        return new ProcessedOrders(remembered, settings.deadLetterTopic(), meters, topItems);
    }

    @BindToRegistry("kafkaClients")
    public KafkaClientFactory kafkaClients(@BeanInject("settings") Settings settings) {
        return new KafkaClients(settings.topic(), meters, OrderMeters.DELIVERED.in(meters));
    }
}
