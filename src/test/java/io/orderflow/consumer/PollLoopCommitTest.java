package io.orderflow.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Test;

/** What a loop commits, and what it does where a commit is refused. */
class PollLoopCommitTest extends PollLoopTurns {

    @Test
    void what_is_done_beyond_a_gap_is_in_the_metadata_of_the_commit() throws Exception {
        client.group(P0, 0, "");
        hanging.add("0:3");
        begin(P0);
        send(P0, 0, 10);
        turns(2);

        assertThat(client.group(P0).offset()).isEqualTo(3);
        assertThat(doneBeyond(P0, 20)).containsExactly(4L, 5L, 6L, 7L, 8L, 9L);
        end("0:3", Outcome.DONE);
        awaitTurns(() -> client.group(P0).equals(new OffsetAndMetadata(10, "")));
    }

    @Test
    void a_record_that_has_failed_holds_up_the_commit_and_no_other_key() throws Exception {
        client.group(P0, 0, "");
        failing.add("0:1");
        begin(P0);
        send(P0, 0, 5);
        turns(2);

        assertThat(worked).containsExactly("0:0", "0:1", "0:2", "0:3", "0:4");
        assertThat(client.group(P0).offset()).isEqualTo(1);
        assertThat(doneBeyond(P0, 9)).containsExactly(2L, 3L, 4L);
    }

    @Test
    void several_partitions_are_committed_each_as_far_as_it_is_done() throws Exception {
        client.group(P0, 0, "");
        client.group(P1, 100, "");
        hanging.add("0:0");
        begin(P0, P1);
        send(P0, 0, 3);
        send(P1, 100, 103);
        turns(2);

        assertThat(client.group(P1)).isEqualTo(new OffsetAndMetadata(103, ""));
        awaitTurns(() -> doneBeyond(P0, 9).equals(List.of(1L, 2L)));
        assertThat(client.group(P0).offset()).isZero();
    }

    @Test
    void where_nothing_is_new_nothing_is_committed_again() throws Exception {
        client.group(P0, 0, "");
        begin(P0);
        send(P0, 0, 3);
        turns(20);

        assertThat(client.commits).hasSize(1);
    }

    @Test
    void a_commit_that_a_rebalance_refuses_is_tried_again_and_not_reported() throws Exception {
        client.group(P0, 0, "");
        begin(P0);
        client.refusals.add(new RebalanceInProgressException("later"));
        send(P0, 0, 3);
        awaitTurns(client.refusals::isEmpty);
        assertThat(client.group(P0).offset()).isZero();

        awaitTurns(() -> client.group(P0).offset() == 3);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void a_commit_that_is_refused_again_and_again_is_reported_once() throws Exception {
        client.group(P0, 0, "");
        begin(P0);
        for (int i = 0; i < 5; i++) {
            client.refusals.add(new GroupAuthorizationException("a-group"));
        }
        send(P0, 0, 3);
        awaitTurns(() -> client.group(P0).offset() == 3);
        assertThat(log.lines("What is done can't be committed yet")).hasSize(1);
    }

    @Test
    void where_kafka_takes_no_commit_little_more_is_done() throws Exception {
        client.group(P0, 0, "");
        begin(P0);
        // more than there is time for
        for (int i = 0; i < 100_000; i++) {
            client.refusals.add(new GroupAuthorizationException("a-group"));
        }
        send(P0, 0, 1_500);
        awaitTurns(() -> worked.size() == 1_500 && client.refusals.size() < 100_000);
        send(P0, 1_500, 1_600);
        turns(3);
        assertThat(worked).hasSize(1_500);

        client.refusals.clear();
        awaitTurns(() -> worked.size() == 1_600 && client.group(P0).offset() == 1_600);
    }

    @Test
    void the_last_commit_waits_for_the_end_of_a_rebalance() throws Exception {
        client.group(P0, 0, "");
        begin(P0);
        send(P0, 0, 3);
        turns(1);
        client.refusals.add(new RebalanceInProgressException("later"));
        client.refusals.add(new RebalanceInProgressException("later"));

        loop.leave(Duration.ofSeconds(5));

        assertThat(client.group(P0).offset()).isEqualTo(3);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void a_wakeup_that_is_meant_for_a_poll_stops_no_commit() throws Exception {
        client.group(P0, 0, "");
        begin(P0);
        send(P0, 0, 3);
        turns(1);
        client.refusals.add(new WakeupException());

        loop.leave(Duration.ofSeconds(5));

        assertThat(client.group(P0).offset()).isEqualTo(3);
    }
}
