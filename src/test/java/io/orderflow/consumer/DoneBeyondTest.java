package io.orderflow.consumer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Base64;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoneBeyondTest {

    private static final long[] ALL = {};

    @Property(tries = 500)
    void what_is_written_is_read_again(
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE - 100_000) long committed,
            @ForAll @Size(max = 60) long[] gaps,
            @ForAll @IntRange(min = 0, max = 50) int rest,
            @ForAll @Size(max = 20) long[] gapsBefore) {
        long[] open = offsets(committed, gaps);
        long next = (open.length == 0 ? committed : open[open.length - 1] + 1) + rest;
        long[] openBefore = offsets(next, gapsBefore);
        long nextBefore = next + (openBefore.length == 0 ? 0 : openBefore[openBefore.length - 1] + 3 - next);
        DoneBeyond before = DoneBeyond.decode(next, DoneBeyond.encode(next, openBefore, nextBefore, DoneBeyond.NONE));

        DoneBeyond read = DoneBeyond.decode(committed, DoneBeyond.encode(committed, open, next, before));

        for (long offset = committed; open.length > 0 && offset < nextBefore + 10; offset++) {
            boolean isDone = offset < next ? !contains(open, offset) : before.contains(offset);
            assertThat(read.contains(offset)).as("offset %d", offset).isEqualTo(isDone);
        }
    }

    /** What is left out is left out from the end: once one that is done is missing, no later one is there. */
    @Property(tries = 100)
    void what_does_not_fit_is_left_out_from_the_end_alone(
            @ForAll long seed,
            @ForAll @LongRange(min = 0, max = 1L << 40) long committed,
            @ForAll @IntRange(min = 1, max = 100) int mostBetween,
            @ForAll @IntRange(min = 1, max = 10_000) int count) {
        long[] open = scattered(seed, committed, mostBetween, count);
        long next = open[open.length - 1] + mostBetween;

        String text = DoneBeyond.encode(committed, open, next, DoneBeyond.NONE);
        DoneBeyond read = DoneBeyond.decode(committed, text);

        assertThat(text).hasSizeLessThanOrEqualTo(DoneBeyond.MAX_LENGTH);
        assertThat(LongStream.of(open).anyMatch(read::contains)).isFalse();
        long firstMissing = firstNotContained(read, committed, open, next);
        assertThat(LongStream.range(firstMissing, next).anyMatch(read::contains))
                .as("after %d", firstMissing)
                .isFalse();
        assertThat(firstMissing == next || text.length() > DoneBeyond.MAX_LENGTH - 40)
                .as("%d characters, and not all is said", text.length())
                .isTrue();
    }

    @Test
    void nothing_beyond_is_an_empty_text() {
        assertThat(DoneBeyond.encode(7, ALL, 7, DoneBeyond.NONE)).isEmpty();
        assertThat(DoneBeyond.encode(7, ALL, 70, DoneBeyond.NONE)).isEmpty();
        assertThat(DoneBeyond.encode(7, new long[] {7, 8, 9}, 10, DoneBeyond.NONE))
                .isEmpty();
        assertThat(DoneBeyond.decode(7, "").contains(7)).isFalse();
    }

    @Test
    void runs_are_written_where_they_are_shorter_and_bits_where_these_are() {
        String run = DoneBeyond.encode(0, new long[] {0}, 1_000_000, DoneBeyond.NONE);
        String everySecond =
                DoneBeyond.encode(0, LongStream.range(0, 4_000).map(i -> 2 * i).toArray(), 8_000, DoneBeyond.NONE);

        assertThat(run).startsWith("ofl1r").hasSizeLessThan(12);
        assertThat(everySecond).startsWith("ofl1b").hasSize(5 + (1_000 * 4 + 2) / 3);
    }

    @Test
    void bits_reach_further_than_runs_that_do_not_fit() {
        long[] everySecond = LongStream.range(0, 12_000).map(i -> 2 * i).toArray();

        DoneBeyond read = DoneBeyond.decode(5, DoneBeyond.encode(5, shifted(everySecond, 5), 24_005, DoneBeyond.NONE));

        assertThat(read.contains(24_004)).isTrue();
    }

    @Test
    void of_two_that_do_not_fit_the_one_that_says_more_is_written() {
        long[] everySecond = LongStream.range(0, 20_000).map(i -> 2 * i).toArray();

        DoneBeyond read = DoneBeyond.decode(0, DoneBeyond.encode(0, everySecond, 40_000, DoneBeyond.NONE));

        assertThat(read.contains(24_001)).isTrue();
        assertThat(read.contains(39_999)).isFalse();
    }

    @Test
    void runs_reach_further_than_bits_that_do_not_fit() {
        long[] everyHundredth = LongStream.range(0, 1_500).map(i -> 100 * i).toArray();

        String text = DoneBeyond.encode(0, everyHundredth, 150_000, DoneBeyond.NONE);

        assertThat(text).startsWith("ofl1r");
        assertThat(DoneBeyond.decode(0, text).contains(149_999)).isTrue();
    }

    @Test
    void offsets_may_be_as_large_as_they_get() {
        long committed = Long.MAX_VALUE - 100;
        long[] everySecond = LongStream.range(0, 45).map(i -> committed + 2 * i).toArray();

        DoneBeyond runs = DoneBeyond.decode(
                committed, DoneBeyond.encode(committed, new long[] {committed}, committed + 90, DoneBeyond.NONE));
        String text = DoneBeyond.encode(committed, everySecond, committed + 90, DoneBeyond.NONE);
        DoneBeyond bits = DoneBeyond.decode(committed, text);

        assertThat(text).startsWith("ofl1b");
        assertThat(LongStream.range(1, 90).allMatch(i -> runs.contains(committed + i)))
                .isTrue();
        assertThat(LongStream.range(0, 90).allMatch(i -> bits.contains(committed + i) == (i % 2 == 1)))
                .isTrue();
    }

    @Test
    void bits_beyond_the_largest_offset_say_nothing() {
        byte[] all = new byte[100];
        java.util.Arrays.fill(all, (byte) 0xff);

        DoneBeyond read = DoneBeyond.decode(Long.MAX_VALUE - 8, "ofl1b" + base64(all));

        assertThat(read.contains(Long.MIN_VALUE)).isFalse();
        assertThat(read.contains(Long.MIN_VALUE + 100)).isFalse();
        assertThat(read.contains(0)).isFalse();
    }

    @Property(tries = 1_000)
    void anybodys_bytes_behind_the_mark_claim_nothing_below_the_committed_offset(
            @ForAll @LongRange(min = 0) long committed, @ForAll byte[] bytes, @ForAll boolean runs) {
        DoneBeyond read = assertTimeoutPreemptively(
                Duration.ofSeconds(1), () -> DoneBeyond.decode(committed, (runs ? "ofl1r" : "ofl1b") + base64(bytes)));

        for (long below : new long[] {Long.MIN_VALUE, -1, 0, committed / 2, committed - 1}) {
            assertThat(below < committed && read.contains(below))
                    .as("offset %d of %d", below, committed)
                    .isFalse();
        }
    }

    /** Lengths of runs that a few bytes claim to be billions. */
    @Test
    void huge_lengths_are_read_as_fast_as_small_ones() {
        byte[] huge = new byte[3_000];
        java.util.Arrays.fill(huge, (byte) 0xff);
        for (int i = 4; i < huge.length; i += 5) {
            huge[i] = 0x7f;
        }

        DoneBeyond read =
                assertTimeoutPreemptively(Duration.ofSeconds(1), () -> DoneBeyond.decode(10, "ofl1r" + base64(huge)));
        String again = assertTimeoutPreemptively(
                Duration.ofSeconds(1), () -> DoneBeyond.encode(10, new long[] {10}, 11, read));

        assertThat(again).hasSizeLessThanOrEqualTo(DoneBeyond.MAX_LENGTH);
    }

    @Test
    void lengths_that_overflow_say_nothing() {
        byte[] most = {-1, -1, -1, -1, -1, -1, -1, -1, 0x7f, 1};
        byte[] tooLong = {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 1};

        byte[] mostAfterOne = {1, -1, -1, -1, -1, -1, -1, -1, -1, 0x7f};

        assertThat(DoneBeyond.decode(10, "ofl1r" + base64(most)).contains(Long.MIN_VALUE + 9))
                .isFalse();
        assertThat(DoneBeyond.decode(10, "ofl1r" + base64(mostAfterOne)).contains(11))
                .isFalse();
        assertThat(DoneBeyond.decode(10, "ofl1r" + base64(tooLong)).contains(11))
                .isFalse();
        assertThat(DoneBeyond.decode(10, "ofl1r" + base64(new byte[] {1, 1, 1})).contains(11))
                .as("a run without its length: none of the text is believed")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ofl1r!!!!",
                "ofl1b=",
                "ofl1rA",
                "ofl1",
                "ofl1xAQE",
                "ofl2rAQE",
                "OFL1RAQE",
                " ofl1rAQE",
                "{\"host\":\"worker-1\"}",
                "AQE",
                "\u0000\u0001",
                "ofl1r\u00e4\u20ac"
            })
    void text_of_another_program_says_nothing(String metadata) {
        DoneBeyond read = DoneBeyond.decode(0, metadata);

        assertThat(LongStream.range(0, 100).anyMatch(read::contains)).isFalse();
    }

    @Property(tries = 500)
    void any_text_is_read_without_a_failure(@ForAll String text, @ForAll byte[] bytes) {
        DoneBeyond.decode(3, text);
        DoneBeyond.decode(3, "ofl1r" + text);
        DoneBeyond.decode(3, "ofl1b" + new String(bytes, ISO_8859_1));
    }

    @Test
    void no_text_says_nothing() {
        assertThat(DoneBeyond.decode(0, null).contains(0)).isFalse();
    }

    private static long[] offsets(long first, long[] gaps) {
        long[] offsets = new long[gaps.length];
        long offset = first;
        for (int i = 0; i < gaps.length; i++) {
            offsets[i] = offset;
            offset += 1 + Math.floorMod(gaps[i], 40);
        }
        return offsets;
    }

    private static long[] scattered(long seed, long first, int mostBetween, int count) {
        Random random = new Random(seed);
        long[] offsets = new long[count];
        long offset = first;
        for (int i = 0; i < count; i++) {
            offsets[i] = offset;
            offset += 1 + random.nextInt(mostBetween);
        }
        return offsets;
    }

    private static long firstNotContained(DoneBeyond read, long committed, long[] open, long next) {
        int at = 0;
        for (long offset = committed; offset < next; offset++) {
            if (at < open.length && open[at] == offset) {
                at++;
            } else if (!read.contains(offset)) {
                return offset;
            }
        }
        return next;
    }

    private static long[] shifted(long[] offsets, long by) {
        return LongStream.of(offsets).map(offset -> offset + by).toArray();
    }

    private static boolean contains(long[] offsets, long offset) {
        return LongStream.of(offsets).anyMatch(each -> each == offset);
    }

    private static String base64(byte[] bytes) {
        return new String(Base64.getUrlEncoder().withoutPadding().encode(bytes), US_ASCII);
    }

    @Test
    void what_is_done_beyond_the_commit_is_counted() {
        // 10 and 15 are open of those that were given out up to 20
        String metadata = DoneBeyond.encode(10, new long[] {10, 15}, 20, DoneBeyond.NONE);

        assertThat(RecordConsumer.doneBeyond(10, metadata).count()).isEqualTo(8);
        assertThat(RecordConsumer.doneBeyond(10, metadata).contains(15)).isFalse();
        assertThat(RecordConsumer.doneBeyond(10, "somebody else's").count()).isZero();
    }
}
