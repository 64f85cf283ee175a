package io.orderflow.consumer;

import static io.orderflow.consumer.Records.PARTITION;
import static io.orderflow.consumer.Records.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orderflow.failure.Causes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConsumerThreadTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofSeconds(10);

    private final RecordedLog log = new RecordedLog();
    private final List<Client> clients = new CopyOnWriteArrayList<>();
    /** Thrown by the next polls, closes and attempts to make a client. */
    private final Queue<Throwable> polls = new ConcurrentLinkedQueue<>();

    private final Queue<Throwable> closes = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> starts = new ConcurrentLinkedQueue<>();
    private final List<Lanes> lanes = new CopyOnWriteArrayList<>();
    private final CountDownLatch hang = new CountDownLatch(1);
    private RecordHandler handler = (record, retry, later) -> Outcome.DONE;
    private Duration pollTimeout = HOUR;
    /** The record at offset 17, for the memory that there is. */
    private volatile boolean isTooLarge;

    private int threads;
    private final ConsumerThread thread = new ConsumerThread("track-orders-1", this::loop, log.logger());

    static List<Throwable> whatever() {
        return List.of(
                new IllegalStateException("a fault of the client"),
                new StackOverflowError("too deep"),
                new OutOfMemoryError("not really"),
                new NoClassDefFoundError("gone"));
    }

    @AfterEach
    void stop() throws InterruptedException {
        hang.countDown();
        thread.stop(Duration.ZERO);
        thread.join();
    }

    @Test
    void one_that_is_about_to_begin_is_alive_and_can_be_stopped() {
        assertThat(thread.isAlive()).isTrue();
        assertThat(thread.trouble()).isNull();
    }

    @ParameterizedTest
    @MethodSource("whatever")
    void whatever_ends_a_loop_is_reported_and_a_new_one_begins(Throwable cause) {
        polls.add(cause);
        thread.start();

        await().atMost(SHORT).until(() -> clients.size() == 2 && clients.get(1).isPolled);
        assertThat(log.lines("The consumer has ended, and begins anew: " + Causes.words(cause)))
                .hasSize(1);
        assertThat(clients.get(0).closed()).isTrue();
        assertThat(thread.isAlive()).isTrue();
        assertThat(thread.trouble()).isNull();
    }

    /** A megabyte that unpacks to gigabytes: Kafka's client has no bound. */
    @Test
    void a_record_that_takes_the_memory_time_and_again_is_named_and_set_apart() {
        pollTimeout = Duration.ofMillis(5);
        isTooLarge = true;
        thread.start();

        await().atMost(SHORT).until(() -> clients.size() == 4 && clients.get(3).isPolledEmpty);
        assertThat(thread.trouble())
                .startsWith("A record at orders : partition 0 : offset 17 or soon behind it does not fit into memory")
                .contains("-Xmx")
                .contains("kafka-consumer-groups --reset-offsets");
        assertThat(log.lines("A record at ")).hasSize(1);

        isTooLarge = false;
        clients.get(3).sent(17, 18);
        await().atMost(SHORT).until(() -> clients.size() == 5 && clients.get(4).isPolled);
        assertThat(clients.get(3).group(PARTITION).offset()).isEqualTo(18);
        assertThat(clients.get(3).closed()).isTrue();
        assertThat(thread.trouble()).isNull();
    }

    @ParameterizedTest
    @MethodSource("whatever")
    void what_closing_a_client_throws_ends_no_thread(Throwable cause) {
        polls.add(new IllegalStateException("a fault of the client"));
        closes.add(cause);
        thread.start();

        await().atMost(SHORT).until(() -> clients.size() == 2 && clients.get(1).isPolled);
        assertThat(thread.isAlive()).isTrue();
    }

    @Test
    void a_client_that_cannot_be_made_is_reported_once_and_tried_again() {
        starts.add(new KafkaException("no such host"));
        starts.add(new KafkaException("no such host"));
        thread.start();

        await().atMost(SHORT).until(() -> thread.trouble() != null);
        assertThat(thread.loop()).isNull();
        await().atMost(SHORT).until(() -> clients.size() == 1 && clients.get(0).isPolled);
        assertThat(log.lines()).containsExactly("WARN The consumer has ended, and begins anew: no such host");
        assertThat(thread.trouble()).isNull();
    }

    @Test
    void it_stops_while_it_waits_for_records() throws Exception {
        thread.start();
        await().until(() -> clients.size() == 1 && clients.get(0).isPolled);

        assertStops();
        assertThat(clients.get(0).closed()).isTrue();
    }

    @Test
    void it_stops_while_it_waits_after_a_poll_that_was_refused() throws Exception {
        polls.add(new KafkaException("not yours"));
        thread.start();
        await().until(() -> !log.lines("not yours").isEmpty());

        assertStops();
    }

    @Test
    void it_stops_while_it_waits_to_begin_anew() throws Exception {
        for (int i = 0; i < 100; i++) {
            starts.add(new KafkaException("no such host"));
        }
        thread.start();
        await().until(() -> thread.trouble() != null);

        assertStops();
    }

    @Test
    void it_stops_before_it_has_begun() throws Exception {
        thread.stop(Duration.ZERO);
        thread.start();
        thread.join();

        assertThat(thread.isAlive()).isFalse();
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void what_is_done_when_it_stops_is_committed() throws Exception {
        pollTimeout = Duration.ofMillis(5);
        thread.start();
        await().until(() -> clients.size() == 1);
        clients.get(0).sent(0, 5);
        await().until(() -> clients.get(0).isPolledEmpty);

        assertStops();
        assertThat(clients.get(0).group(PARTITION)).isEqualTo(new OffsetAndMetadata(5, ""));
    }

    @Test
    void a_record_in_work_has_the_time_that_it_may_have() throws Exception {
        threads = 2;
        startHanging();

        thread.stop(SHORT);
        hang.countDown();
        thread.join();

        assertThat(thread.isAlive()).isFalse();
        assertThat(clients.get(0).group(PARTITION).offset()).isEqualTo(1);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void a_step_that_hangs_in_another_thread_does_not_keep_it_from_stopping() throws Exception {
        threads = 2;
        startHanging();

        thread.stop(Duration.ofMillis(20));
        thread.join();

        assertThat(thread.isAlive()).isFalse();
        assertThat(clients.get(0).group(PARTITION).offset()).isZero();
        assertThat(log.lines("1 record is still in work")).hasSize(1);
    }

    @Test
    void a_step_that_hangs_in_the_polling_thread_is_left_behind_with_one_sentence() throws Exception {
        startHanging();

        thread.stop(Duration.ZERO);
        thread.join();

        assertThat(log.lines())
                .containsExactly(
                        "WARN track-orders-1 does not end: it is abandoned, and its records will be read again");
    }

    /** However many hang, a stop takes no longer. */
    @Test
    void its_time_to_stop_begins_when_it_is_asked_to() throws Exception {
        startHanging();
        thread.stop(Duration.ZERO);
        thread.join();
        long began = System.nanoTime();

        thread.join();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(700));
    }

    @Test
    void a_step_that_interrupts_its_thread_ends_nothing() throws Exception {
        pollTimeout = Duration.ofMillis(5);
        handler = (record, retry, later) -> {
            Thread.currentThread().interrupt();
            return Outcome.DONE;
        };
        thread.start();
        await().until(() -> clients.size() == 1);
        clients.get(0).sent(0, 1);

        await().atMost(SHORT).until(() -> {
            var committed = clients.get(0).group(PARTITION);
            return committed != null && committed.offset() == 1;
        });
        assertThat(clients).hasSize(1);
        assertThat(log.lines()).isEmpty();
        assertStops();
    }

    /** Starts it with a record whose step hangs. */
    private void startHanging() {
        handler = (record, retry, later) -> {
            awaitHang();
            return Outcome.DONE;
        };
        thread.start();
        await().until(() -> clients.size() == 1);
        clients.get(0).sent(0, 1);
        await().until(() -> lanes.get(0).state(0).inWork() == 1);
    }

    private void assertStops() throws InterruptedException {
        thread.stop(Duration.ofMillis(500));
        thread.join();
        assertThat(thread.isAlive()).isFalse();
        assertThat(log.lines("abandoned")).isEmpty();
    }

    private void awaitHang() {
        boolean over = false;
        while (!over) {
            try {
                hang.await();
                over = true;
            } catch (InterruptedException e) {
                // a step that does not care
            }
        }
    }

    private PollLoop loop(TooLargeRecord tooLarge) {
        throwNext(starts);
        Client client = new Client();
        Lanes own = new Lanes(threads == 0 ? 1 : threads);
        Worker worker = new Worker(own, handler, FailedTries.NOBODYS, log.logger());
        RouteGroup group =
                new RouteGroup("a-group", false, false, new RouteGroup.Bounds(100, Long.MAX_VALUE), null, () -> {
                    throw new IllegalStateException("nobody reads besides");
                });
        Workers workers = new Workers(own, () -> worker, threads, this::worker, log.logger());
        PollLoop loop = new PollLoop(client, group, pollTimeout, own, workers, tooLarge, log.logger());
        client.subscribe(List.of(TOPIC), loop.listener(() -> {}));
        client.schedulePollTask(() -> {
            client.rebalance(Set.of(PARTITION));
            if (isTooLarge) {
                client.updateEndOffsets(Map.of(PARTITION, 18L));
                client.seek(PARTITION, 17);
            }
        });
        lanes.add(own);
        clients.add(client);
        return loop;
    }

    private Thread worker(Runnable task) {
        Thread worker = new Thread(task, "worker");
        worker.setDaemon(true);
        return worker;
    }

    private static void throwNext(Queue<Throwable> failures) {
        Throwable failure = failures.poll();
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    /** Waits as Kafka's own does, until it is woken. */
    private final class Client extends DoubleOfConsumer {

        private volatile boolean isPolled;
        private volatile boolean isPolledEmpty;
        private volatile boolean isAwake;

        void sent(long from, long to) {
            schedulePollTask(() -> {
                for (long offset = from; offset < to; offset++) {
                    send(PARTITION, offset, "key-" + offset);
                }
            });
        }

        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            throwNext(polls);
            if (isTooLarge && assignment().stream().anyMatch(partition -> !paused().contains(partition))) {
                throw new OutOfMemoryError("not really");
            }
            if (Thread.interrupted()) {
                throw new InterruptException("interrupted");
            }
            long end = System.nanoTime() + timeout.toNanos();
            ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
            isPolled = true;
            while (records.isEmpty() && !isAwake && System.nanoTime() - end < 0) {
                LockSupport.parkNanos(1_000_000);
                records = super.poll(timeout);
            }
            isPolledEmpty = records.isEmpty() && System.nanoTime() - end >= 0;
            return records;
        }

        @Override
        public void wakeup() {
            isAwake = true;
            super.wakeup();
        }

        @Override
        public void close(CloseOptions options) {
            super.close(options);
            throwNext(closes);
        }
    }
}
