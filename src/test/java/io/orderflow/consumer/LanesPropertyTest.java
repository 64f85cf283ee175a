package io.orderflow.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.common.TopicPartition;

/** Whatever happens in whatever order: a key's records are worked on in their order, one at a time, and none is lost. */
class LanesPropertyTest {

    private static final Outcome FAILED = Outcome.failed(new IllegalStateException("no"), Duration.ZERO);

    @Property(tries = 600)
    void no_key_is_worked_on_twice_at_a_time_nor_out_of_order_and_nothing_is_lost(
            @ForAll @IntRange(min = 1, max = 4) int parallel,
            @ForAll @Size(max = 150) List<@IntRange(min = 0, max = 9_999) Integer> steps)
            throws InterruptedException {
        Model model = new Model(parallel);
        for (int step : steps) {
            model.step(step % 20, step / 20);
        }
        model.drain();
    }

    /** A thread that works on what it has taken. */
    private static final class Actor {
        private final Batch batch = new Batch();
        private PolledRecord current;
    }

    /** A record that goes on in another thread. */
    private record Call(PolledRecord record, Object token) {}

    private static final class Model {

        private final Lanes lanes;
        private final int parallel;
        private final List<Actor> actors = List.of(new Actor(), new Actor(), new Actor(), new Actor(), new Actor());
        private final List<Call> calls = new ArrayList<>();
        /** Added, not done and not forgotten, by key. */
        private final Map<Key, Deque<PolledRecord>> expected = new HashMap<>();

        private final Set<PolledRecord> inWork = new HashSet<>();
        private final Set<PolledRecord> forgotten = new HashSet<>();
        private long offset;

        Model(int parallel) {
            this.parallel = parallel;
            this.lanes = new Lanes(parallel);
        }

        void step(int kind, int choice) throws InterruptedException {
            switch (kind) {
                case 0, 1, 2 -> add(1 + choice % 4, choice / 4);
                case 3, 4, 5 -> take(actors.get(choice % actors.size()));
                case 6, 7, 8, 9 -> ended(actors.get(choice % actors.size()), Outcome.DONE);
                case 10, 11 -> ended(actors.get(choice % actors.size()), FAILED);
                case 12, 13 -> detach(actors.get(choice % actors.size()));
                case 14, 15 -> complete(choice, choice % 3 == 0 ? FAILED : Outcome.DONE);
                case 16, 17 -> lanes.pollTimeout(Duration.ofHours(1));
                case 18 -> stuck();
                default -> forget(choice);
            }
            assertThat(lanes.state(0).inWork()).isLessThanOrEqualTo(parallel);
        }

        private void add(int count, int choice) {
            List<PolledRecord> records = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int key = (choice + i * 7) % 5;
                TopicPartition partition = new TopicPartition("orders", (choice / 5 + i) % 2);
                records.add(Records.polled(partition, offset++, key == 0 ? null : "key-" + key));
            }
            add(records);
        }

        private void add(List<PolledRecord> records) {
            records.forEach(record -> expected.computeIfAbsent(record.key(), key -> new ArrayDeque<>())
                    .add(record));
            lanes.add(records);
        }

        private void take(Actor actor) {
            if (actor.current == null && lanes.take(actor.batch)) {
                next(actor);
            }
        }

        private void next(Actor actor) {
            actor.current = actor.batch.next();
            if (actor.current == null) {
                lanes.finish(actor.batch);
            } else {
                begin(actor.current);
            }
        }

        private void begin(PolledRecord record) {
            assertThat(forgotten).as("forgotten, and begun").doesNotContain(record);
            assertThat(expected.get(record.key()).peek())
                    .as("the first of its key")
                    .isSameAs(record);
            assertThat(inWork.add(record)).as("not in work already").isTrue();
            record.begin();
        }

        private void ended(PolledRecord record, Outcome outcome) {
            if (inWork.remove(record) && outcome.isDone()) {
                assertThat(expected.get(record.key()).poll()).isSameAs(record);
            }
        }

        private void ended(Actor actor, Outcome outcome) {
            PolledRecord record = actor.current;
            if (record == null) {
                return;
            }
            ended(record, outcome);
            record.end(outcome.isDone());
            if (!outcome.isDone()) {
                lanes.failed(actor.batch, record, outcome);
            } else if (record.lane.retry() != null) {
                lanes.succeeded(record);
            }
            next(actor);
        }

        private void detach(Actor actor) {
            if (actor.current != null) {
                Call call = new Call(actor.current, new Object());
                calls.add(call);
                lanes.detach(actor.batch, call.record, call.token);
                next(actor);
            }
        }

        private void complete(int choice, Outcome outcome) {
            if (!calls.isEmpty()) {
                Call call = calls.remove(choice % calls.size());
                ended(call.record, outcome);
                lanes.complete(call.record, outcome, call.token);
                assertThat(lanes.complete(call.record, FAILED, call.token)).isNull();
            }
        }

        /** Time goes by, and whoever polls looks after the busy ones. */
        private void stuck() {
            for (int i = 0; i < 2; i++) {
                long began = System.nanoTime();
                while (System.nanoTime() - began < 510_000) {
                    Thread.onSpinWait();
                }
                lanes.isShortOfWorkers();
            }
        }

        /** The partition goes to another member, and comes back where choice is even. */
        private void forget(int choice) throws InterruptedException {
            TopicPartition partition = new TopicPartition("orders", choice % 3);
            int hanging = (int) inWork.stream()
                    .filter(record -> record.partition().equals(partition))
                    .count();
            assertThat(lanes.forget(Set.of(partition), Duration.ZERO)).isEqualTo(hanging);
            List<PolledRecord> theirs = expected.entrySet().stream()
                    .filter(entry -> entry.getKey().partition().equals(partition))
                    .flatMap(entry -> entry.getValue().stream())
                    .sorted((one, other) ->
                            Long.compare(one.record().offset(), other.record().offset()))
                    .toList();
            forgotten.addAll(theirs);
            theirs.forEach(inWork::remove);
            expected.keySet().removeIf(key -> key.partition().equals(partition));
            if (choice / 3 % 2 == 0) {
                add(theirs.stream()
                        .map(record -> new PolledRecord("a-group", partition, record.record()))
                        .toList());
            }
        }

        void drain() {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = !calls.isEmpty();
                while (!calls.isEmpty()) {
                    complete(0, Outcome.DONE);
                }
                for (Actor actor : actors) {
                    lanes.pollTimeout(Duration.ofHours(1));
                    take(actor);
                    goesOn |= actor.current != null;
                    while (actor.current != null) {
                        ended(actor, Outcome.DONE);
                    }
                }
            }
            assertThat(expected.values()).as("not drained").allSatisfy(records -> assertThat(records)
                    .isEmpty());
            assertThat(inWork).isEmpty();
            assertThat(lanes.state(10)).isEqualTo(new LaneState(0, 0, List.of()));
        }
    }
}
