package io.orderflow.consumer;

import static io.orderflow.consumer.Records.polled;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** In which order records are given out, and to whom. */
class LanesTest extends LanesRun {

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
}
