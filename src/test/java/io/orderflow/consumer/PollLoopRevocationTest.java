package io.orderflow.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Test;

/** What becomes of records in work when their partition is taken away, or the loop leaves the group. */
class PollLoopRevocationTest extends PollLoopTurns {

    @Test
    void what_is_in_work_of_a_revoked_partition_ends_and_is_committed() throws Exception {
        client.group(P0, 0, "");
        hanging.add("0:1");
        begin(P0, P1);
        send(P0, 0, 3);
        turns(1);
        endOnceWaitedFor("forget", "0:1", Outcome.DONE);

        client.rebalance(Set.of(P1));

        assertThat(client.group(P0)).isEqualTo(new OffsetAndMetadata(3, ""));
        assertThat(loop.assigned()).containsExactly(P1);
        assertThat(log.lines()).isEmpty();
    }

    /** A record that fails at the moment of the revocation is neither committed nor lost. */
    @Test
    void what_fails_while_its_partition_is_revoked_comes_to_the_next_owner() throws Exception {
        client.group(P0, 0, "");
        hanging.add("0:1");
        begin(P0, P1);
        send(P0, 0, 3);
        turns(1);
        endOnceWaitedFor("forget", "0:1", Outcome.failed(new IllegalStateException("just now"), Duration.ZERO));

        client.rebalance(Set.of(P1));
        turns(3);

        assertThat(client.group(P0).offset()).isEqualTo(1);
        assertThat(doneBeyond(P0, 9)).containsExactly(2L);
        assertThat(worked).containsExactly("0:0", "0:1", "0:2");
        hanging.clear();
        client.rebalance(Set.of(P0, P1));
        send(P0, 1, 3);
        turns(2);
        assertThat(worked).containsExactly("0:0", "0:1", "0:2", "0:1");
        assertThat(client.group(P0)).isEqualTo(new OffsetAndMetadata(3, ""));
    }

    @Test
    void a_revocation_lets_no_key_of_another_partition_be_worked_on_twice_at_a_time() throws Exception {
        CountDownLatch hang = new CountDownLatch(1);
        client.group(P0, 0, "");
        client.group(P1, 0, "");
        begin(
                group(false, false, 1_000, null),
                4,
                (record, retry, later) -> {
                    worked.add(name(record));
                    awaitLatch(hang);
                    return Outcome.DONE;
                },
                P0,
                P1);
        client.send(P1, 0, "same");
        client.send(P1, 1, "same");
        client.send(P1, 2, "other");
        awaitTurns(() -> worked.size() == 2);

        client.rebalance(Set.of(P1));
        client.send(P1, 3, "third");
        awaitTurns(() -> worked.contains("1:3"));

        assertThat(worked).doesNotContain("1:1");
        hang.countDown();
        awaitTurns(() -> client.group(P1).offset() == 4);
    }

    @Test
    void of_lost_partitions_nothing_is_committed_and_nothing_is_worked_on() throws Exception {
        client.group(P0, 0, "");
        hanging.add("0:0");
        begin(P0, P1);
        client.send(P0, 0, "same");
        client.send(P0, 1, "same");
        client.send(P0, 2, "other");
        turns(1);

        client.lose(P0);
        end("0:0", Outcome.DONE);
        turns(3);

        assertThat(worked).containsExactly("0:0", "0:2");
        assertThat(client.group(P0)).isEqualTo(new OffsetAndMetadata(0, ""));
        assertThat(loop.assigned()).containsExactly(P1);
    }

    @Test
    void a_revocation_whose_commit_is_refused_goes_on() throws Exception {
        for (RuntimeException refusal : List.of(
                new RebalanceInProgressException("later"),
                new TimeoutException("no answer"),
                new GroupAuthorizationException("a-group"))) {
            client.group(P0, 0, "");
            begin(P0, P1);
            send(P0, 0, 1);
            turns(1);
            client.refusals.add(refusal);

            client.rebalance(Set.of(P1));

            assertThat(loop.assigned()).containsExactly(P1);
            assertThat(client.group(P0).offset()).isZero();
            client.rebalance(Set.of());
        }
        assertThat(log.lines()).hasSize(3);
    }

    @Test
    void leaving_ends_what_is_in_work_and_commits_it() throws Exception {
        client.group(P0, 0, "");
        hanging.add("0:0");
        begin(P0);
        client.send(P0, 0, "same");
        client.send(P0, 1, "same");
        turns(1);
        endOnceWaitedFor("awaitNothingInWork", "0:0", Outcome.DONE);

        loop.leave(Duration.ofSeconds(5));
        loop.close();

        assertThat(client.group(P0).offset()).isEqualTo(1);
        assertThat(worked).containsExactly("0:0");
        assertThat(client.closed()).isTrue();
    }

    @Test
    void what_does_not_end_in_time_is_left_and_said() throws Exception {
        client.group(P0, 0, "");
        hanging.add("0:0");
        begin(P0);
        send(P0, 0, 2);
        turns(1);

        loop.leave(Duration.ofMillis(10));

        assertThat(log.lines())
                .containsExactly("WARN 1 record is still in work; what can't be committed will be read again");
        assertThat(doneBeyond(P0, 5)).containsExactly(1L);
    }

    @Test
    void a_wakeup_between_two_polls_ends_the_loop_and_not_its_leave() throws Exception {
        client.group(P0, 2, "");
        client.unanswered.add(new TimeoutException("no answer"));
        begin(P0);
        client.unanswered.add(new WakeupException());
        List<Boolean> more = new ArrayList<>(List.of(true, true, false));

        loop.run(() -> more.remove(0));

        assertThat(more).isEmpty();
    }

    /** Another thread ends the record when a method of the lanes waits. */
    private void endOnceWaitedFor(String method, String record, Outcome outcome) {
        CompletableFuture.runAsync(() -> {
            await().until(() -> LanesRun.isWaitedFor(method));
            end(record, outcome);
        });
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
