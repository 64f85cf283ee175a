package io.orderflow.consumer;

import static io.orderflow.consumer.Records.PARTITION;
import static io.orderflow.consumer.Records.TOPIC;
import static io.orderflow.consumer.Records.polled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Outcome FAILED = Outcome.failed(new IllegalStateException("no"), Duration.ofMillis(1));

    private final RecordedLog log = new RecordedLog();
    private final List<PolledRecord> worked = new CopyOnWriteArrayList<>();
    private final PolledRecord a1 = polled(1, "a");
    private final PolledRecord a2 = polled(2, "a");
    private final PolledRecord b1 = polled(3, "b");
    private Lanes lanes = new Lanes(1);

    @AfterEach
    void close() {
        lanes.close();
    }

    @Test
    void a_record_that_ends_when_the_call_returns_is_done() {
        Workers here = here((record, retry, later) -> Outcome.DONE);
        lanes.add(List.of(a1, a2, b1));

        here.workHere(here.own(), Long.MAX_VALUE / 2);

        assertThat(worked).containsExactly(a1, a2, b1);
        assertThat(worked).allMatch(PolledRecord::isDone);
    }

    @Test
    void a_failed_record_is_tried_again_with_what_is_known_of_it() {
        List<Integer> failures = new ArrayList<>();
        Workers here = here((record, retry, later) -> {
            if (record == a1) {
                failures.add(Retry.failures(retry));
            }
            return record == a1 && failures.size() < 4 ? FAILED : Outcome.DONE;
        });
        lanes.add(List.of(a1, a2, b1));

        drain(here, List.of(a2, b1));

        assertThat(failures).containsExactly(0, 1, 2, 3);
        assertThat(worked)
                .containsOnlyOnce(b1)
                .containsSubsequence(a1, a1, a1, a1, a2)
                .hasSize(6);
        assertThat(log.lines("at offset 1 failed once, again in 0.001 s: java.lang.IllegalStateException: no"))
                .hasSize(1);
        assertThat(log.lines("at offset 1 failed 3 times")).hasSize(1);
    }

    @Test
    void of_many_failures_the_first_six_and_each_hundredth_are_logged() {
        Workers here = here((record, retry, later) -> Retry.failures(retry) < 250
                ? Outcome.failed(new IllegalStateException("no"), Duration.ofNanos(1))
                : Outcome.DONE);
        lanes.add(List.of(a1));

        drain(here, a1);

        assertThat(log.lines("failed")).hasSize(8);
        assertThat(log.lines("failed 200 times")).hasSize(1);
    }

    @Test
    void whatever_is_thrown_fails_the_record_and_no_other() {
        Map<PolledRecord, Throwable> thrown =
                Map.of(a1, new StackOverflowError(), b1, new OutOfMemoryError("not really"));
        Workers here = here((record, retry, later) -> {
            if (thrown.containsKey(record)) {
                WorkerTest.<RuntimeException>throwAny(thrown.get(record));
            }
            return Outcome.DONE;
        });
        PolledRecord c1 = polled(9, "c");
        lanes.add(List.of(a1, b1, c1));

        here.workHere(here.own(), Long.MAX_VALUE / 2);

        assertThat(c1.isDone()).isTrue();
        assertThat(lanes.state(9).waiting())
                .extracting(waiting -> waiting.retry().cause())
                .containsExactlyInAnyOrderElementsOf(thrown.values());
        assertThat(log.lines("failed once, again in 1.0 s")).hasSize(2);
    }

    @Test
    void a_record_whose_end_comes_before_the_call_returns_is_done() {
        Workers here = here((record, retry, later) -> {
            later.accept(Outcome.DONE);
            return null;
        });
        lanes.add(List.of(a1, a2));

        here.workHere(here.own(), Long.MAX_VALUE / 2);

        assertThat(worked).containsExactly(a1, a2).allMatch(PolledRecord::isDone);
    }

    @Test
    void a_record_whose_end_comes_after_the_call_keeps_its_key_until_then() {
        Map<PolledRecord, Consumer<Outcome>> ends = new ConcurrentHashMap<>();
        lanes = new Lanes(2);
        Workers here = here((record, retry, later) -> {
            ends.put(record, later);
            return null;
        });
        lanes.add(List.of(a1, a2, b1));

        here.workHere(here.own(), Long.MAX_VALUE / 2);
        assertThat(worked).containsExactly(a1, b1).noneMatch(PolledRecord::isDone);
        here.workHere(here.own(), Long.MAX_VALUE / 2);
        ends.get(a1).accept(Outcome.DONE);
        here.workHere(here.own(), Long.MAX_VALUE / 2);

        assertThat(worked).containsExactly(a1, b1, a2);
        assertThat(a1.isDone()).isTrue();
        assertThat(b1.isDone()).isFalse();
    }

    @Test
    void a_record_that_is_given_up_leaves_its_key_to_the_next_and_is_done_when_reported() {
        Map<PolledRecord, Consumer<Outcome>> ends = new ConcurrentHashMap<>();
        lanes = new Lanes(4);
        Workers here = giveUp(ends, a1);
        lanes.add(List.of(a1, a2));

        here.workHere(here.own(), Long.MAX_VALUE / 2);
        assertThat(worked).containsExactly(a1, a2);
        assertThat(a1.isDone()).isFalse();
        assertThat(lanes.state(1).inWork()).isEqualTo(1);
        ends.get(a1).accept(Outcome.DONE);
        ends.get(a1).accept(FAILED);

        assertThat(a1.isDone()).isTrue();
        assertThat(lanes.state(1).inWork()).isZero();
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void where_a_record_that_was_given_up_fails_again_it_is_tried_again_behind_what_waits() {
        Map<PolledRecord, Consumer<Outcome>> ends = new ConcurrentHashMap<>();
        PolledRecord a3 = polled(9, "a");
        lanes = new Lanes(4);
        Workers here = giveUp(ends, a1, a2);
        lanes.add(List.of(a1, a2));
        here.workHere(here.own(), Long.MAX_VALUE / 2);

        ends.get(a2).accept(FAILED);
        ends.get(a1).accept(FAILED);
        lanes.add(List.of(a3));
        ends.clear();
        drain(here, a3);

        assertThat(worked).containsExactly(a1, a2, a2, a1, a3);
        assertThat(ends).containsOnlyKeys(a1, a2);
        assertThat(log.lines("failed once")).hasSize(2);
    }

    @Test
    void no_more_are_given_up_at_a_time_than_may_be_in_work() {
        Map<PolledRecord, Consumer<Outcome>> ends = new ConcurrentHashMap<>();
        lanes = new Lanes(2);
        PolledRecord a3 = polled(9, "a");
        Workers here = giveUp(ends, a1, a2, a3);
        lanes.add(List.of(a1, a2, a3));
        for (int i = 0; i < 9; i++) {
            here.workHere(here.own(), Long.MAX_VALUE / 2);
        }
        assertThat(worked).containsExactly(a1, a2);

        ends.get(a1).accept(Outcome.DONE);
        here.workHere(here.own(), Long.MAX_VALUE / 2);

        assertThat(worked).containsExactly(a1, a2, a3);
    }

    @Test
    void a_hand_over_waits_for_what_was_given_up_and_its_late_end_changes_nothing() throws Exception {
        Map<PolledRecord, Consumer<Outcome>> ends = new ConcurrentHashMap<>();
        lanes = new Lanes(4);
        Workers here = giveUp(ends, a1);
        lanes.add(List.of(a1));
        here.workHere(here.own(), Long.MAX_VALUE / 2);

        assertThat(lanes.forget(Set.of(PARTITION), Duration.ZERO)).isEqualTo(1);
        ends.get(a1).accept(FAILED);

        assertThat(lanes.forget(Set.of(PARTITION), Duration.ZERO)).isZero();
        assertThat(lanes.state(1).waitingKeys()).isZero();
        assertThat(lanes.state(1).inWork()).isZero();
    }

    private Workers giveUp(Map<PolledRecord, Consumer<Outcome>> ends, PolledRecord... those) {
        return here((record, retry, later) -> {
            if (!List.of(those).contains(record)) {
                return Outcome.DONE;
            }
            ends.put(record, later);
            return retry == null ? Outcome.GIVEN_UP : Outcome.DONE;
        });
    }

    @Test
    void of_two_ends_the_first_one_counts() {
        List<Consumer<Outcome>> ends = new ArrayList<>();
        lanes = new Lanes(3);
        Workers here = here((record, retry, later) -> {
            ends.add(later);
            if (record == b1) {
                later.accept(Outcome.DONE);
                later.accept(FAILED);
            }
            return null;
        });
        lanes.add(List.of(a1, b1));
        here.workHere(here.own(), Long.MAX_VALUE / 2);

        ends.get(0).accept(Outcome.DONE);
        ends.get(0).accept(FAILED);
        ends.get(1).accept(FAILED);

        assertThat(a1.isDone()).isTrue();
        assertThat(b1.isDone()).isTrue();
        assertThat(lanes.state(1)).isEqualTo(new LaneState(0, 0, List.of()));
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void an_end_that_is_told_and_returned_too_counts_once() {
        Workers here = here((record, retry, later) -> {
            later.accept(FAILED);
            return Outcome.DONE;
        });
        lanes.add(List.of(a1));

        here.workHere(here.own(), Long.MAX_VALUE / 2);

        assertThat(a1.isDone()).isTrue();
        assertThat(lanes.state(1)).isEqualTo(new LaneState(0, 0, List.of()));
    }

    @Test
    void one_record_that_hangs_holds_up_its_key_alone() {
        CountDownLatch hang = new CountDownLatch(1);
        lanes = new Lanes(4);
        Workers workers = workers(4, (record, retry, later) -> {
            if (record == a1) {
                awaitLatch(hang);
            }
            return Outcome.DONE;
        });
        List<PolledRecord> others = IntStream.range(10, 500)
                .mapToObj(i -> polled(i, "key-" + i % 9))
                .toList();
        // so fast that a thread takes many at a time, before one hangs
        lanes.add(others.subList(0, 300));
        drain(workers, others.subList(0, 300));
        lanes.add(List.of(a1, a2));
        lanes.add(others.subList(300, 490));

        drain(workers, others);

        assertThat(worked).doesNotContain(a2);
        hang.countDown();
        drain(workers, List.of(a1, a2));
    }

    @Test
    void where_many_wait_as_many_are_worked_on_as_may_be() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch hang = new CountDownLatch(1);
        lanes = new Lanes(16);
        Workers workers = workers(16, (record, retry, later) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            awaitLatch(hang);
            now.decrementAndGet();
            return Outcome.DONE;
        });
        List<PolledRecord> records =
                IntStream.range(0, 40).mapToObj(i -> polled(i, "key-" + i)).toList();
        lanes.add(records);

        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            look(workers);
            return now.get() == 16;
        });
        hang.countDown();
        drain(workers, records);
        assertThat(most).hasValue(16);
    }

    @Test
    void a_late_end_of_a_forgotten_record_changes_nothing_for_the_one_that_comes_again() throws Exception {
        List<Consumer<Outcome>> ends = new ArrayList<>();
        lanes = new Lanes(4);
        Workers here = here((record, retry, later) -> {
            ends.add(later);
            return null;
        });
        lanes.add(List.of(a1));
        here.workHere(here.own(), Long.MAX_VALUE / 2);
        assertThat(lanes.forget(Set.of(PARTITION), Duration.ZERO)).isEqualTo(1);
        PolledRecord again = polled(1, "a");
        lanes.add(List.of(again, a2));
        here.workHere(here.own(), Long.MAX_VALUE / 2);

        ends.get(0).accept(FAILED);
        here.workHere(here.own(), Long.MAX_VALUE / 2);

        assertThat(worked).containsExactly(a1, again);
        assertThat(again.isDone()).isFalse();
        assertThat(lanes.state(1).inWork()).isEqualTo(1);
    }

    @Test
    void among_many_threads_each_key_keeps_its_order_and_is_worked_on_once_at_a_time() throws Exception {
        ExecutorService elsewhere = Executors.newFixedThreadPool(3);
        Map<Key, AtomicBoolean> busy = new ConcurrentHashMap<>();
        Map<Key, Long> last = new ConcurrentHashMap<>();
        List<String> wrong = new CopyOnWriteArrayList<>();
        lanes = new Lanes(8);
        Workers workers = workers(8, (record, retry, later) -> {
            Key key = record.key();
            if (!busy.computeIfAbsent(key, k -> new AtomicBoolean()).compareAndSet(false, true)) {
                wrong.add("two at a time at offset " + record.record().offset());
            }
            int dice = ThreadLocalRandom.current().nextInt(20);
            Outcome outcome = dice == 0 ? FAILED : Outcome.DONE;
            Runnable end = () -> {
                long offset = record.record().offset();
                if (last.getOrDefault(key, -1L) >= offset) {
                    wrong.add("out of order at offset " + offset);
                }
                if (outcome.isDone()) {
                    last.put(key, offset);
                }
                busy.get(key).set(false);
            };
            if (dice < 16) {
                end.run();
                return outcome;
            }
            elsewhere.execute(() -> {
                end.run();
                later.accept(outcome);
            });
            return null;
        });
        List<PolledRecord> records = IntStream.range(0, 6_000)
                .mapToObj(i -> polled(new TopicPartition(TOPIC, i % 2), i, i % 23 == 0 ? null : "key-" + i % 23))
                .toList();
        for (int i = 0; i < 6_000; i += 100) {
            lanes.add(records.subList(i, i + 100));
            look(workers);
            if (i % 500 == 0) {
                lanes.forget(Set.of(), Duration.ZERO);
            }
        }

        drain(workers, records);

        assertThat(wrong).isEmpty();
        elsewhere.shutdown();
    }

    private Workers here(RecordHandler handler) {
        return workers(0, handler);
    }

    private Workers workers(int most, RecordHandler handler) {
        RecordHandler recorded = (record, retry, later) -> {
            worked.add(record);
            return handler.handle(record, retry, later);
        };
        return new Workers(
                lanes,
                () -> new Worker(lanes, recorded, FailedTries.NOBODYS, log.logger()),
                most,
                task -> {
                    Thread thread = new Thread(task, "worker");
                    thread.setDaemon(true);
                    return thread;
                },
                log.logger());
    }

    /** What whoever polls does besides. */
    private void look(Workers workers) {
        workers.attend();
        lanes.pollTimeout(HOUR);
        Workers.Own own = workers.own();
        Thread poller = new Thread(() -> workers.workHere(own, 1_000_000), "poller");
        poller.setDaemon(true);
        poller.start();
        try {
            for (poller.join(5); poller.isAlive() && !workers.replaceIfHeldUp(own); poller.join(5)) {
                // it works on records, and is looked after
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void drain(Workers workers, PolledRecord last) {
        drain(workers, List.of(last));
    }

    private void drain(Workers workers, List<PolledRecord> records) {
        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            look(workers);
            return records.stream().allMatch(PolledRecord::isDone);
        });
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwAny(Throwable any) throws T {
        throw (T) any;
    }
}
