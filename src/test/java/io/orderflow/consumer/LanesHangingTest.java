package io.orderflow.consumer;

import static io.orderflow.consumer.Records.PARTITION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A record that takes long, in its thread or in another one, holds up its key alone. */
class LanesHangingTest extends LanesRun {

    /** Longer than a batch may take before its thread is looked after. */
    private static final long LONG_MS = 60;

    @Test
    void a_batch_is_late_when_it_is_found_so_twice_since_all_threads_may_have_stood_still() throws Exception {
        add(a1, b1);
        Batch stoodStill = taken(1);
        TimeUnit.MILLISECONDS.sleep(LONG_MS);
        assertThat(lanes.isLate(stoodStill)).isFalse();
        lanes.finish(stoodStill);

        Batch late = stoodStill;
        assertThat(lanes.take(late)).isTrue();
        TimeUnit.MILLISECONDS.sleep(LONG_MS);
        assertThat(lanes.isLate(late)).isFalse();
        assertThat(lanes.isLate(late)).isTrue();
    }

    @Test
    void what_a_hanging_record_holds_up_is_given_to_others() {
        add(a1, b1, b2, c1, a2);
        Batch hanging = taken(8);
        assertThat(hanging.next()).isSameAs(a1);

        Batch other = takenWhenStuck();
        assertThat(drained(other)).containsExactlyInAnyOrder(b1, b2, c1).containsSubsequence(b1, b2);

        assertThat(hanging.next()).isNull();
        lanes.finish(hanging);
        assertThat(drained()).containsExactly(a2);
    }

    @Test
    void what_a_hanging_record_holds_up_is_given_to_a_thread_that_waits_for_work() throws Exception {
        add(a1, b1);
        Batch hanging = taken(8);
        hanging.next();
        Batch idle = new Batch();
        CompletableFuture<Boolean> got = waiting(idle);

        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            lanes.isShortOfWorkers();
            return got.isDone();
        });

        assertThat(idle.next()).isSameAs(b1);
    }

    @Test
    void the_key_of_a_hanging_record_is_nobody_elses_however_often_the_rest_is_taken_back() throws Exception {
        add(a1, b1, a2);
        Batch hanging = taken(8);
        assertThat(hanging.next()).isSameAs(a1);
        lanes.finish(takenWhenStuck());

        lanes.forget(Set.of(OTHER), Duration.ZERO);
        lanes.forget(Set.of(), Duration.ZERO);

        assertThat(lanes.take(new Batch())).isFalse();
        assertThat(lanes.forget(Set.of(PARTITION), Duration.ZERO)).isEqualTo(1);
    }

    @Test
    void a_detached_record_keeps_its_key_until_it_has_ended() {
        add(a1, a2, b1);
        Batch batch = taken(8);
        Object call = new Object();
        assertThat(batch.next()).isSameAs(a1);
        lanes.detach(batch, a1, call);
        assertThat(all(batch)).containsExactly(b1);
        lanes.finish(batch);

        assertThat(lanes.take(new Batch())).isFalse();
        assertThat(lanes.state(1).inWork()).isEqualTo(1);
        lanes.complete(a1, Outcome.DONE, call);
        assertThat(a1.isDone()).isTrue();
        assertThat(drained()).containsExactly(a2);
    }

    @Test
    void a_second_end_of_a_detached_record_is_none() {
        add(a1, a2);
        Batch batch = taken();
        Object call = new Object();
        batch.next();
        lanes.detach(batch, a1, call);
        lanes.finish(batch);

        assertThat(lanes.complete(a1, FAILED, new Object())).isNull();
        assertThat(lanes.state(1).inWork()).isEqualTo(1);
        lanes.complete(a1, Outcome.DONE, call);
        assertThat(lanes.complete(a1, FAILED, call)).isNull();

        assertThat(lanes.state(1)).isEqualTo(new LaneState(0, 0, List.of()));
        assertThat(a1.isDone()).isTrue();
        assertThat(drained()).containsExactly(a2);
    }

    @Test
    void a_detached_record_that_fails_waits_with_those_behind_it() {
        add(a1, a2);
        Batch batch = taken(8);
        Object call = new Object();
        batch.next();
        lanes.detach(batch, a1, call);
        lanes.finish(batch);

        assertThat(lanes.complete(a1, FAILED_SHORTLY, call).failures()).isEqualTo(1);
        assertThat(lanes.state(1).waitingKeys()).isEqualTo(1);
        assertThat(lanes.take(new Batch())).isFalse();
        lanes.pollTimeout(HOUR);
        Batch again = taken(8);
        assertThat(all(again)).containsExactly(a1);
        lanes.succeeded(a1);
        lanes.finish(again);
        assertThat(drained()).containsExactly(a2);
    }

    @Test
    void detached_records_count_as_in_work() {
        Lanes one = new Lanes(1);
        one.add(List.of(a1, b1, c1));
        Batch batch = batchOf(8);
        Object call = new Object();
        one.take(batch);
        batch.next();
        one.detach(batch, a1, call);

        assertThat(batch.next()).isNull();
        one.finish(batch);
        assertThat(one.take(batch)).isFalse();
        one.complete(a1, Outcome.DONE, call);
        assertThat(one.take(batch)).isTrue();
        assertThat(batch.next()).isSameAs(b1);
    }

    private Batch takenWhenStuck() {
        Batch other = new Batch();
        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            lanes.isShortOfWorkers();
            return lanes.take(other);
        });
        return other;
    }
}
