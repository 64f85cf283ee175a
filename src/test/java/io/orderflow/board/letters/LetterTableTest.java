package io.orderflow.board.letters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LetterTableTest {

    /** As a map knows them. */
    @Test
    void letters_are_added_and_forgotten_at_any_pace_and_those_that_are_kept_stay_as_they_were() {
        Random random = new Random(5);
        LetterTable table = new LetterTable(7);
        TreeMap<Long, Integer> known = new TreeMap<>();
        long next = 7;
        for (int round = 0; round < 300; round++) {
            for (int i = random.nextInt(1_500); i > 0; i--) {
                next += random.nextInt(10) == 0 ? 1 + random.nextInt(3) : 0;
                int group = random.nextInt(30_000);
                table.add(next, group, 2 * next, 3 * next);
                known.put(next++, group);
            }
            long first = Math.max(table.first(), next - random.nextInt(8_000));
            if (random.nextInt(20) == 0) {
                // the topic has lost what was not read yet
                first = next + random.nextInt(50);
                next = first;
            }
            table.forgetBefore(first);
            known.headMap(first).clear();

            assertThat(table.first()).isEqualTo(first);
            assertThat(table.next()).isEqualTo(known.isEmpty() ? first : known.lastKey() + 1);
            for (long offset = first - 3; offset < next + 3; offset++) {
                assertThat(table.has(offset)).isEqualTo(known.containsKey(offset));
            }
            known.forEach((offset, group) -> {
                assertThat(table.group(offset)).isEqualTo(group);
                assertThat(table.time(offset)).isEqualTo(2 * offset);
                assertThat(table.origin(offset)).isEqualTo(3 * offset);
            });
            assertThat(table.since()).isEqualTo(known.isEmpty() ? 0 : 2 * known.firstKey());
            AtomicLong found = new AtomicLong(-1);
            table.find(new long[] {3 * next - 3}, found::set);
            assertThat(found.get()).isEqualTo(known.containsKey(next - 1) ? next - 1 : -1);
        }
    }

    @Test
    void what_is_kept_of_letters_is_a_million_or_what_a_small_part_of_the_heap_has_room_for() {
        assertThat(LetterDesk.mostOfAPartition(3, 4L << 30)).isEqualTo(1_000_000);
        assertThat(3 * 19 * LetterDesk.mostOfAPartition(3, 128 << 20)).isBetween(7L << 20, 8L << 20);
        assertThat(LetterDesk.mostOfAPartition(0, 1L << 30)).isEqualTo(1_000_000);
    }
}
