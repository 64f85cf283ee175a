package io.orderflow.consumer;

import static io.orderflow.consumer.Records.PARTITION;
import static io.orderflow.consumer.Records.polled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The records of a partition that is taken away are forgotten; those in work are waited for. */
class LanesForgetTest extends LanesRun {

    @Test
    void what_is_left_when_a_partition_is_forgotten_goes_to_a_thread_that_waits_for_work() throws Exception {
        add(a1, b1);
        Batch hanging = taken(8);
        hanging.next();
        Batch idle = new Batch();
        CompletableFuture<Boolean> got = waiting(idle);

        lanes.forget(Set.of(OTHER), Duration.ZERO);

        assertThat(got.get(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        assertThat(idle.next()).isSameAs(b1);
    }

    @Test
    void forgetting_a_partition_waits_for_its_record_in_work_and_for_no_other() {
        PolledRecord elsewhere = polled(OTHER, 1, "a");
        add(a1, elsewhere, a2);
        Batch batch = taken();
        assertThat(batch.next()).isSameAs(a1);
        assertThat(taken().next()).isSameAs(elsewhere);

        CompletableFuture<Integer> forgotten = CompletableFuture.supplyAsync(() -> forget(Set.of(PARTITION), HOUR));
        await().until(() -> isWaitedFor("forget"));
        assertThat(forgotten).isNotDone();
        lanes.finish(batch);

        assertThat(forgotten
                        .orTimeout(10, java.util.concurrent.TimeUnit.SECONDS)
                        .join())
                .isZero();
        assertThat(lanes.take(new Batch())).isFalse();
        assertThat(lanes.state(1).inWork()).isEqualTo(1);
    }

    @Test
    void what_waits_or_was_not_begun_is_forgotten_without_waiting_for_it() {
        PolledRecord kept = polled(OTHER, 1, "b");
        add(c1);
        fail(taken(), FAILED_SHORTLY);
        add(a1);
        fail(taken(), FAILED);
        add(a2, b1, kept);
        lanes.pollTimeout(HOUR);

        assertThat(forget(Set.of(PARTITION), HOUR)).isZero();

        lanes.pollTimeout(HOUR);
        assertThat(lanes.state(1)).isEqualTo(new LaneState(0, 0, List.of()));
        assertThat(drained()).containsExactly(kept);
    }

    @Test
    void what_a_batch_has_not_begun_of_another_partition_is_not_forgotten() {
        PolledRecord elsewhere = polled(OTHER, 1, "a");
        PolledRecord elsewhere2 = polled(OTHER, 2, "a");
        add(a1, elsewhere, b1, elsewhere2);
        Batch batch = taken(8);
        batch.next();

        assertThat(forget(Set.of(PARTITION), Duration.ZERO)).isEqualTo(1);
        assertThat(batch.next()).isNull();
        lanes.finish(batch);
        assertThat(drained()).containsExactly(elsewhere, elsewhere2);
    }

    @Test
    void hanging_records_are_counted_and_their_late_end_changes_nothing() {
        add(a1, b1, a2);
        Batch first = taken();
        Batch second = taken();
        Object call = new Object();
        first.next();
        second.next();
        lanes.detach(second, b1, call);
        lanes.finish(second);

        assertThat(forget(Set.of(PARTITION), Duration.ofMillis(5))).isEqualTo(2);
        PolledRecord again = polled(1, "a");
        PolledRecord againB = polled(4, "b");
        add(again, againB);
        Batch third = taken();
        Batch fourth = new Batch();
        assertThat(third.next()).isSameAs(again);

        lanes.complete(b1, FAILED_SHORTLY, call);
        lanes.failed(first, a1, FAILED_SHORTLY);
        lanes.finish(first);
        lanes.pollTimeout(HOUR);
        assertThat(lanes.state(1).waitingKeys()).isZero();
        assertThat(lanes.take(fourth)).isTrue();
        assertThat(fourth.next()).isSameAs(againB);
        assertThat(lanes.take(new Batch())).isFalse();
        lanes.finish(third);
        lanes.finish(fourth);
        assertThat(lanes.state(1).inWork()).isZero();
        assertThat(lanes.take(new Batch())).isFalse();
    }

    @Test
    void a_record_that_fails_while_it_is_waited_for_is_forgotten_too() {
        add(a1, a2);
        Batch batch = taken(8);
        batch.next();
        CompletableFuture<Integer> forgotten = CompletableFuture.supplyAsync(() -> forget(Set.of(PARTITION), HOUR));
        await().until(() -> isWaitedFor("forget"));

        lanes.failed(batch, a1, FAILED_SHORTLY);
        lanes.finish(batch);

        assertThat(forgotten
                        .orTimeout(10, java.util.concurrent.TimeUnit.SECONDS)
                        .join())
                .isZero();
        lanes.pollTimeout(HOUR);
        assertThat(lanes.state(1)).isEqualTo(new LaneState(0, 0, List.of()));
        assertThat(lanes.take(new Batch())).isFalse();
    }
}
