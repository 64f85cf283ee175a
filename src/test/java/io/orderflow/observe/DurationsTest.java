package io.orderflow.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DurationsTest {

    private final AtomicLong now = new AtomicLong();
    private final Durations durations = new Durations(16, now::get);

    /** @return for how many the counted ones stand */
    private int pass(int count) {
        int weight = 0;
        for (int i = 0; i < count; i++) {
            if (durations.isWanted()) {
                weight += durations.weight();
                durations.add(TimeUnit.MICROSECONDS.toNanos(5));
            }
        }
        return weight;
    }

    private long counted() {
        long sum = 0;
        for (long count : durations.counts()) {
            sum += count;
        }
        return sum;
    }

    @Test
    void those_that_are_counted_stand_for_all() {
        assertThat(pass(17_000)).isCloseTo(17_000, within(16));
        assertThat(counted()).isEqualTo(2_000);
    }

    @Test
    void as_many_are_counted_each_in_the_next_second() {
        pass(5_000);
        long before = counted();
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        pass(16);
        assertThat(pass(500)).isEqualTo(500);
        assertThat(counted() - before).isBetween(501L, 516L);
    }
}
