package io.orderflow.benchmark;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.Parts;
import io.orderflow.observe.OrderMeters;
import io.orderflow.order.Order;
import io.orderflow.route.Dsl;
import io.orderflow.step.OrderSimple;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
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

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final String group = UUID.randomUUID().toString();
    private double cpuNanosPerOrder;

    Routes(Topic topic, Map<String, String> settings) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("orders.topic", topic.name());
        properties.setProperty("orders.tracker.group", group);
        properties.setProperty("orders.generator.enabled", "false");
        properties.setProperty("orders.inbox.enabled", "false");
        properties.putAll(settings);
        // before the properties, for which Camel resolves its own
        OrderSimple.install(context);
        context.getPropertiesComponent().setOverrideProperties(properties);
        Dsl.prepare(context);
        Dsl.configure(context, topic.brokers());
        Dsl.YAML.load(context);
    }

    /** @return the setting that has the tracker work on so many keys at a time */
    static Map<String, String> parallel(int keys) {
        return Map.of(PARALLEL, String.valueOf(keys));
    }

    /** The routes that send what lies in an inbox, and track nothing. */
    static Routes inbox(Topic topic, Path inbox, Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.put("orders.inbox.enabled", "true");
        all.put("orders.inbox.directory", inbox.toString());
        all.put("orders.tracker.enabled", "false");
        return new Routes(topic, all);
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

    Routes start() throws Exception {
        Parts.use(context);
        context.start();
        return this;
    }

    CamelContext context() {
        return context;
    }

    Counter processed() {
        return OrderMeters.PROCESSED.in(meters(), group);
    }

    private MeterRegistry meters() {
        return context.getRegistry().lookupByNameAndType("meters", MeterRegistry.class);
    }

    /**
     * Waits until so many are processed, or the time is over.
     *
     * @return how long one order took of those after the first, a millisecond late at the most
     */
    double nanosPerOrder(int orders, long patience) throws InterruptedException {
        return nanosPerOrder(processed(), 0, orders, patience);
    }

    /**
     * Puts a file into the inbox, and waits until Kafka has acknowledged its orders and the file is moved.
     *
     * @return how long one order took of those after the first, a millisecond late at the most
     */
    double nanosPerDelivered(Path file, Path inbox, int orders) throws Exception {
        Counter delivered = OrderMeters.DELIVERED.in(meters());
        double before = delivered.count();
        Path dropped = Files.createLink(inbox.resolve(file.getFileName()), file);
        double nanos = nanosPerOrder(delivered, before, orders, Long.MAX_VALUE);
        while (Files.exists(dropped)) {
            Thread.sleep(1);
        }
        return nanos;
    }

    private double nanosPerOrder(Counter done, double before, int orders, long patience) throws InterruptedException {
        while (done.count() <= before) {
            Thread.sleep(1);
        }
        long start = System.nanoTime();
        long cpuBefore = SYSTEM.getProcessCpuTime();
        double first = done.count();
        while (done.count() - before < orders && System.nanoTime() - start < patience) {
            Thread.sleep(1);
        }
        cpuNanosPerOrder = (SYSTEM.getProcessCpuTime() - cpuBefore) / (done.count() - first);
        return (System.nanoTime() - start) / (done.count() - first);
    }

    /** How long this process has worked on one order in the last measurement, whatever other processes did meanwhile. */
    double cpuNanosPerOrder() {
        return cpuNanosPerOrder;
    }

    @Override
    public void close() throws IOException {
        context.close();
    }
}
