package io.orderflow.observe;

import io.orderflow.consumer.ConsumerState;
import io.orderflow.consumer.RecordConsumer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Ready while the tracker's consumers poll and have partitions. One that has none, since the other members of its group
 * have them all, stands by and is ready as well, and so is one that a person has paused or stopped.
 */
public final class TrackerCheck extends AbstractHealthCheck {

    /** A step in the thread that polls may take some time; one that takes longer is worth a look. */
    private static final Duration LONGEST_SINCE_POLL = Duration.ofSeconds(30);

    private final CamelContext context;
    private final String group;
    private final Predicate<String> byHand;
    private final BooleanSupplier othersHaveAll;

    /** @param byHand whether a person has paused or stopped the route of this id */
    public TrackerCheck(CamelContext context, String group, Predicate<String> byHand, BooleanSupplier othersHaveAll) {
        super("orders", "tracker");
        this.context = context;
        this.group = group;
        this.byHand = byHand;
        this.othersHaveAll = othersHaveAll;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        Map<String, ConsumerState> routes = new TreeMap<>(RecordConsumer.states(context));
        routes.values().removeIf(consumer -> !consumer.group().equals(group));
        List<ConsumerState> consumers = List.copyOf(routes.values());
        int partitions = consumers.stream()
                .mapToInt(consumer -> consumer.assigned().size())
                .sum();
        result.detail("group", group).detail("partitions", partitions);
        result.detail(
                "waiting",
                consumers.stream().mapToInt(ConsumerState::waitingKeys).sum());
        for (ConsumerState consumer : consumers) {
            if (consumer.trouble() != null) {
                result.down().message(consumer.trouble());
                return;
            }
            if (consumer.sincePoll().compareTo(LONGEST_SINCE_POLL) > 0) {
                result.down()
                        .message("A consumer of group %s has not polled for %d s: a step holds it up"
                                .formatted(group, consumer.sincePoll().toSeconds()));
                return;
            }
        }
        boolean wanted = routes.keySet().stream().anyMatch(byHand);
        if (partitions > 0 || wanted || othersHaveAll.getAsBoolean()) {
            result.up();
        } else {
            result.down().message("No partition is assigned to the consumers of group " + group + " yet");
        }
    }
}
