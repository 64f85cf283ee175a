package io.orderflow.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemorySizeTest {

    private static final long MB = 1 << 20;

    @Test
    void as_many_are_remembered_as_a_quarter_of_the_heap_can_hold() {
        assertThat(MemorySize.fitting(1_000_000, 3, 512 * MB)).isEqualTo(1_000_000);
        assertThat(MemorySize.fitting(1_000_000, 3, 128 * MB)).isBetween(400_000, 500_000);
        assertThat(MemorySize.fitting(100_000_000, 100_000, 128 * MB)).isPositive();
    }
}
