package io.orderflow.consumer;

import java.util.Collection;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What a route remembers of the records that its group has done, so that it recognises one that comes again. An
 * idempotent repository that is one is given, by the consumer of its route, what was done before this program ran. Used by
 * the threads of several consumers.
 */
public interface RecordMemory {

    /**
     * Called before partitions are read from.
     *
     * @param group of the consumer
     * @param readers makes a Kafka client without a group, with the access that the consumer has
     * @throws org.apache.kafka.common.errors.TimeoutException where Kafka does not answer; it is called again then
     */
    void prepare(String group, Supplier<Consumer<byte[], byte[]>> readers);

    /**
     * A consumer has got this partition.
     *
     * @param reader the consumer
     * @param committed the offset before which the group has done all; where it is 0 nothing was done, whatever is
     *     remembered
     * @return from which offset on the records are to be read back
     */
    long claim(Object reader, String group, TopicPartition partition, long committed);

    /** The group has done this record. */
    void recall(String group, ConsumerRecord<byte[], byte[]> record);

    /** What is before this offset is done, and was recalled or done here. */
    void reached(String group, TopicPartition partition, long offset);

    /** Forgets the partitions that the reader had and has no more. */
    void release(Object reader, String group, Collection<TopicPartition> assigned);

    /** How many records of the group are remembered. */
    int size(String group);
}
