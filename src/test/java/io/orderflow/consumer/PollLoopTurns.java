package io.orderflow.consumer;

import static io.orderflow.consumer.Records.TOPIC;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;

/** The loop in one thread, turn by turn; what is in {@code hanging} ends when a test says so. */
abstract class PollLoopTurns {

    static final TopicPartition P0 = new TopicPartition(TOPIC, 0);
    static final TopicPartition P1 = new TopicPartition(TOPIC, 1);
    static final Duration TIMEOUT = Duration.ofMillis(1);

    final RecordedLog log = new RecordedLog();
    final DoubleOfConsumer client = new DoubleOfConsumer();
    final Lanes lanes = new Lanes(64);
    final List<String> worked = new CopyOnWriteArrayList<>();
    final Set<String> hanging = ConcurrentHashMap.newKeySet();
    final Set<String> failing = ConcurrentHashMap.newKeySet();
    final Map<String, Consumer<Outcome>> ends = new ConcurrentHashMap<>();
    final TooLargeRecord tooLarge = new TooLargeRecord();
    PollLoop loop;

    @AfterEach
    void close() {
        lanes.close();
    }

    RouteGroup group(boolean fromLatest, boolean untilEnd, int maxRecords, RecordMemory memory) {
        return new RouteGroup(
                "a-group", fromLatest, untilEnd, new RouteGroup.Bounds(maxRecords, Long.MAX_VALUE), memory, () -> {
                    throw new IllegalStateException("nobody reads besides");
                });
    }

    void begin(TopicPartition... partitions) {
        begin(group(false, false, 1_000, null), 0, partitions);
    }

    void begin(RouteGroup group, int threads, TopicPartition... partitions) {
        begin(group, threads, this::handle, partitions);
    }

    void begin(RouteGroup group, int threads, RecordHandler handler, TopicPartition... partitions) {
        Worker worker = new Worker(lanes, handler, FailedTries.NOBODYS, log.logger());
        loop = new PollLoop(
                client,
                group,
                TIMEOUT,
                lanes,
                new Workers(lanes, () -> worker, threads, this::thread, log.logger()),
                tooLarge,
                log.logger());
        client.subscribe(List.of(TOPIC), loop.listener(() -> {}));
        client.rebalance(new HashSet<>(List.of(partitions)));
    }

    Thread thread(Runnable task) {
        Thread thread = new Thread(task, "worker");
        thread.setDaemon(true);
        return thread;
    }

    Outcome handle(PolledRecord record, Retry retry, Consumer<Outcome> later) {
        worked.add(name(record));
        if (hanging.contains(name(record))) {
            ends.put(name(record), later);
            return null;
        }
        return failing.contains(name(record))
                ? Outcome.failed(new IllegalStateException("no"), Duration.ofHours(1))
                : Outcome.DONE;
    }

    static String name(PolledRecord record) {
        return record.partition().partition() + ":" + record.record().offset();
    }

    void end(String record, Outcome outcome) {
        ends.remove(record).accept(outcome);
    }

    /** Records of as many keys. */
    void send(TopicPartition partition, long from, long to) {
        LongStream.range(from, to).forEach(offset -> client.send(partition, offset, "key-" + offset));
    }

    void turns(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            turn();
        }
    }

    void awaitTurns(java.util.concurrent.Callable<Boolean> condition) {
        await().pollInterval(1, TimeUnit.MILLISECONDS).pollInSameThread().until(() -> {
            turn();
            return condition.call();
        });
    }

    List<Long> doneBeyond(TopicPartition partition, long end) {
        OffsetAndMetadata position = client.group(partition);
        DoneBeyond beyond = DoneBeyond.decode(position.offset(), position.metadata());
        return LongStream.range(0, end).filter(beyond::contains).boxed().toList();
    }

    /** One turn; where a record holds it up, it is left alone. */
    void turn() {
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
