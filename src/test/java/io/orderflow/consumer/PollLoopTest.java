package io.orderflow.consumer;

import static io.orderflow.consumer.Records.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The loop in one thread, turn by turn; what is in {@code hanging} ends when a test says so. */
class PollLoopTest {

    private static final TopicPartition P0 = new TopicPartition(TOPIC, 0);
    private static final TopicPartition P1 = new TopicPartition(TOPIC, 1);
    private static final Duration TIMEOUT = Duration.ofMillis(1);

    private final RecordedLog log = new RecordedLog();
    private final DoubleOfConsumer client = new DoubleOfConsumer();
    private final Lanes lanes = new Lanes(64);
    private final List<String> worked = new CopyOnWriteArrayList<>();
    private final Set<String> hanging = ConcurrentHashMap.newKeySet();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final Map<String, Consumer<Outcome>> ends = new ConcurrentHashMap<>();
    private PollLoop loop;

    @AfterEach
    void close() {
        lanes.close();
    }

    @Test
    void it_reads_on_where_the_group_has_come_to_and_leaves_out_what_is_done_beyond() throws Exception {
        client.group(P0, 10, DoneBeyond.encode(10, new long[] {10, 13}, 16, DoneBeyond.NONE));
        begin(P0);
        send(P0, 8, 18);
        turns(2);

        assertThat(worked).containsExactly("0:10", "0:13", "0:16", "0:17");
        assertThat(client.group(P0)).isEqualTo(new OffsetAndMetadata(18, ""));
    }

    @Test
    void a_group_without_an_offset_begins_with_the_first_record_there_is_and_says_so() throws Exception {
        client.updateBeginningOffsets(Map.of(P0, 7L));
        client.updateEndOffsets(Map.of(P0, 9L));
        begin(P0);
        send(P0, 7, 9);
        turns(2);

        assertThat(worked).containsExactly("0:7", "0:8");
        assertThat(client.group(P0).offset()).isEqualTo(9);
        assertThat(
                        log.lines(
                                "begins at the first record of orders in partition 0, and reads what is there, 2 records: it is new, as at the first start, or its offsets were deleted"))
                .hasSize(1);
    }

