package io.orderflow.observe;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.orderflow.consumer.ConsumerState;
import io.orderflow.consumer.RecordConsumer;
import io.orderflow.kafka.Backlog;
import io.orderflow.kafka.BacklogAnswer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;
import org.apache.camel.CamelContext;

/** What each consumer group has yet to do, and does: looked up when somebody asks. */
public final class ConsumerMetrics implements AutoCloseable {

    private static final Duration FRESH_ENOUGH = Duration.ofSeconds(4);

    private final CamelContext context;
    private final BiFunction<String, String, Backlog> backlogs;
    private final Map<Reading, Backlog> known = new ConcurrentHashMap<>();
    private final MultiGauge lag;
    private final MultiGauge inWork;
    private final MultiGauge held;
    private final MultiGauge waiting;

    private record Reading(String topic, String group) {}

    /** @param backlogs makes that of a topic and a group */
    public ConsumerMetrics(CamelContext context, MeterRegistry meters, BiFunction<String, String, Backlog> backlogs) {
        this.context = context;
        this.backlogs = backlogs;
        lag = gauge(meters, "lag", "Records that the group has yet to process");
        inWork = gauge(meters, "in.work", "Records that are worked on");
        held = gauge(meters, "held", "Records that were read and are not done: in work, waiting, or behind these");
        waiting = MultiGauge.builder("orders.consumer.waiting.keys")
                .description("Keys that wait since their record has failed")
                .register(meters);
    }

    private static MultiGauge gauge(MeterRegistry meters, String name, String description) {
        return MultiGauge.builder("orders.consumer." + name)
                .description(description)
                .baseUnit("records")
                .register(meters);
    }

    /** Of a topic and a group, whose lag is shown from now on. */
    public Backlog backlog(String topic, String group) {
        return known.computeIfAbsent(new Reading(topic, group), reading -> backlogs.apply(topic, group));
    }

    public void refresh() {
        Collection<ConsumerState> states = RecordConsumer.states(context).values();
        states.forEach(state -> backlog(state.topic(), state.group()));
        lag.register(
                known.entrySet().stream()
                        .flatMap(reading -> reading.getValue().ask(FRESH_ENOUGH).partitions().stream()
                                .map(partition -> row(reading.getKey(), partition)))
                        .toList(),
                true);
        inWork.register(rows(states, ConsumerState::inWork), true);
        held.register(rows(states, ConsumerState::held), true);
        waiting.register(rows(states, ConsumerState::waitingKeys), true);
    }

    private static Row<?> row(Reading reading, BacklogAnswer.Partition partition) {
        return Row.of(
                Tags.of(
                        OrderMeters.GROUP,
                        reading.group(),
                        "topic",
                        reading.topic(),
                        "partition",
                        Integer.toString(partition.partition())),
                partition.lag());
    }

    private static List<Row<?>> rows(Collection<ConsumerState> states, ToIntFunction<ConsumerState> count) {
        return states.stream()
                .<Row<?>>map(state -> Row.of(
                        Tags.of(OrderMeters.GROUP, state.group(), "topic", state.topic()), count.applyAsInt(state)))
                .toList();
    }

    @Override
    public void close() {
        known.values().forEach(Backlog::close);
    }
}
