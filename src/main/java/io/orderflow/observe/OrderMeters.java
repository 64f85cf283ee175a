package io.orderflow.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/**
 * The names of the counters of orders, and the texts that explain them. Each is counted where the thing happens, once;
 * what shows a number reads it there.
 */
public enum OrderMeters {
    GENERATED("orders.generated", "Orders that the generator made"),
    RECEIVED("orders.received", "Orders that were read from files of the inbox"),
    DELIVERED("orders.delivered", "Orders that Kafka has acknowledged"),
    PROCESSED("orders.processed", "Orders that went through process-order", true),
    REFUSED("orders.refused", "Records of files of the inbox that are no orders"),
    REPEATED("orders.repeated", "Orders that were processed before, and were not processed again", true),
    DEAD_LETTERED("orders.dead.lettered", "Records that went to the dead letters", true);

    /** The tag with the consumer group. */
    public static final String GROUP = "group";

    private final String meter;
    private final String description;
    private final boolean byGroup;

    OrderMeters(String meter, String description) {
        this(meter, description, false);
    }

    OrderMeters(String meter, String description, boolean byGroup) {
        this.meter = meter;
        this.description = description;
        this.byGroup = byGroup;
    }

    /** Whether each consumer group has its own, with the tag {@link #GROUP}. */
    boolean isByGroup() {
        return byGroup;
    }

    /** The counter of all, at zero where nothing was counted yet. */
    public Counter in(MeterRegistry meters) {
        return in(meters, null);
    }

    /**
     * The counter, at zero where nothing was counted yet.
     *
     * @param group whose counter, where each has its own
     */
    public Counter in(MeterRegistry meters, String group) {
        return Counter.builder(meter)
                .description(description)
                .tags(byGroup ? Tags.of(GROUP, group) : Tags.empty())
                .register(meters);
    }
}
