package io.orderflow.observe;

/**
 * The names of the counters of orders, and the texts that explain them. Each is counted where the thing happens, once;
 * whoever shows a number reads it there.
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

    public String meter() {
        return meter;
    }

    /** Whether each consumer group has its own, with the tag {@link #GROUP}. */
    public boolean isByGroup() {
        return byGroup;
    }

    public String description() {
        return description;
    }
}
