package io.orderflow.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** What a loop does where records, or their topic, are gone before it has read them. */
class PollLoopGoneTest extends PollLoopTurns {

    @Test
    void records_that_were_deleted_before_they_were_processed_are_reported() throws Exception {
        client.group(P0, 5, "");
        begin(P0);
        turns(1);
        turnOutOfRange(5, 100);
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
        turnOutOfRange(7, 100);
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
        turnOutOfRange(601, 0);
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

    /** The poll finds that the position is out of range, and the partition begins elsewhere. */
    private void turnOutOfRange(long position, long beginning) throws InterruptedException {
        client.updateBeginningOffsets(Map.of(P0, beginning));
        client.setPollException(new OffsetOutOfRangeException(Map.of(P0, position)));
        turns(1);
    }
}
