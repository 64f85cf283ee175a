package io.orderflow.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class NewestRecordsTest {

    private final NewestRecords records = new NewestRecords();

    private static ConsumerRecord<byte[], byte[]> record(long offset, int size) {
        return new ConsumerRecord<>(
                "orders",
                0,
                offset,
                5 * offset,
                TimestampType.CREATE_TIME,
                -1,
                size,
                null,
                null,
                new RecordHeaders(),
                Optional.empty());
    }

    @Test
    void where_all_have_room_the_look_reaches_its_end() {
        for (int i = 100; i < 1_000; i++) {
            records.look(record(i, 1_000), i % 3 == 0);
        }

        assertThat(records.all()).hasSize(300);
        assertThat(records.reached(100)).isEqualTo(100);
        assertThat(records.looked()).isEqualTo(900);
        assertThat(records.oldest()).isEqualTo(500);
    }

    @Test
    void of_many_the_newest_thousand_are_kept_and_the_look_ends_there() {
        for (int i = 0; i < 10_000; i++) {
            records.look(record(i, 10), i % 2 == 0);
        }

        assertThat(records.all()).hasSize(1_000);
        assertThat(records.all().get(999).offset()).isEqualTo(9_998);
        assertThat(records.reached(0)).isEqualTo(8_000);
        assertThat(records.looked()).isEqualTo(2_000);
        assertThat(records.oldest()).isEqualTo(40_000);
    }

    @Test
    void of_large_ones_two_megabytes_are_kept_and_one_at_least() {
        for (int i = 0; i < 10; i++) {
            records.look(record(i, 900_000), true);
        }
        assertThat(records.all()).extracting(ConsumerRecord::offset).containsExactly(8L, 9L);
        records.look(record(10, 30_000_000), true);
        assertThat(records.all()).extracting(ConsumerRecord::offset).containsExactly(10L);
        assertThat(records.reached(0)).isEqualTo(10);
        assertThat(records.looked()).isEqualTo(1);
    }

    @Test
    void their_headers_take_room_as_well() {
        for (int i = 0; i < 10; i++) {
            ConsumerRecord<byte[], byte[]> record = record(i, 10);
            record.headers().add("a", new byte[900_000]);
            records.look(record, true);
        }
        assertThat(records.all()).extracting(ConsumerRecord::offset).containsExactly(8L, 9L);
    }
}
