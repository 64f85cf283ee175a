package io.orderflow.health;

import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Ready while the tracker's consumers have partitions. One that has none, since the other members of its group have them
 * all, stands by and is ready as well.
 */
public final class TrackerCheck extends AbstractHealthCheck {

    private final String group;
    private final IntSupplier assigned;
    private final BooleanSupplier othersHaveAll;

    /** @param assigned how many partitions this process's consumers have */
    public TrackerCheck(String group, IntSupplier assigned, BooleanSupplier othersHaveAll) {
        super("orders", "tracker");
        this.group = group;
        this.assigned = assigned;
        this.othersHaveAll = othersHaveAll;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        int partitions = assigned.getAsInt();
        result.detail("group", group).detail("partitions", partitions);
        if (partitions > 0 || othersHaveAll.getAsBoolean()) {
            result.up();
        } else {
            result.down().message("No partition is assigned to the consumers of group " + group + " yet");
        }
    }
}
