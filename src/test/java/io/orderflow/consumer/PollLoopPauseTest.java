package io.orderflow.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Test;

/** When a loop does not read, and how it goes on. */
class PollLoopPauseTest extends PollLoopTurns {

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
    void a_paused_loop_ends_what_is_in_work_and_keeps_its_place_and_the_rest() throws Exception {
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
}
