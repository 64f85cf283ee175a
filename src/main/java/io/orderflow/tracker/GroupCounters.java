package io.orderflow.tracker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.observe.Durations;
import io.orderflow.observe.OrderMeters;

/**
 * What a consumer group has done.
 *
 * @param latency how old the orders were, since their records were sent, when the group had processed them
 */
record GroupCounters(Counter processed, Counter repeated, Counter deadLettered, Durations latency) {

    static GroupCounters of(MeterRegistry meters, String group) {
        return new GroupCounters(
                OrderMeters.PROCESSED.in(meters, group),
                OrderMeters.REPEATED.in(meters, group),
                OrderMeters.DEAD_LETTERED.in(meters, group),
                new Durations());
    }
}
