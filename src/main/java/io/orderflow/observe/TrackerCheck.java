package io.orderflow.observe;

import io.orderflow.consumer.ConsumerState;
import io.orderflow.consumer.RecordConsumer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Ready while the tracker's consumers poll and have partitions. One that has none, since the other members of its group
 * have them all, stands by and is ready as well.
 */
public final class TrackerCheck extends AbstractHealthCheck {

    /** A step in the thread that polls may take some time; one that takes longer is worth a look. */
    private static final Duration LONGEST_SINCE_POLL = Duration.ofSeconds(30);

    private final CamelContext context;
    private final String group;
    private final BooleanSupplier othersHaveAll;

    public TrackerCheck(CamelContext context, String group, BooleanSupplier othersHaveAll) {
        super("orders", "tracker");
        this.context = context;
        this.group = group;
        this.othersHaveAll = othersHaveAll;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        List<ConsumerState> consumers = RecordConsumer.states(context).values().stream()
                .filter(consumer -> consumer.group().equals(group))
                .toList();
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
        if (partitions > 0 || othersHaveAll.getAsBoolean()) {
            result.up();
        } else {
            result.down().message("No partition is assigned to the consumers of group " + group + " yet");
        }
    }
}
