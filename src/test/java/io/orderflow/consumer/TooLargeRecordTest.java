package io.orderflow.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TooLargeRecordTest {

    private static final TopicPartition ONE = new TopicPartition("orders", 0);
    private static final TopicPartition OTHER = new TopicPartition("orders", 1);

    private final TooLargeRecord record = new TooLargeRecord();
    private final Throwable cause = new IllegalStateException(new OutOfMemoryError("not really"));

    @Test
    void the_place_is_the_one_at_which_all_ended() {
        assertThat(record.note(cause, Map.of(ONE, 5L, OTHER, 7L))).isNull();
        assertThat(record.note(cause, Map.of(ONE, 6L, OTHER, 7L))).isNull();
        assertThat(record.note(cause, Map.of(ONE, 9L, OTHER, 7L)))
                .startsWith("A record at orders : partition 1 : offset 7 or soon behind it does not fit into memory");
        assertThat(record.note(cause, Map.of(ONE, 9L, OTHER, 8L))).isNull();
    }

    @Test
    void what_ends_it_for_another_reason_or_where_nothing_is_known_names_no_place() {
        record.note(cause, Map.of(ONE, 5L));
        record.note(cause, Map.of(ONE, 5L));
        assertThat(record.note(new IllegalStateException(), Map.of(ONE, 5L))).isNull();
        assertThat(record.note(cause, Map.of(ONE, 5L))).isNull();

        assertThat(IntStream.range(0, 9).mapToObj(i -> record.note(cause, Map.of())))
                .containsOnlyNulls();
    }

    @Test
    void the_pauses_grow_up_to_half_a_minute() {
        assertThat(IntStream.range(0, 9).mapToObj(i -> {
                    record.note(cause, Map.of(ONE, 5L));
                    return record.pause();
                }))
                .containsExactly(seconds(1, 1, 2, 4, 8, 16, 30, 30, 30));
        record.over();
        assertThat(record.pause()).hasSeconds(1);
    }

    private static Duration[] seconds(long... seconds) {
        return IntStream.range(0, seconds.length)
                .mapToObj(i -> Duration.ofSeconds(seconds[i]))
                .toArray(Duration[]::new);
    }
}
