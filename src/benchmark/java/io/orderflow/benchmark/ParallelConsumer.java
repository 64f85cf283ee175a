package io.orderflow.benchmark;

import io.confluent.parallelconsumer.ParallelConsumerOptions;
import io.confluent.parallelconsumer.ParallelConsumerOptions.CommitMode;
import io.confluent.parallelconsumer.ParallelConsumerOptions.ProcessingOrder;
import io.confluent.parallelconsumer.ParallelStreamProcessor;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Confluent's parallel consumer, ordered by key. */
final class ParallelConsumer implements AutoCloseable {

    private final ParallelStreamProcessor<byte[], byte[]> processor;

    ParallelConsumer(Topic topic, int parallel, Consumer<ConsumerRecord<byte[], byte[]>> step) {
        processor = ParallelStreamProcessor.createEosStreamProcessor(ParallelConsumerOptions.<byte[], byte[]>builder()
                .ordering(ProcessingOrder.KEY)
                .maxConcurrency(parallel)
                .commitMode(CommitMode.PERIODIC_CONSUMER_ASYNCHRONOUS)
                .retryDelayProvider(record -> Duration.ofMillis(SlowStep.PAUSE_MILLIS))
                .consumer(topic.consumer())
                // it looks into a private field that Kafka 4 no longer has
                .ignoreReflectiveAccessExceptionsForAutoCommitDisabledCheck(true)
                .build());
        processor.subscribe(List.of(topic.name()));
        processor.poll(records -> step.accept(records.getSingleConsumerRecord()));
    }

    @Override
    public void close() {
        processor.closeDontDrainFirst();
    }
}
