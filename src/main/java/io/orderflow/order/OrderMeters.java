package io.orderflow.order;

/**
 * The names of the counters of orders, and the texts that explain them. Each is counted where the thing happens, once;
 * whoever shows a number reads it there.
 */
public enum OrderMeters {
    GENERATED("orders.generated", "Orders that the generator made"),
    RECEIVED("orders.received", "Orders that were read from files of the inbox"),
    DELIVERED("orders.delivered", "Orders that Kafka has acknowledged"),
    PROCESSED("orders.processed", "Orders that went through process-order"),
    REFUSED("orders.refused", "Records of files of the inbox that are no orders"),
    REPEATED("orders.repeated", "Orders that were processed before, and were not processed again"),
    DEAD_LETTERED("orders.dead.lettered", "Records of the orders topic that went to the dead letters");

    private final String meter;
    private final String description;

    OrderMeters(String meter, String description) {
        this.meter = meter;
        this.description = description;
    }

    public String meter() {
        return meter;
    }

    public String description() {
        return description;
    }
}
