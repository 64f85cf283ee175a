package io.orderflow.tracker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.observe.OrderMeters;

/** What a consumer group has done. */
record GroupCounters(Counter processed, Counter repeated, Counter deadLettered) {

    static GroupCounters of(MeterRegistry meters, String group) {
        return new GroupCounters(
                counter(OrderMeters.PROCESSED, meters, group),
                counter(OrderMeters.REPEATED, meters, group),
                counter(OrderMeters.DEAD_LETTERED, meters, group));
    }

    private static Counter counter(OrderMeters meter, MeterRegistry meters, String group) {
        return meters.counter(meter.meter(), OrderMeters.GROUP, group);
    }
}
