package io.orderflow.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The last ids, and only those. */
class RecentIdsTest {

    /** Beside a plain queue. */
    @Property
    void it_remembers_what_a_plain_queue_of_the_same_length_does(
            @ForAll @IntRange(min = 1, max = 40) int capacity, @ForAll List<@IntRange(max = 60) Integer> numbers) {
        RecentIds ids = new RecentIds(capacity);
        Deque<String> model = new ArrayDeque<>();
        for (int number : numbers) {
            String id = "id " + number;
            boolean isNew = !model.contains(id);
            assertThat(ids.add(id)).isEqualTo(isNew);
            if (isNew) {
                model.addLast(id);
                if (model.size() > capacity) {
                    model.removeFirst();
                }
            }
            assertThat(ids.size()).isEqualTo(model.size());
        }
        for (int i = 0; i <= 60; i++) {
            assertThat(ids.contains("id " + i)).isEqualTo(model.contains("id " + i));
        }
    }

    @Test
    void a_million_ids_are_remembered_and_the_one_before_them_forgotten() {
        int capacity = 1_000_000;
        RecentIds ids = new RecentIds(capacity);
        for (int i = 0; i <= 2 * capacity; i++) {
            assertThat(ids.add("order-" + i)).isTrue();
        }
        assertThat(ids.size()).isEqualTo(capacity);
        assertThat(ids.contains("order-" + capacity)).isFalse();
        for (int i = capacity + 1; i <= 2 * capacity; i++) {
            assertThat(ids.contains("order-" + i)).isTrue();
        }
    }

    @Test
    void ids_that_differ_in_case_or_length_only_are_different() {
        RecentIds ids = new RecentIds(10);
        for (String id : List.of("a", "A", "a ", "ä", "🥞", "", "aa")) {
            assertThat(ids.add(id)).isTrue();
            assertThat(ids.add(id)).isFalse();
        }
    }
}
