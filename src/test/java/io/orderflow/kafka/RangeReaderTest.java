package io.orderflow.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is read of a topic whose partition 0 has the offsets 0 to 4, and whose partition 1 is empty; 2 and 3 have no leader. */
class RangeReaderTest {

    private static final TopicPartition FULL = new TopicPartition("orders", 0);
    private static final TopicPartition EMPTY = new TopicPartition("orders", 1);

    private static final Node NODE = new Node(1, "localhost", 9092);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final RangeReader reader = new RangeReader(() -> consumer, Duration.ofSeconds(2));
    private final List<Long> taken = new ArrayList<>();

    @BeforeEach
    void topic() {
        consumer.updatePartitions(
                "orders",
                List.of(
                        new PartitionInfo("orders", 0, NODE, null, null),
                        new PartitionInfo("orders", 1, NODE, null, null),
                        new PartitionInfo("orders", 2, Node.noNode(), null, null),
                        new PartitionInfo("orders", 3, null, null, null)));
        consumer.updateBeginningOffsets(Map.of(FULL, 0L, EMPTY, 7L));
        consumer.updateEndOffsets(Map.of(FULL, 5L, EMPTY, 7L));
    }

    private boolean read(long from, long end) {
        consumer.schedulePollTask(() -> {
            for (long offset = from; offset < 5; offset++) {
                consumer.addRecord(new ConsumerRecord<>("orders", 0, offset, null, null));
            }
        });
        return reader.read(
                Map.of(FULL, end), partition -> from, record -> taken.add(record.offset()), Duration.ofMillis(200));
    }

    @Test
    void the_bounds_are_those_of_each_partition_that_has_a_leader() {
        assertThat(reader.bounds(List.of("orders")))
                .isEqualTo(new RangeReader.Bounds(
                        Map.of(FULL, 0L, EMPTY, 7L),
                        Map.of(FULL, 5L, EMPTY, 7L),
                        Set.of(new TopicPartition("orders", 2), new TopicPartition("orders", 3))));
    }

    @Test
    void what_lies_before_and_behind_is_left_out() {
        assertThat(read(1, 4)).isTrue();
        assertThat(taken).containsExactly(1L, 2L, 3L);
    }

    @Test
    void a_partition_that_was_read_to_its_end_is_read_again() {
        read(0, 2);

        assertThat(read(2, 5)).isTrue();
        assertThat(taken).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void nothing_is_asked_for_where_there_is_nothing() {
        assertThat(reader.read(Map.of(EMPTY, 7L), partition -> 7, record -> taken.add(record.offset()), Duration.ZERO))
                .isTrue();
        assertThat(consumer.assignment()).isEmpty();
    }

    @Test
    void it_says_when_the_time_was_up_before_the_end() {
        assertThat(read(0, 6)).isFalse();
        assertThat(taken).hasSize(5);
    }

    @Test
    void a_record_that_does_not_fit_into_memory_ends_no_thread() {
        consumer.schedulePollTask(() -> {
            throw new OutOfMemoryError("not really");
        });

        assertThatThrownBy(() -> read(0, 3))
                .isInstanceOf(KafkaException.class)
                .hasMessage("a record does not fit into memory");
        assertThat(consumer.closed()).isTrue();
    }
}
