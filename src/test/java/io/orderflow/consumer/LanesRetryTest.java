package io.orderflow.consumer;

import static io.orderflow.consumer.Records.polled;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A record that has failed waits, and its key with it. */
class LanesRetryTest extends LanesRun {

    private final PolledRecord a3 = polled(3, "a");

    @Test
    void a_key_whose_record_has_failed_waits_alone() {
        add(a1, a2, b1);
        fail(taken(), FAILED);
        Batch second = taken();

        assertThat(second.next()).isSameAs(b1);
        assertThat(lanes.take(new Batch())).isFalse();
        add(a3);
        assertThat(lanes.take(new Batch())).isFalse();
        LaneState.Waiting waiting = lanes.state(10).waiting().get(0);
        assertThat(waiting.record()).isSameAs(a1);
        assertThat(waiting.behind()).isEqualTo(2);
        assertThat(waiting.retry().failures()).isEqualTo(1);
    }

    @Test
    void a_failed_record_comes_again_when_its_pause_is_over_and_those_behind_it_after_it() {
        add(a1, a2, b1);
        fail(taken(), FAILED_SHORTLY);
        lanes.pollTimeout(HOUR);

        Batch again = taken();
        PolledRecord record = again.next();
        assertThat(record).isSameAs(a1);
        assertThat(record.lane.retry().failures()).isEqualTo(1);
        assertThat(again.next()).isNull();
        lanes.failed(again, record, FAILED_SHORTLY);
        lanes.finish(again);
        assertThat(record.lane.retry().failures()).isEqualTo(2);

        lanes.pollTimeout(HOUR);
        again = taken();
        assertThat(again.next()).isSameAs(a1);
        lanes.succeeded(a1);
        lanes.finish(again);
        Batch next = taken();
        assertThat(next.next()).isSameAs(a2);
        assertThat(a2.lane.retry()).isNull();
    }

    @Test
    void those_that_the_batch_had_taken_already_wait_behind_the_failed_one() {
        add(a1, b1, a2, c1, a3, b2);
        Batch batch = taken(8);

        assertThat(batch.next()).isSameAs(a1);
        lanes.failed(batch, a1, FAILED_SHORTLY);
        assertThat(all(batch)).containsExactly(b1, c1, b2);
        lanes.finish(batch);

        lanes.pollTimeout(HOUR);
        Batch again = taken();
        assertThat(all(again)).containsExactly(a1);
        lanes.succeeded(a1);
        lanes.finish(again);
        assertThat(drained()).containsExactly(a2, a3);
    }

    @Test
    void the_one_that_is_due_first_comes_first() {
        add(a1, b1, c1);
        fail(taken(), Outcome.failed(new IllegalStateException(), Duration.ofHours(2)));
        fail(taken(), Outcome.failed(new IllegalStateException(), Duration.ofHours(1)));
        fail(taken(), Outcome.failed(new IllegalStateException(), Duration.ofHours(3)));

        assertThat(lanes.state(10).waiting())
                .extracting(LaneState.Waiting::record)
                .containsExactly(b1, a1, c1);
        assertThat(lanes.state(2).waiting()).hasSize(2);
        assertThat(lanes.state(2).waitingKeys()).isEqualTo(3);
        assertThat(lanes.pollTimeout(Duration.ofHours(5))).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
    }
}
