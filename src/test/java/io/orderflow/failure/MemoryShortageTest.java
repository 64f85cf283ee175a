package io.orderflow.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryShortageTest {

    @Test
    void a_heap_that_was_full_is_known_for_a_while_at_whatever_depth_it_was_said() {
        MemoryShortage.look(null);
        MemoryShortage.look(new IllegalStateException("a request failed", new OutOfMemoryError("Java heap space")));

        assertThat(MemoryShortage.wasSeenLately()).isTrue();
    }
}
