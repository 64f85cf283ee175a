package io.orderflow.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TooLargeRecordTest {

    private static final TopicPartition ONE = new TopicPartition("orders", 0);
    private static final TopicPartition OTHER = new TopicPartition("orders", 1);
    private static final Set<TopicPartition> BOTH = Set.of(ONE, OTHER);

    private final Throwable cause = new IllegalStateException(new OutOfMemoryError("not really"));
    private long now = Long.MAX_VALUE - 1_000;
    private final TooLargeRecord record = new TooLargeRecord(() -> now);

    @Test
    void the_partition_at_whose_place_all_ended_is_set_apart() {
        record.ended(cause, Map.of(ONE, 5L, OTHER, 7L));
        record.ended(cause, Map.of(ONE, 6L, OTHER, 7L));
        assertThat(record.sentence()).isNull();
        assertThat(record.apart(BOTH)).isEmpty();
        assertThat(record.isSought()).isTrue();

        record.ended(cause, Map.of(ONE, 9L, OTHER, 7L));

        assertThat(record.apart(BOTH)).containsExactly(OTHER);
        assertThat(record.apart(Set.of(ONE))).isEmpty();
        assertThat(record.sentence())
                .startsWith("A record at orders : partition 1 : offset 7 or soon behind it does not fit into memory;");
    }

    @Test
    void what_ends_it_for_another_reason_or_where_nothing_is_known_sets_nothing_apart() {
        assertThat(record.isSought()).isFalse();
        record.ended(cause, Map.of(ONE, 5L));
        record.ended(cause, Map.of(ONE, 5L));
        record.ended(new IllegalStateException(), Map.of(ONE, 5L));
        record.ended(cause, Map.of(ONE, 5L));
        record.over();
        for (int i = 0; i < 9; i++) {
            record.ended(cause, Map.of());
        }

        assertThat(record.sentence()).isNull();
    }

    @Test
    void it_is_read_again_after_pauses_that_double_up_to_five_minutes() {
        endAt(Map.of(ONE, 5L));
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            pauses.add(secondsUntilTried(ONE));
            record.ended(cause, Map.of(ONE, 5L));
        }

        assertThat(pauses).containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L);
    }

    @Test
    void of_several_that_may_be_it_one_after_the_other_is_read_again() {
        endAt(Map.of(ONE, 5L, OTHER, 7L));
        assertThat(record.sentence())
                .contains("at orders : partition 0 : offset 5, or orders : partition 1 : offset 7 or soon");
        after(5);
        Set<TopicPartition> waits = record.apart(BOTH);
        assertThat(waits).hasSize(1);
        TopicPartition tried = waits.contains(ONE) ? OTHER : ONE;

        record.read(waits);
        assertThat(record.apart(BOTH)).isEqualTo(waits);
        record.read(BOTH);
        assertThat(record.sentence()).doesNotContain("partition " + tried.partition());
        assertThat(record.apart(BOTH)).isEmpty();

        record.ended(cause, Map.of(ONE, 5L, OTHER, 7L));
        assertThat(record.apart(BOTH)).isEqualTo(waits);
    }

    @Test
    void what_is_read_again_for_a_while_without_an_end_or_is_another_members_is_not_it() {
        endAt(Map.of(ONE, 5L, OTHER, 7L));
        after(5);
        assertThat(record.apart(BOTH)).hasSize(1);
        after(11);
        assertThat(record.apart(BOTH)).isEmpty();
        after(11);
        assertThat(record.apart(BOTH)).isEmpty();
        assertThat(record.sentence()).isNull();

        endAt(Map.of(ONE, 5L));
        after(5);
        assertThat(record.apart(Set.of())).isEmpty();
        assertThat(record.sentence()).isNotNull();
        assertThat(record.apart(Set.of(OTHER))).isEmpty();
        assertThat(record.sentence()).isNull();
    }

    @Test
    void a_second_one_is_found_beside_the_first() {
        endAt(Map.of(ONE, 5L));
        endAt(Map.of(ONE, 5L, OTHER, 7L));

        assertThat(record.apart(BOTH)).isEqualTo(BOTH);
    }

    @Test
    void where_it_lies_in_what_is_read_back_that_is_left() {
        endAt(Map.of(ONE, 5L));

        assertThat(record.isReadBack(ONE, 0, 5)).isFalse();
        assertThat(record.isReadBack(ONE, 6, 9)).isFalse();
        assertThat(record.isReadBack(OTHER, 0, 9)).isFalse();
        assertThat(record.apart(BOTH)).containsExactly(ONE);
        assertThat(record.isReadBack(ONE, 0, 6)).isTrue();
        assertThat(record.apart(BOTH)).isEmpty();
        assertThat(record.sentence()).isNull();
        assertThat(record.isSought()).isFalse();
    }

    private void endAt(Map<TopicPartition, Long> standing) {
        for (int i = 0; i < 3; i++) {
            record.ended(cause, standing);
        }
    }

    private long secondsUntilTried(TopicPartition partition) {
        long seconds = 0;
        while (record.apart(BOTH).contains(partition)) {
            after(1);
            seconds++;
        }
        return seconds;
    }

    private void after(long seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }
}
