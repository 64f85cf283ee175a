package io.orderflow.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From where a loop reads, and up to where. */
class PollLoopPositionTest extends PollLoopTurns {

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
                                "has no committed offset in partition 0 of orders, and begins at the first record: 2 records to read"))
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

        assertThat(client.waits).isZero();
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

    /** Where records are read back, all of them would be taken for done. */
    @Test
    void an_offset_of_the_group_beyond_the_end_is_none() throws Exception {
        client.group(P0, 1_000_000, "");
        client.updateEndOffsets(Map.of(P0, 2L));
        begin(group(false, false, 1_000, new Memory(0)), 0, P0);
        turns(1);
        assertThat(client.position(P0)).isEqualTo(1_000_000);
        client.setPollException(new OffsetOutOfRangeException(Map.of(P0, 1_000_000L)));
        turns(1);
        send(P0, 0, 3);
        turns(2);

        assertThat(worked).containsExactly("0:0", "0:1", "0:2");
        assertThat(client.group(P0).offset()).isEqualTo(3);
        assertThat(log.lines("offset 1000000, to which this group has read, does not exist any more"))
                .hasSize(1);
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
}