    @Test
    void a_group_without_an_offset_begins_with_what_is_new_where_that_is_wanted() throws Exception {
        client.updateEndOffsets(Map.of(P0, 5L));
        begin(group(true, false, 1_000, null), 0, P0);
        send(P0, 3, 7);
        turns(2);

        assertThat(worked).containsExactly("0:5", "0:6");
    }

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
    void what_is_in_work_of_a_revoked_partition_ends_and_is_committed() throws Exception {
        client.group(P0, 0, "");
        hanging.add("0:1");
        begin(P0, P1);
        send(P0, 0, 3);
        turns(1);
        CompletableFuture.runAsync(() -> {
            await().until(() -> waits("forget"));
            end("0:1", Outcome.DONE);
        });

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
        CompletableFuture.runAsync(() -> {
            await().until(() -> waits("forget"));
            end("0:1", Outcome.failed(new IllegalStateException("just now"), Duration.ZERO));
        });

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

    @Test
    void leaving_ends_what_is_in_work_and_commits_it() throws Exception {
        client.group(P0, 0, "");
        hanging.add("0:0");
        begin(P0);
        client.send(P0, 0, "same");
        client.send(P0, 1, "same");
        turns(1);
        CompletableFuture.runAsync(() -> {
            await().until(() -> waits("awaitNothingInWork"));
            end("0:0", Outcome.DONE);
        });

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
    void records_that_were_deleted_before_they_were_processed_are_reported() throws Exception {
        client.group(P0, 5, "");
        begin(P0);
        turns(1);
        client.updateBeginningOffsets(Map.of(P0, 100L));
        client.setPollException(new OffsetOutOfRangeException(Map.of(P0, 5L)));
        turns(1);
        send(P0, 100, 102);
        turns(2);

        assertThat(worked).containsExactly("0:100", "0:101");
        assertThat(client.group(P0).offset()).isEqualTo(102);
        assertThat(log.lines())
                .containsExactly("WARN orders : partition 0 : the records from offset 5 to 99 were deleted before they"
                        + " were processed");
    }

    @Test
    void what_is_in_work_while_later_records_are_deleted_is_committed_in_its_turn() throws Exception {
        client.group(P0, 5, "");
        hanging.add("0:5");
        begin(P0);
        send(P0, 5, 7);
        turns(2);
        client.updateBeginningOffsets(Map.of(P0, 100L));
        client.setPollException(new OffsetOutOfRangeException(Map.of(P0, 7L)));
        turns(1);
        send(P0, 100, 101);
        turns(2);
        assertThat(client.group(P0).offset()).isEqualTo(5);

        end("0:5", Outcome.DONE);
        turns(2);

        assertThat(client.group(P0)).isEqualTo(new OffsetAndMetadata(101, ""));
        assertThat(log.lines("from offset 7 to 99 were deleted")).hasSize(1);
    }

    @Test
    void a_topic_that_was_made_anew_is_read_from_its_beginning() throws Exception {
        client.group(P0, 500, DoneBeyond.encode(500, new long[] {500}, 600, DoneBeyond.NONE));
        hanging.add("0:500");
        begin(P0);
        client.send(P0, 500, "same");
        client.send(P0, 600, "same");
        turns(1);
        client.updateBeginningOffsets(Map.of(P0, 0L));
        client.setPollException(new OffsetOutOfRangeException(Map.of(P0, 601L)));
        turns(1);
        client.send(P0, 0, "same");
        client.send(P0, 1, "other");
        turns(2);
        end("0:500", Outcome.DONE);
        turns(2);

        assertThat(worked).containsExactly("0:500", "0:0", "0:1");
        assertThat(client.group(P0)).isEqualTo(new OffsetAndMetadata(2, ""));
        assertThat(log.lines("offset 601, to which this group has read, does not exist any more"))
                .hasSize(1);
    }

    /** It was made anew and has grown since: the position is within it, and belongs to other records. */
    @Test
    void a_position_within_the_topic_that_is_out_of_range_is_one_of_other_records() throws Exception {
        client.group(P0, 50, "");
        begin(P0);
        turns(1);
        client.updateBeginningOffsets(Map.of(P0, 0L));
        client.updateEndOffsets(Map.of(P0, 100L));
        client.setPollException(new OffsetOutOfRangeException(Map.of(P0, 50L)));
        turns(1);
        send(P0, 0, 2);
        turns(2);

        assertThat(worked).containsExactly("0:0", "0:1");
        assertThat(client.group(P0).offset()).isEqualTo(2);
    }

    @Test
    void a_broker_that_does_not_say_where_a_partition_begins_is_asked_again() throws Exception {
        client.group(P0, 5, "");
        begin(P0);
        turns(1);
        client.updateBeginningOffsets(Map.of(P0, 100L));
        client.unanswered.add(new TimeoutException("no answer"));
        client.setPollException(new OffsetOutOfRangeException(Map.of(P0, 5L)));
        turns(1);
        client.setPollException(new OffsetOutOfRangeException(Map.of(P0, 5L)));
        turns(1);
        send(P0, 100, 101);
        turns(2);

        assertThat(worked).containsExactly("0:100");
    }

    @Test
    void a_partition_that_has_its_share_is_paused_until_some_is_done() throws Exception {
        client.group(P0, 0, "");
        client.group(P1, 0, "");
        hanging.addAll(List.of("0:0", "0:1", "0:2", "0:3"));
        begin(group(false, false, 8, null), 0, P0, P1);
        send(P0, 0, 4);
        turns(1);
        send(P0, 4, 6);
        send(P1, 0, 2);
        turns(3);

        assertThat(client.paused()).containsExactly(P0);
        assertThat(loop.held()).isEqualTo(4);
        assertThat(worked).contains("1:1").doesNotContain("0:4");
        end("0:2", Outcome.DONE);
        awaitTurns(() -> worked.containsAll(List.of("0:4", "0:5")));
        end("0:0", Outcome.DONE);
        end("0:1", Outcome.DONE);
        end("0:3", Outcome.DONE);
        awaitTurns(() -> client.group(P0).offset() == 6);
        assertThat(client.paused()).isEmpty();
    }

    @Test
    void a_paused_loop_ends_what_is_in_work_and_commits_it_and_keeps_its_place_and_the_rest() throws Exception {
        hanging.add("0:0");
        begin(P0);
        send(P0, 0, 2);
        turns(2);
        loop.pause(true);
        end("0:0", Outcome.DONE);
        awaitTurns(() -> client.group(P0).offset() == 2);
        client.rebalance(new HashSet<>(List.of(P0, P1)));
        send(P0, 2, 4);
        send(P1, 0, 2);
        turns(4);

        assertThat(worked).containsExactly("0:0", "0:1");
        assertThat(loop.assigned()).containsExactlyInAnyOrder(P0, P1);
        loop.pause(false);
        awaitTurns(() -> worked.size() == 6);
        assertThat(worked).contains("0:2", "0:3", "1:0", "1:1");
    }

    @Test
    void a_partition_that_was_paused_and_comes_back_is_read() throws Exception {
        client.group(P0, 0, "");
        hanging.addAll(List.of("0:0", "0:1"));
        begin(group(false, false, 2, null), 0, P0);
        send(P0, 0, 2);
        turns(2);
        assertThat(client.paused()).containsExactly(P0);

        client.lose(P0);
        client.rebalance(Set.of(P1));
        hanging.clear();
        client.rebalance(Set.of(P0));
        send(P0, 0, 3);
        turns(3);

        assertThat(client.group(P0).offset()).isEqualTo(3);
    }

    @Test
    void what_poll_throws_is_reported_once_and_the_loop_goes_on() throws Exception {
        client.group(P0, 0, "");
        begin(P0);
        for (int i = 0; i < 4; i++) {
            client.setPollException(new AuthorizationException("not yours"));
            turns(1);
        }
        assertThat(loop.trouble()).contains("not yours");
        client.setPollException(new KafkaException("something else"));
        turns(1);
        client.setPollException(new WakeupException());
        turns(1);
        send(P0, 0, 1);
        turns(2);

        assertThat(log.lines())
                .containsExactly(
                        "WARN Can't read from Kafka, trying again: not yours",
                        "WARN Can't read from Kafka, trying again: something else");
        assertThat(loop.trouble()).isNull();
        assertThat(client.group(P0).offset()).isEqualTo(1);
    }

    @Test
    void it_reads_nothing_before_the_broker_has_said_from_where() throws Exception {
        client.group(P0, 2, "");
        client.unanswered.add(new TimeoutException("no answer"));
        client.unanswered.add(new TimeoutException("no answer"));
        begin(P0);
        assertThat(client.paused()).containsExactly(P0);
        turns(1);
        assertThat(client.paused()).containsExactly(P0);
        send(P0, 0, 4);
        turns(3);

        assertThat(client.paused()).isEmpty();
        assertThat(worked).containsExactly("0:2", "0:3");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_partition_without_a_leader_keeps_no_other_one_closed(boolean latest) throws Exception {
        client.leaderless.add(P0);
        begin(group(latest, false, 1_000, null), 0, P0, P1);
        send(P1, 0, 2);
        turns(3);
        assertThat(worked).containsExactly("1:0", "1:1");

        client.leaderless.clear();
        send(P0, 0, 2);
        turns(3);
        assertThat(client.paused()).isEmpty();
        assertThat(worked).contains("1:0", "1:1");
    }

    @Test
    void who_may_not_ask_from_where_to_read_is_reported_once_and_asks_again() throws Exception {
        client.group(P0, 2, "");
        client.unanswered.add(new TimeoutException("no answer"));
        begin(P0);
        for (int i = 0; i < 3; i++) {
            client.unanswered.add(new GroupAuthorizationException("a-group"));
        }
        turns(3);
        send(P0, 2, 4);
        turns(2);

        assertThat(log.lines("Can't read from Kafka, trying again")).hasSize(1);
        assertThat(worked).containsExactly("0:2", "0:3");
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

    @Test
    void what_comes_later_than_the_assignment_is_left_alone_where_that_is_wanted() throws Exception {
        client.group(P0, 0, "");
        client.updateEndOffsets(Map.of(P0, 3L));
        begin(group(false, true, 1_000, null), 0, P0);
        send(P0, 0, 6);
        turns(5);

        assertThat(worked).containsExactly("0:0", "0:1", "0:2");
        assertThat(client.group(P0)).isEqualTo(new OffsetAndMetadata(3, ""));
        assertThat(client.paused()).containsExactly(P0);
        assertThat(log.lines()).containsExactly("INFO orders : partition 0 is read up to its end at offset 3");
    }

    @Test
    void what_was_done_before_is_read_back_into_the_memory_and_not_worked_on() throws Exception {
        client.group(P0, 5, DoneBeyond.encode(5, new long[] {5}, 7, DoneBeyond.NONE));
        Memory memory = new Memory(2);
        begin(group(false, false, 1_000, memory), 0, P0);
        send(P0, 0, 9);
        turns(3);

        assertThat(memory.recalled).containsExactly(2L, 3L, 4L, 6L);
        assertThat(worked).containsExactly("0:5", "0:7", "0:8");
        assertThat(memory.reached).endsWith(9L).doesNotContain(0L, 2L);
        assertThat(log.lines("4 orders that were processed before are remembered"))
                .hasSize(1);
        assertThat(client.commits).noneMatch(commit -> commit.get(P0).offset() < 5);
    }

    private static final class Memory implements RecordMemory {

        private final long from;
        private final List<Long> recalled = new ArrayList<>();
        private final Set<Long> reached = new java.util.LinkedHashSet<>();

        Memory(long from) {
            this.from = from;
        }

        @Override
        public void prepare(
                String group, Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> readers) {
            // nothing is prepared
        }

        @Override
        public long claim(Object reader, String group, TopicPartition partition, long committed) {
            return from;
        }

        @Override
        public void recall(String group, ConsumerRecord<byte[], byte[]> record) {
            recalled.add(record.offset());
        }

        @Override
        public void reached(String group, TopicPartition partition, long offset) {
            reached.add(offset);
        }

        @Override
        public void release(Object reader, String group, Collection<TopicPartition> assigned) {
            // it keeps all
        }

        @Override
        public int size(String group) {
            return recalled.size();
        }
    }

    private RouteGroup group(boolean fromLatest, boolean untilEnd, int maxRecords, RecordMemory memory) {
        return new RouteGroup(
                "a-group", fromLatest, untilEnd, new RouteGroup.Bounds(maxRecords, Long.MAX_VALUE), memory, () -> {
                    throw new IllegalStateException("nobody reads besides");
                });
    }

    private void begin(TopicPartition... partitions) {
        begin(group(false, false, 1_000, null), 0, partitions);
    }

    private void begin(RouteGroup group, int threads, TopicPartition... partitions) {
        begin(group, threads, this::handle, partitions);
    }

    private void begin(RouteGroup group, int threads, RecordHandler handler, TopicPartition... partitions) {
        Worker worker = new Worker(lanes, handler, log.logger());
        loop = new PollLoop(
                client,
                group,
                TIMEOUT,
                lanes,
                new Workers(lanes, () -> worker, threads, this::thread, log.logger()),
                log.logger());
        client.subscribe(List.of(TOPIC), loop.listener(() -> {}));
        client.rebalance(new HashSet<>(List.of(partitions)));
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task, "worker");
        thread.setDaemon(true);
        return thread;
    }

    private Outcome handle(PolledRecord record, Retry retry, Consumer<Outcome> later) {
        worked.add(name(record));
        if (hanging.contains(name(record))) {
            ends.put(name(record), later);
            return null;
        }
        return failing.contains(name(record))
                ? Outcome.failed(new IllegalStateException("no"), Duration.ofHours(1))
                : Outcome.DONE;
    }

    private static String name(PolledRecord record) {
        return record.partition().partition() + ":" + record.record().offset();
    }

    private void end(String record, Outcome outcome) {
        ends.remove(record).accept(outcome);
    }

    /** Records of as many keys. */
    private void send(TopicPartition partition, long from, long to) {
        LongStream.range(from, to).forEach(offset -> client.send(partition, offset, "key-" + offset));
    }

    private void turns(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            turn();
        }
    }

    private void awaitTurns(java.util.concurrent.Callable<Boolean> condition) {
        await().pollInterval(1, TimeUnit.MILLISECONDS).pollInSameThread().until(() -> {
            turn();
            return condition.call();
        });
    }

    private List<Long> doneBeyond(TopicPartition partition, long end) {
        OffsetAndMetadata position = client.group(partition);
        DoneBeyond beyond = DoneBeyond.decode(position.offset(), position.metadata());
        return LongStream.range(0, end).filter(beyond::contains).boxed().toList();
    }

    private static boolean waits(String method) {
        return Thread.getAllStackTraces().values().stream()
                .anyMatch(stack -> java.util.Arrays.stream(stack)
                                .anyMatch(frame -> frame.getMethodName().equals("awaitNanos"))
                        && java.util.Arrays.stream(stack)
                                .anyMatch(frame -> frame.getMethodName().equals(method)
                                        && frame.getClassName().equals(Lanes.class.getName())));
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One turn; where a record holds it up, it is left alone. */
    private void turn() {
        AtomicBoolean once = new AtomicBoolean(true);
        Thread poller = new Thread(
                () -> {
                    try {
                        loop.run(() -> once.getAndSet(false));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "poller");
        poller.setDaemon(true);
        poller.start();
        try {
            for (poller.join(5); poller.isAlive() && !loop.isToBeContinued(); poller.join(5)) {
                // it polls, and is looked after
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
