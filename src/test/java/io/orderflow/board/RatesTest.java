package io.orderflow.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RatesTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong in = new AtomicLong(100);
    private final AtomicLong out = new AtomicLong();
    private final Rates rates = new Rates(in::get, out::get, nanos::get);

    private void after(double seconds, long ins, long outs) {
        nanos.addAndGet((long) (seconds * 1e9));
        in.addAndGet(ins);
        out.addAndGet(outs);
        rates.sample();
    }

    @Test
    void a_rate_is_what_came_since_the_last_sample_by_the_time_that_went_by() {
        after(1, 10, 4);
        after(2, 10, 0);

        assertThat(rates.in()).isEqualTo(5);
        assertThat(rates.out()).isZero();
    }

    @Test
    void what_comes_right_after_a_sample_counts_with_the_next_one() {
        after(1, 10, 4);
        after(0.001, 10, 4);
        assertThat(rates.in()).isEqualTo(10);

        after(0.999, 0, 0);
        assertThat(rates.in()).isEqualTo(10);
        assertThat(rates.out()).isEqualTo(4);
    }
}
