package io.orderflow.consumer;

import static io.orderflow.consumer.Records.PARTITION;
import static io.orderflow.consumer.Records.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class PartitionProgressTest {

    private static final int MANY = 100_000;
    private static final long BYTES = Long.MAX_VALUE;

    private final List<PolledRecord> taken = new ArrayList<>();

    @Test
    void what_is_done_without_a_gap_is_committed() {
        PartitionProgress progress = progress(committed(10, ""));
        take(progress, 10, 15);

        done(10, 11, 13);

        assertThat(progress.toCommit(true).offset()).isEqualTo(12);
        assertThat(progress.held()).isEqualTo(2);
    }

    @Test
    void the_metadata_belongs_to_the_very_offset_that_is_committed_with_it() {
        PartitionProgress progress = progress(committed(10, ""));
        take(progress, 10, 20);
        for (long offset : new long[] {12, 10, 17, 11, 15}) {
            done(offset);
            OffsetAndMetadata position = progress.toCommit(true);
            DoneBeyond beyond = DoneBeyond.decode(position.offset(), position.metadata());
            for (long each = position.offset(); each < 25; each++) {
                assertThat(beyond.contains(each))
                        .as("offset %d, committed %d", each, position.offset())
                        .isEqualTo(each < 20 && of(each).isDone());
            }
            progress.committed(position);
        }
    }

    @Test
    void what_another_owner_has_done_and_was_not_polled_again_is_not_forgotten() {
        OffsetAndMetadata others = committed(10, DoneBeyond.encode(10, new long[] {10, 13, 50}, 60, DoneBeyond.NONE));
        PartitionProgress progress = progress(others);
        take(progress, 10, 14);
        done(10);

        OffsetAndMetadata position = progress.toCommit(true);
        DoneBeyond beyond = DoneBeyond.decode(position.offset(), position.metadata());

        assertThat(position.offset()).isEqualTo(13);
        assertThat(taken).extracting(each -> each.record().offset()).containsExactly(10L, 13L);
        assertThat(LongStream.range(14, 50).allMatch(beyond::contains)).isTrue();
        assertThat(beyond.contains(50)).isFalse();
        assertThat(LongStream.range(51, 60).allMatch(beyond::contains)).isTrue();
    }

    @Test
    void what_another_owner_has_done_right_after_the_last_polled_is_kept_when_all_is_done() {
        PartitionProgress progress =
                progress(committed(10, DoneBeyond.encode(10, new long[] {10, 12}, 20, DoneBeyond.NONE)));
        take(progress, 10, 11);
        done(10);

        OffsetAndMetadata position = progress.toCommit(true);

        assertThat(position.offset()).isEqualTo(11);
        DoneBeyond beyond = DoneBeyond.decode(11, position.metadata());
        assertThat(beyond.contains(11)).isTrue();
        assertThat(beyond.contains(12)).isFalse();
        assertThat(beyond.contains(13)).isTrue();
    }

    @Test
    void a_record_that_was_done_is_known_as_such() {
        PartitionProgress progress =
                progress(committed(10, DoneBeyond.encode(10, new long[] {10, 12}, 14, DoneBeyond.NONE)));

        assertThat(LongStream.range(8, 16).filter(progress::wasDone)).containsExactly(8L, 9L, 11L, 13L);
    }

    @Test
    void where_nothing_is_new_nothing_is_committed() {
        PartitionProgress progress = progress(committed(10, ""));
        assertThat(progress.toCommit(true)).isNull();
        take(progress, 10, 12);
        assertThat(progress.toCommit(true)).isNull();
        done(10);
        progress.committed(progress.toCommit(true));
        assertThat(progress.toCommit(true)).isNull();
    }

    @Test
    void a_group_without_an_offset_commits_none_before_it_has_polled() {
        PartitionProgress progress = progress(null);

        assertThat(progress.toCommit(true)).isNull();
        assertThat(progress.done()).isEqualTo(-1);
        progress.polledUpTo(5);
        assertThat(progress.toCommit(true)).isEqualTo(new OffsetAndMetadata(5, ""));
    }

    @Test
    void a_commit_that_was_refused_is_wanted_again() {
        PartitionProgress progress = progress(committed(10, ""));
        take(progress, 10, 12);
        done(10);

        assertThat(progress.toCommit(false)).isEqualTo(progress.toCommit(false)).isNotNull();
    }

    @Test
    void beyond_an_offset_that_waits_it_commits_at_once_only_when_asked_to() {
        PartitionProgress progress = progress(committed(10, ""));
        take(progress, 10, 12);
        done(11);

        assertThat(progress.toCommit(false)).isNull();
        assertThat(progress.toCommit(true)).isNotNull();
    }

    @Test
    void gaps_between_the_offsets_are_no_records_to_wait_for() {
        PartitionProgress progress = progress(committed(0, ""));
        take(progress, 3, 4);
        take(progress, 9, 10);
        progress.polledUpTo(20);
        assertThat(progress.done()).isEqualTo(3);
        done(3);
        assertThat(progress.done()).isEqualTo(9);
        done(9);
        assertThat(progress.toCommit(true).offset()).isEqualTo(20);
    }

    @Test
    void it_is_full_at_so_many_records_and_no_more_when_some_are_done() {
        PartitionProgress progress = progress(committed(0, ""));
        take(progress, 0, 9);
        assertThat(progress.isFull(10, BYTES)).isFalse();
        take(progress, 9, 10);
        assertThat(progress.isFull(10, BYTES)).isTrue();
        done(5);
        await().until(() -> !progress.isFull(10, BYTES));
        assertThat(progress.done()).isZero();
    }

    @Test
    void it_is_full_at_so_many_bytes_and_no_more_when_some_are_done() {
        PartitionProgress progress = progress(committed(0, ""));
        take(progress, 0, 10);
        long all = taken.stream().mapToLong(PolledRecord::bytes).sum();
        assertThat(progress.isFull(MANY, all + 1)).isFalse();
        assertThat(progress.isFull(MANY, all)).isTrue();
        done(5);
        await().until(() -> !progress.isFull(MANY, all));
        done(0, 1);
        progress.done();
        assertThat(progress.isFull(MANY, all - 3 * taken.get(0).bytes())).isTrue();
        assertThat(progress.isFull(MANY, all - 3 * taken.get(0).bytes() + 1)).isFalse();
    }

    @Test
    void one_record_larger_than_the_bound_is_taken_and_bars_the_next() {
        PartitionProgress progress = progress(committed(0, ""));
        assertThat(progress.isFull(MANY, 1)).isFalse();
        take(progress, 0, 1);
        assertThat(progress.isFull(MANY, 1)).isTrue();
        done(0);
        assertThat(progress.isFull(MANY, 1)).isFalse();
    }

    @Test
    void it_is_full_well_before_the_metadata_is_and_goes_on_when_that_has_shrunk() {
        PartitionProgress progress = progress(committed(0, ""));
        long next = 0;
        while (!progress.isFull(MANY, BYTES)) {
            take(progress, next, next + 500);
            next += 500;
            taken.stream().filter(record -> record.record().offset() % 3 != 0).forEach(record -> record.end(true));
            progress.committed(progress.toCommit(true));
        }
        OffsetAndMetadata full = progress.toCommit(true) == null ? null : progress.toCommit(true);
        assertThat(full).isNull();
        assertThat(next).isBetween(10_000L, 24_000L);

        taken.stream().filter(record -> record.record().offset() != 0).forEach(record -> record.end(true));
        OffsetAndMetadata shrunk = progress.toCommit(true);
        assertThat(shrunk.offset()).isZero();
        assertThat(shrunk.metadata()).hasSizeLessThan(20);
        progress.committed(shrunk);
        assertThat(progress.isFull(MANY, BYTES)).isFalse();
    }

    @Test
    void a_stuck_record_alone_never_fills_the_metadata() {
        PartitionProgress progress = progress(committed(0, ""));
        take(progress, 0, 200_000);
        taken.stream().skip(1).forEach(record -> record.end(true));

        progress.committed(progress.toCommit(true));

        assertThat(progress.isFull(MANY, BYTES)).isFalse();
    }

    @Test
    void long_metadata_of_another_program_bars_no_record() {
        PartitionProgress progress = progress(committed(0, "x".repeat(4_000)));
        take(progress, 0, 2);
        done(1);

        progress.committed(progress.toCommit(true));

        assertThat(progress.isFull(MANY, BYTES)).isFalse();
    }

    private static PartitionProgress progress(OffsetAndMetadata committed) {
        return new PartitionProgress("a-group", PARTITION, committed);
    }

    private static OffsetAndMetadata committed(long offset, String metadata) {
        return new OffsetAndMetadata(offset, metadata);
    }

    private void take(PartitionProgress progress, long from, long to) {
        for (long offset = from; offset < to; offset++) {
            if (!progress.wasDone(offset)) {
                taken.add(progress.take(record(PARTITION, offset, "key", "a value")));
            }
        }
        progress.polledUpTo(to);
    }

    private PolledRecord of(long offset) {
        return taken.stream()
                .filter(record -> record.record().offset() == offset)
                .findFirst()
                .orElseThrow();
    }

    private void done(long... offsets) {
        LongStream.of(offsets).mapToObj(this::of).forEach(record -> record.end(true));
    }
}
