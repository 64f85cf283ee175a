package io.orderflow.consumer;

import static io.orderflow.consumer.Records.PARTITION;
import static io.orderflow.consumer.Records.TOPIC;
import static io.orderflow.consumer.Records.polled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LanesTest {

    private static final TopicPartition OTHER = new TopicPartition(TOPIC, 1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Outcome FAILED = Outcome.failed(new IllegalStateException("no"), HOUR);
    private static final Outcome FAILED_SHORTLY = Outcome.failed(new IllegalStateException("no"), Duration.ZERO);

    private final Lanes lanes = new Lanes(4);
    private final PolledRecord a1 = polled(1, "a");
    private final PolledRecord a2 = polled(2, "a");
    private final PolledRecord a3 = polled(3, "a");
    private final PolledRecord b1 = polled(4, "b");
    private final PolledRecord b2 = polled(5, "b");
    private final PolledRecord c1 = polled(6, "c");

    @Test
    void those_of_one_key_are_given_out_one_after_the_other() {
        add(a1, a2, b1);
        Batch first = taken();
        Batch second = taken();

        assertThat(first.next()).isSameAs(a1);
        assertThat(second.next()).isSameAs(b1);
        assertThat(lanes.take(new Batch())).isFalse();

        lanes.finish(first);
        assertThat(taken().next()).isSameAs(a2);
    }

    @Test
    void no_more_are_in_work_than_may_be() {
        Lanes two = new Lanes(2);
        two.add(List.of(a1, b1, c1));
        Batch first = new Batch();
        assertThat(two.take(first)).isTrue();
        assertThat(two.take(new Batch())).isTrue();
        assertThat(two.take(new Batch())).isFalse();

        two.finish(first);
        assertThat(two.take(new Batch())).isTrue();
    }

    @Test
    void one_at_a_time_is_the_order_in_which_they_were_polled() {
        Lanes one = new Lanes(1);
        List<PolledRecord> polled = IntStream.range(0, 200)
                .mapToObj(i -> polled(i, i % 3 == 0 ? null : "key-" + i % 7))
                .toList();
        one.add(polled.subList(0, 90));
        one.add(polled.subList(90, 200));

        List<PolledRecord> worked = new ArrayList<>();
        for (Batch batch = new Batch(); one.take(batch); one.finish(batch)) {
            all(batch).forEach(worked::add);
        }

        assertThat(worked).containsExactlyElementsOf(polled);
    }

    @Test
    void those_without_a_key_keep_the_order_of_their_partition() {
        PolledRecord one = polled(1, null);
        PolledRecord two = polled(2, null);
        PolledRecord elsewhere = polled(OTHER, 1, null);
        PolledRecord empty = polled(3, "");
        add(one, two, elsewhere, empty);

        assertThat(List.of(taken().next(), taken().next(), taken().next())).containsExactly(one, elsewhere, empty);
        assertThat(lanes.take(new Batch())).isFalse();
    }

    @Test
    void the_same_key_in_two_partitions_is_two_keys() {
        PolledRecord elsewhere = polled(OTHER, 1, "a");
        PolledRecord inAnotherTopic = polled(new TopicPartition("payments", 0), 1, "a");
        add(a1, elsewhere, inAnotherTopic);

        assertThat(List.of(taken().next(), taken().next(), taken().next()))
                .containsExactly(a1, elsewhere, inAnotherTopic);
    }

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
        lanes.shareOut(new Batch(), 0);
        CompletableFuture<Boolean> got = CompletableFuture.supplyAsync(() -> waitFor(idle));
        await().until(() -> isWaitedFor("await"));

        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            lanes.isShortOfWorkers();
            return got.isDone();
        });

        assertThat(idle.next()).isSameAs(b1);
    }

    @Test
    void what_is_left_when_a_partition_is_forgotten_goes_to_a_thread_that_waits_for_work() throws Exception {
        add(a1, b1);
        Batch hanging = taken(8);
        hanging.next();
        Batch idle = new Batch();
        lanes.shareOut(new Batch(), 0);
        CompletableFuture<Boolean> got = CompletableFuture.supplyAsync(() -> waitFor(idle));
        await().until(() -> isWaitedFor("await"));

        lanes.forget(Set.of(OTHER), Duration.ZERO);

        assertThat(got.get(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
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

    @Test
    void who_waits_for_work_gets_it_when_it_comes_and_goes_when_none_will_come() throws Exception {
        Batch batch = new Batch();
        lanes.shareOut(new Batch(), 0);
        CompletableFuture<Boolean> got = CompletableFuture.supplyAsync(() -> waitFor(batch));
        add(a1);
        assertThat(got.get(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Boolean> none = CompletableFuture.supplyAsync(() -> waitFor(new Batch()));
        lanes.close();
        assertThat(none.get(10, java.util.concurrent.TimeUnit.SECONDS)).isFalse();
        assertThat(lanes.await(new Batch(), HOUR)).isFalse();
    }

    @Test
    void a_poll_is_short_while_something_is_in_work_and_long_while_nothing_is() {
        assertThat(lanes.pollTimeout(HOUR)).isEqualTo(HOUR);
        add(a1);
        assertThat(lanes.pollTimeout(HOUR)).isLessThanOrEqualTo(Duration.ofMillis(2));
        Batch batch = taken();
        assertThat(lanes.pollTimeout(HOUR)).isLessThanOrEqualTo(Duration.ofMillis(10));
        batch.next();
        Object call = new Object();
        lanes.detach(batch, a1, call);
        lanes.finish(batch);
        assertThat(lanes.pollTimeout(HOUR)).isLessThanOrEqualTo(Duration.ofMillis(10));
        lanes.complete(a1, Outcome.DONE, call);
        assertThat(lanes.pollTimeout(HOUR)).isEqualTo(HOUR);
    }

    /** Whether a thread waits in this method, and so has given the lock away. */
    private static boolean isWaitedFor(String method) {
        return Thread.getAllStackTraces().values().stream()
                .anyMatch(stack -> Arrays.stream(stack)
                                .anyMatch(frame -> frame.getMethodName().equals("awaitNanos"))
                        && Arrays.stream(stack)
                                .anyMatch(frame -> frame.getMethodName().equals(method)
                                        && frame.getClassName().equals(Lanes.class.getName())));
    }

    private void add(PolledRecord... records) {
        lanes.add(List.of(records));
    }

    private Batch taken() {
        return taken(1);
    }

    private Batch taken(int size) {
        Batch batch = size == 1 ? new Batch() : batchOf(size);
        assertThat(lanes.take(batch)).isTrue();
        return batch;
    }

    private Batch takenWhenStuck() {
        Batch other = new Batch();
        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            lanes.isShortOfWorkers();
            return lanes.take(other);
        });
        return other;
    }

    private void fail(Batch batch, Outcome outcome) {
        PolledRecord record = batch.next();
        lanes.failed(batch, record, outcome);
        if (batch.next() instanceof PolledRecord) {
            throw new IllegalStateException("the batch has more");
        }
        lanes.finish(batch);
    }

    private int forget(Collection<TopicPartition> partitions, Duration patience) {
        try {
            return lanes.forget(partitions, patience);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean waitFor(Batch batch) {
        try {
            return lanes.await(batch, HOUR);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<PolledRecord> drained() {
        Batch batch = new Batch();
        return lanes.take(batch) ? drained(batch) : List.of();
    }

    /** What the batch has, and all that can be taken after it. */
    private List<PolledRecord> drained(Batch batch) {
        List<PolledRecord> records = new ArrayList<>();
        do {
            records.addAll(all(batch));
            lanes.finish(batch);
        } while (lanes.take(batch));
        return records;
    }

    private static List<PolledRecord> all(Batch batch) {
        List<PolledRecord> records = new ArrayList<>();
        for (PolledRecord record = batch.next(); record != null; record = batch.next()) {
            records.add(record);
        }
        return records;
    }

    /** A batch that takes at least so many records: it takes more when the last ones were fast. */
    static Batch batchOf(int size) {
        Lanes others = new Lanes(1);
        Batch batch = new Batch();
        for (int taken = 0; taken < size; ) {
            others.add(IntStream.range(0, size).mapToObj(i -> polled(i, "key")).toList());
            others.take(batch);
            taken = all(batch).size();
            others.finish(batch);
        }
        return batch;
    }
}
