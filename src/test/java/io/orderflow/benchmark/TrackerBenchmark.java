package io.orderflow.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.broker.Topics;
import io.orderflow.order.Order;
import io.orderflow.order.OrderGenerator;
import io.orderflow.order.OrderJson;
import io.orderflow.order.OrderMeters;
import io.orderflow.route.Dsl;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From Kafka to a line in a log file: track-orders and process-order beside the plainest loop by hand. */
final class TrackerBenchmark {

    private static final Logger LOG = LoggerFactory.getLogger("process-order");
    private static final int ORDERS = Integer.getInteger("benchmark.orders", 500_000);
    private static final String TOPIC = "tracked";
    private static final int RUNS = Integer.getInteger("benchmark.runs", 5);

    private final String brokers;

    TrackerBenchmark(String brokers) {
        this.brokers = brokers;
    }

    List<Table.Row> run() throws Exception {
        fill();
        return Table.interleaved(
                RUNS,
                ORDERS,
                new Table.Contender("by hand: poll, parse, recognise, log, commit", this::byHand),
                new Table.Contender("track-orders and process-order", this::routes));
    }

    private void fill() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            new Topics(admin, brokers).createMissing(new NewTopic(TOPIC, 3, (short) 1), () -> true);
        }
        OrderGenerator generator = new OrderGenerator(new Random(42));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < ORDERS; i++) {
                Order order = generator.next();
                producer.send(new ProducerRecord<>(TOPIC, order.user().getBytes(UTF_8), OrderJson.write(order)));
            }
        }
    }

    private long byHand() {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                brokers,
                "group.id",
                UUID.randomUUID().toString(),
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                "false");
        Set<String> seen = Collections.newSetFromMap(new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > 1_000_000;
            }
        });
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(TOPIC));
            long start = 0;
            for (int processed = 0; processed < ORDERS; ) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(500));
                start = start == 0 && !records.isEmpty() ? System.nanoTime() : start;
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    Order order = OrderJson.read(record.value());
                    if (seen.add(order.orderId())) {
                        LOG.info("📦 Received order: {}", order);
                    }
                    processed++;
                }
                consumer.commitAsync();
            }
            consumer.commitSync();
            return System.nanoTime() - start;
        }
    }

    private long routes() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Properties settings = new Properties();
            settings.setProperty("orders.topic", TOPIC);
            String group = UUID.randomUUID().toString();
            settings.setProperty("orders.tracker.group", group);
            settings.setProperty("orders.generator.enabled", "false");
            settings.setProperty("orders.inbox.enabled", "false");
            context.getPropertiesComponent().setOverrideProperties(settings);
            Dsl.prepare(context);
            Dsl.configure(context, brokers);
            Dsl.YAML.load(context);
            Counter processed = context.getRegistry()
                    .lookupByNameAndType("meters", MeterRegistry.class)
                    .counter(OrderMeters.PROCESSED.meter(), OrderMeters.GROUP, group);
            context.start();
            long start = await(processed, 1);
            return await(processed, ORDERS) - start;
        }
    }

    /** @return when so many were counted, a millisecond late at the most */
    private static long await(Counter counter, int count) throws InterruptedException {
        while (counter.count() < count) {
            Thread.sleep(1);
        }
        return System.nanoTime();
    }
}
