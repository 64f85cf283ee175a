package io.orderflow.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** How far a walk through polled records came. */
class RecordsInHandTest {

    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);

    /** Offsets 5, 6 and 9: what is between was deleted; after 9 a marker of a transaction, so that 11 is next. */
    private final ConsumerRecords<Object, Object> polled = new ConsumerRecords<>(
            Map.of(PARTITION, List.of(record(5), record(6), record(9))), Map.of(PARTITION, new OffsetAndMetadata(11)));

    private final RecordsInHand records = new RecordsInHand(polled, Duration.ofHours(1));

    private final Iterator<ConsumerRecord<Object, Object>> walk =
            records.records(PARTITION).iterator();

    @Test
    void before_the_walk_nothing_is_done() {
        assertThat(position()).isEqualTo(5);
        assertThat(records.rest().records(PARTITION)).hasSize(3);
    }

    @Test
    void where_the_walk_stops_the_records_before_are_done() {
        walk.next();
        walk.next();

        assertThat(records.done()).isEqualTo(2);
        assertThat(position()).isEqualTo(9);
        assertThat(records.rest().records(PARTITION))
                .extracting(ConsumerRecord::offset)
                .containsExactly(9L);
    }

    @Test
    void a_whole_walk_ends_at_the_position_of_the_poll() {
        walk.forEachRemaining(record -> {});

        assertThat(position()).isEqualTo(11);
        assertThat(records.rest().isEmpty()).isTrue();
    }

    @Test
    void at_a_failed_record_the_walk_ends_and_the_partition_goes_on_with_it() {
        walk.next();
        walk.next();

        assertThat(records.fail().offset()).isEqualTo(6);
        assertThat(walk.hasNext()).isFalse();
        assertThat(position()).isEqualTo(6);
        assertThat(records.hasFailed(PARTITION)).isTrue();
        assertThat(records.rest().isEmpty()).isTrue();
    }

    @Test
    void a_failed_last_record_is_not_done() {
        walk.forEachRemaining(record -> {});
        records.fail();

        assertThat(position()).isEqualTo(9);
        assertThat(records.hasFailed(PARTITION)).isTrue();
    }

    @Test
    void when_its_time_is_over_the_walk_ends_and_goes_on_with_the_next_poll() {
        RecordsInHand none = new RecordsInHand(polled, Duration.ZERO);

        assertThat(none.records(PARTITION).iterator().hasNext()).isFalse();
        assertThat(none.position(PARTITION).offset()).isEqualTo(5);
        assertThat(none.rest().records(PARTITION)).hasSize(3);
        assertThat(none.done()).isZero();
    }

    private long position() {
        return records.position(PARTITION).offset();
    }

    private static ConsumerRecord<Object, Object> record(long offset) {
        return new ConsumerRecord<>("orders", 0, offset, null, null);
    }
}
