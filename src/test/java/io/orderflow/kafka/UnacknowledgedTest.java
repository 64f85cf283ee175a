package io.orderflow.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.errors.InterruptException;
import org.junit.jupiter.api.Test;

class UnacknowledgedTest {

    private final Unacknowledged two = new Unacknowledged(2);
    private final List<String> called = new ArrayList<>();

    private Unacknowledged.Sent begin(String name) {
        return two.begin((metadata, failure) -> called.add(name + " " + (failure == null)));
    }

    @Test
    void one_record_too_many_waits_until_another_is_acknowledged_or_has_failed() {
        Unacknowledged.Sent first = begin("first");
        Unacknowledged.Sent second = begin("second");
        for (Unacknowledged.Sent ended : List.of(first, second)) {
            CompletableFuture<Unacknowledged.Sent> next = new CompletableFuture<>();
            Thread thread = new Thread(() -> next.complete(begin("next")));
            thread.start();
            await().until(() -> thread.getState() == Thread.State.WAITING);

            ended.onCompletion(null, ended == first ? null : new IllegalStateException());
            next.join();
        }
        assertThat(called).containsExactly("first true", "second false");
    }

    @Test
    void one_that_could_not_be_sent_takes_no_room() {
        for (int i = 0; i < 3; i++) {
            begin("none").giveUp();
        }
        assertThat(called).isEmpty();
    }

    @Test
    void the_thread_that_makes_the_room_does_not_wait_and_makes_no_more_than_there_was() throws Exception {
        Thread network = new Thread(
                () -> {
                    for (int i = 0; i < 5; i++) {
                        begin("callback");
                    }
                    begin("callback").onCompletion(null, null);
                },
                KafkaProducer.NETWORK_THREAD_PREFIX + " | producer-1");
        network.start();
        network.join();
        assertThat(called).containsExactly("callback true");

        called.clear();
        one_record_too_many_waits_until_another_is_acknowledged_or_has_failed();
    }

    @Test
    void an_interrupt_ends_the_waiting() throws Exception {
        begin("first");
        begin("second");
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(() -> begin("third"));
        thread.setUncaughtExceptionHandler((of, failure) -> thrown.set(failure));
        thread.start();
        thread.interrupt();
        thread.join();
        assertThat(thrown.get()).isInstanceOf(InterruptException.class);
    }
}
