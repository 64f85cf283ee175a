package io.orderflow.benchmark;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.order.Order;
import io.orderflow.observe.OrderMeters;
import io.orderflow.route.Dsl;
import io.orderflow.step.OrderSimple;
import java.io.IOException;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.impl.DefaultCamelContext;

/** The routes as they ship, in this process, on a topic and in a group of their own. */
final class Routes implements AutoCloseable {

    private static final String PARALLEL = "orders.tracker.parallel";

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final String group = UUID.randomUUID().toString();

    Routes(Topic topic, Map<String, String> settings) throws Exception {
        OrderSimple.install(context);
        Properties properties = new Properties();
        properties.putAll(settings);
        properties.setProperty("orders.topic", topic.name());
        properties.setProperty("orders.tracker.group", group);
        properties.setProperty("orders.generator.enabled", "false");
        properties.setProperty("orders.inbox.enabled", "false");
        context.getPropertiesComponent().setOverrideProperties(properties);
        Dsl.prepare(context);
        Dsl.configure(context, topic.brokers());
        Dsl.YAML.load(context);
    }

    /** @return the setting that has the tracker work on so many keys at a time */
    static Map<String, String> parallel(int keys) {
        return Map.of(PARALLEL, String.valueOf(keys));
    }

    /** Adds a step to process-order. */
    Routes then(Consumer<Order> step) throws Exception {
        AdviceWith.adviceWith(context, "process-order", route -> route.weaveAddLast()
                .process(exchange -> step.accept(exchange.getMessage().getBody(Order.class))));
        return this;
    }

    Routes maxPollRecords(int records) {
        context.getComponent("kafka", KafkaComponent.class).getConfiguration().setMaxPollRecords(records);
        return this;
    }

    Routes start() {
        context.start();
        return this;
    }

    CamelContext context() {
        return context;
    }

    Counter processed() {
        return context.getRegistry()
                .lookupByNameAndType("meters", MeterRegistry.class)
                .counter(OrderMeters.PROCESSED.meter(), OrderMeters.GROUP, group);
    }

    /**
     * Waits until so many are processed, or the time is over.
     *
     * @return how long one order took of those after the first, a millisecond late at the most
     */
    double nanosPerOrder(int orders, long patience) throws InterruptedException {
        Counter processed = processed();
        while (processed.count() < 1) {
            Thread.sleep(1);
        }
        long start = System.nanoTime();
        double first = processed.count();
        while (processed.count() < orders && System.nanoTime() - start < patience) {
            Thread.sleep(1);
        }
        return (System.nanoTime() - start) / (processed.count() - first);
    }

    @Override
    public void close() throws IOException {
        context.close();
    }
}
