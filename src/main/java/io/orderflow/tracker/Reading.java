package io.orderflow.tracker;

import java.util.Collection;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** From where a consumer reads the partitions that it gets, and which of their records the route is given. */
interface Reading {

    void assigned(Collection<TopicPartition> partitions);

    void revoked(Collection<TopicPartition> partitions);

    /** Called before each poll: looks up what must be known before the assigned partitions can be read. */
    void prepare(KafkaConsumer<Object, Object> consumer);

    /** The partitions that are not to be read at this time. */
    Set<TopicPartition> closed();

    /** @return those of the polled records that the route is given, and the positions that may be committed after them */
    ConsumerRecords<Object, Object> take(ConsumerRecords<Object, Object> polled);

    /** What is before this offset is done. */
    void reached(TopicPartition partition, long offset);
}
