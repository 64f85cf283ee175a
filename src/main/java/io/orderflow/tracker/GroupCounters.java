package io.orderflow.tracker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.observe.OrderMeters;

/** What a consumer group has done. */
record GroupCounters(Counter processed, Counter repeated, Counter deadLettered) {

    static GroupCounters of(MeterRegistry meters, String group) {
        return new GroupCounters(
                OrderMeters.PROCESSED.in(meters, group),
                OrderMeters.REPEATED.in(meters, group),
                OrderMeters.DEAD_LETTERED.in(meters, group));
    }
}
