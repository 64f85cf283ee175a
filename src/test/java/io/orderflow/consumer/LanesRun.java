package io.orderflow.consumer;

import static io.orderflow.consumer.Records.TOPIC;
import static io.orderflow.consumer.Records.polled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/** Lanes of at most four keys at a time, and records of three keys. */
abstract class LanesRun {

    static final TopicPartition OTHER = new TopicPartition(TOPIC, 1);
    static final Duration HOUR = Duration.ofHours(1);
    static final Outcome FAILED = Outcome.failed(new IllegalStateException("no"), HOUR);
    static final Outcome FAILED_SHORTLY = Outcome.failed(new IllegalStateException("no"), Duration.ZERO);

    final Lanes lanes = new Lanes(4);
    final PolledRecord a1 = polled(1, "a");
    final PolledRecord a2 = polled(2, "a");
    final PolledRecord b1 = polled(4, "b");
    final PolledRecord b2 = polled(5, "b");
    final PolledRecord c1 = polled(6, "c");

    /** Whether a thread waits in this method, and so has given the lock away. */
    static boolean isWaitedFor(String method) {
        return Thread.getAllStackTraces().values().stream()
                .anyMatch(stack -> Arrays.stream(stack)
                                .anyMatch(frame -> frame.getMethodName().equals("awaitNanos"))
                        && Arrays.stream(stack)
                                .anyMatch(frame -> frame.getMethodName().equals(method)
                                        && frame.getClassName().equals(Lanes.class.getName())));
    }

    void add(PolledRecord... records) {
        lanes.add(List.of(records));
    }

    Batch taken() {
        return taken(1);
    }

    Batch taken(int size) {
        Batch batch = size == 1 ? new Batch() : batchOf(size);
        assertThat(lanes.take(batch)).isTrue();
        return batch;
    }

    void fail(Batch batch, Outcome outcome) {
        PolledRecord record = batch.next();
        lanes.failed(batch, record, outcome);
        if (batch.next() instanceof PolledRecord) {
            throw new IllegalStateException("the batch has more");
        }
        lanes.finish(batch);
    }

    int forget(Collection<TopicPartition> partitions, Duration patience) {
        try {
            return lanes.forget(partitions, patience);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A thread of its own that waits for work with this batch; true when it has got some. */
    CompletableFuture<Boolean> waiting(Batch batch) {
        lanes.shareOut(new Batch(), 0);
        CompletableFuture<Boolean> got = CompletableFuture.supplyAsync(() -> waitFor(batch));
        await().until(() -> isWaitedFor("await"));
        return got;
    }

    boolean waitFor(Batch batch) {
        try {
            return lanes.await(batch, HOUR);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    List<PolledRecord> drained() {
        Batch batch = new Batch();
        return lanes.take(batch) ? drained(batch) : List.of();
    }

    /** What the batch has, and all that can be taken after it. */
    List<PolledRecord> drained(Batch batch) {
        List<PolledRecord> records = new ArrayList<>();
        do {
            records.addAll(all(batch));
            lanes.finish(batch);
        } while (lanes.take(batch));
        return records;
    }

    static List<PolledRecord> all(Batch batch) {
        List<PolledRecord> records = new ArrayList<>();
        for (PolledRecord record = batch.next(); record != null; record = batch.next()) {
            records.add(record);
        }
        return records;
    }

    /** A batch that takes at least so many records: it takes more when the last ones were fast. */
    static Batch batchOf(int size) {
        Lanes others = new Lanes(1);
        Batch batch = new Batch();
        for (int taken = 0; taken < size; ) {
            others.add(IntStream.range(0, size).mapToObj(i -> polled(i, "key")).toList());
            others.take(batch);
            taken = all(batch).size();
            others.finish(batch);
        }
        return batch;
    }
}
