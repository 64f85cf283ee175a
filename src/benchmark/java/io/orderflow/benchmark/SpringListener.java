package io.orderflow.benchmark;

import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.FixedBackOff;

/** A record listener of spring-kafka, written as its documentation does. */
final class SpringListener implements AutoCloseable {

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    /** Has the container hand the records to what takes them. */
    @EnableKafka
    static final class Listener {
        private final Consumer<ConsumerRecord<byte[], byte[]>> work;

        Listener(Consumer<ConsumerRecord<byte[], byte[]>> work) {
            this.work = work;
        }

        @KafkaListener(topics = "${topic}")
        public void listen(ConsumerRecord<byte[], byte[]> record) {
            work.accept(record);
        }
    }

    SpringListener(Topic topic, int consumers, Consumer<ConsumerRecord<byte[], byte[]>> work) {
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("benchmark", Map.of("topic", topic.name())));
        context.registerBean(
                "kafkaListenerContainerFactory",
                ConcurrentKafkaListenerContainerFactory.class,
                () -> containers(topic, consumers));
        context.registerBean(Listener.class, () -> new Listener(work));
        context.refresh();
    }

    private static ConcurrentKafkaListenerContainerFactory<byte[], byte[]> containers(Topic topic, int consumers) {
        ConcurrentKafkaListenerContainerFactory<byte[], byte[]> containers =
                new ConcurrentKafkaListenerContainerFactory<>();
        containers.setConsumerFactory(new DefaultKafkaConsumerFactory<>(
                topic.consumerConfig(), new ByteArrayDeserializer(), new ByteArrayDeserializer()));
        containers.setConcurrency(consumers);
        // as the loop by hand does
        containers.getContainerProperties().setSyncCommits(false);
        containers.setCommonErrorHandler(
                new DefaultErrorHandler(new FixedBackOff(SlowStep.PAUSE_MILLIS, FixedBackOff.UNLIMITED_ATTEMPTS)));
        return containers;
    }

    @Override
    public void close() {
        context.close();
    }
}
