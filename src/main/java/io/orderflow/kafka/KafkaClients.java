package io.orderflow.kafka;

import static java.util.stream.Collectors.toMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Makes the clients of Kafka. Those of Camel's routes have their metrics in the registry while they are open. */
public final class KafkaClients extends DefaultKafkaClientFactory {

    private static final long DEFAULT_BUFFER = 32L * 1024 * 1024;
    private static final long DEFAULT_MAX_REQUEST = 1024 * 1024;
    private static final int BUFFERS_IN_HEAP = 64;
    private static final int LEAST_POLLED = 16;
    private static final long LARGE_RECORD = 1024 * 1024;
    /** Several may look at once. */
    private static final int LOOKS_IN_HEAP = 32;

    private static volatile UnaryOperator<ProducerRecord<Object, Object>> beforeSending;

    private final String ordersTopic;
    private final MeterRegistry meters;
    private final Counter delivered;
    private final Set<OrderProducer> producers = ConcurrentHashMap.newKeySet();

    /** @param delivered counts the records of the orders' topic that Kafka has acknowledged */
    public KafkaClients(String ordersTopic, MeterRegistry meters, Counter delivered) {
        this.ordersTopic = ordersTopic;
        this.meters = meters;
        this.delivered = delivered;
    }

    /** What becomes of each record before it is sent, for the producers that are made from now on. */
    public static void beforeSending(UnaryOperator<ProducerRecord<Object, Object>> step) {
        beforeSending = step;
    }

    /** @param timeout for a request, and for what takes several */
    public static Admin admin(Properties config, Duration timeout) {
        return Admin.create(withTimeout(config, timeout));
    }

    /** A consumer that only looks: it belongs to no group, and sees no record of a transaction that was aborted. */
    static Consumer<byte[], byte[]> reader(Properties config, Duration timeout, int fetchBytes) {
        Properties properties = withTimeout(config, timeout);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, fetchBytes);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, fetchBytes(LOOKS_IN_HEAP));
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, pollRecords(5_000, LOOKS_IN_HEAP));
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * How many records a poll brings at the most, where each has a megabyte: Kafka's bounds in bytes are of what is compressed.
     *
     * @param most where the heap is large
     * @param partOfHeap they have, if each has that
     */
    public static int pollRecords(int most, int partOfHeap) {
        long room = Runtime.getRuntime().maxMemory() / partOfHeap / LARGE_RECORD;
        return (int) Math.max(LEAST_POLLED, Math.min(most, room));
    }

    /**
     * How many bytes a fetch brings at the most, of all partitions together: the client keeps them whole, and Java as many
     * beside the heap for each thread that fetches.
     *
     * @param partOfHeap they have
     */
    public static int fetchBytes(int partOfHeap) {
        return fetchBytes(partOfHeap, Runtime.getRuntime().maxMemory());
    }

    static int fetchBytes(int partOfHeap, long heap) {
        return (int) Math.max(LARGE_RECORD, Math.min(ConsumerConfig.DEFAULT_FETCH_MAX_BYTES, heap / partOfHeap));
    }

    private static Properties withTimeout(Properties config, Duration timeout) {
        int millis = (int) timeout.toMillis();
        Properties properties = new Properties();
        properties.putAll(config);
        properties.putAll(Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis));
        return properties;
    }

    @Override
    @SuppressWarnings("rawtypes") // camel-kafka's interface is raw
    public Producer getProducer(Properties properties) {
        Properties config = withBuffer(properties, Runtime.getRuntime().maxMemory());
        OrderProducer producer =
                new OrderProducer(config, ordersTopic, meters, delivered, beforeSending, producers::remove);
        producers.add(producer);
        return producer;
    }

    /** To be run later: what waits for Kafka then fails, and what is sent from then on, where Kafka has answered nothing since now. */
    public Runnable unanswered() {
        Map<OrderProducer, Double> answers =
                producers.stream().collect(toMap(Function.identity(), OrderProducer::answers));
        return () -> answers.forEach((producer, before) -> {
            if (producer.answers() == before) {
                producer.giveUp();
            }
        });
    }

    /**
     * Where nobody has set it, the buffer of what Kafka has not acknowledged is a part of the heap: each record takes some
     * 500 bytes beside those that Kafka counts, so that small ones take several times the buffer.
     *
     * @param heap in bytes
     */
    static Properties withBuffer(Properties config, long heap) {
        long wanted = number(config, ProducerConfig.BUFFER_MEMORY_CONFIG, DEFAULT_BUFFER);
        long largest = number(config, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, DEFAULT_MAX_REQUEST);
        if (wanted != DEFAULT_BUFFER) {
            return config;
        }
        Properties properties = new Properties();
        properties.putAll(config);
        properties.put(
                ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(largest, Math.min(wanted, heap / BUFFERS_IN_HEAP)));
        return properties;
    }

    private static long number(Properties config, String key, long otherwise) {
        return Long.parseLong(config.getOrDefault(key, otherwise).toString());
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Consumer getConsumer(Properties properties) {
        return new MeteredConsumer(properties);
    }

    private final class MeteredConsumer extends KafkaConsumer<byte[], byte[]> {

        private final KafkaClientMetrics metrics;

        MeteredConsumer(Properties properties) {
            super(properties);
            metrics = new KafkaClientMetrics(this);
            metrics.bindTo(meters);
        }

        @Override
        public void close() {
            metrics.close();
            super.close();
        }

        @Override
        public void close(CloseOptions options) {
            metrics.close();
            super.close(options);
        }
    }
}
