package io.orderflow.board.letters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderflow.kafka.DeadLetterHeaders;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two partitions: letters at the times 1, 3 and 4 in the first one, and 2, 3 and 5 in the second one. */
class LetterIndexTest {

    private static final LetterIndex.Selection ANY = new LetterIndex.Selection(null, null);

    private final LetterIndex index = new LetterIndex("orders");

    @BeforeEach
    void add() {
        index.next(0, 0);
        index.next(1, 0);
        long[][] times = {{1, 3, 4}, {2, 3, 5}};
        for (int partition = 0; partition < times.length; partition++) {
            for (int offset = 0; offset < times[partition].length; offset++) {
                index.add(letter(partition, offset, times[partition][offset]));
            }
        }
    }

    private static ConsumerRecord<byte[], byte[]> letter(int partition, long offset, long time) {
        return letter(partition, offset, time, new RecordHeaders());
    }

    private static ConsumerRecord<byte[], byte[]> letter(int partition, long offset, long time, Headers headers) {
        return new ConsumerRecord<>(
                "dead",
                partition,
                offset,
                time,
                TimestampType.CREATE_TIME,
                0,
                0,
                null,
                null,
                headers,
                Optional.empty());
    }

    /** Of a record of a topic. */
    private static RecordHeaders of(String topic, int partition, long offset, String timestamp) {
        return new RecordHeaders(List.of(
                header(DeadLetterHeaders.TOPIC, topic),
                header(DeadLetterHeaders.PARTITION, partition),
                header(DeadLetterHeaders.OFFSET, offset),
                header(DeadLetterHeaders.TIMESTAMP, timestamp)));
    }

    private static Header header(String name, Object value) {
        return new RecordHeader(name, value.toString().getBytes(UTF_8));
    }

    private List<String> newest(LetterIndex.Selection selection, int count, Map<Integer, Long> before) {
        return index.newest(selection, count, before).stream()
                .map(LetterId::toString)
                .toList();
    }

    @Test
    void the_newest_of_all_partitions_come_first_page_by_page() {
        assertThat(newest(ANY, 10, Map.of())).containsExactly("1-2", "0-2", "0-1", "1-1", "1-0", "0-0");
        assertThat(newest(ANY, 2, Map.of())).containsExactly("1-2", "0-2");
        assertThat(newest(ANY, 2, Map.of(1, 2L, 0, 2L))).containsExactly("0-1", "1-1");
    }

    @Test
    void the_letters_of_a_record_are_found_by_its_place_and_time() {
        index.add(letter(0, 3, 6, of("orders", 2, 41, "5")));
        index.add(letter(1, 3, 7, of("orders", 2, 41, "5")));
        index.add(letter(0, 4, 8, of("others", 2, 42, "5")));
        index.add(letter(0, 5, 9, of("orders", 2, 43, "no time")));
        index.add(letter(0, 6, 9, of("orders", 2, 44, "5")));

        long wanted = Origin.of(2, 41, 5);
        assertThat(index.of(LongStream.of(
                        Origin.of(2, 44, 4), wanted, Origin.of(2, 42, 5), Origin.of(2, 43, 5), Origin.of(1, 41, 5))))
                .isEqualTo(Map.of(wanted, List.of(new LetterId(0, 3), new LetterId(1, 3))));
    }

    @Test
    void letters_are_selected_by_what_became_of_them() {
        index.become(new LetterId(0, 2), new LetterAction(LetterState.SET_ASIDE, "anna", 9, "why", 4, "owner"));
        assertThat(newest(new LetterIndex.Selection(LetterState.SET_ASIDE, null), 10, Map.of()))
                .containsExactly("0-2");
        assertThat(newest(new LetterIndex.Selection(LetterState.OPEN, null), 2, Map.of()))
                .containsExactly("1-2", "0-1");
        assertThat(index.groups()).singleElement().satisfies(group -> {
            assertThat(group.open()).isEqualTo(5);
            assertThat(group.counts()).containsEntry(LetterState.SET_ASIDE, 1L).containsEntry(LetterState.MENDED, 0L);
            assertThat(newest(new LetterIndex.Selection(null, group.id()), 1, Map.of()))
                    .containsExactly("1-2");
        });
    }
}
