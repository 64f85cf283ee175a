package io.orderflow.analytics;

import java.time.Duration;

/**
 * What the totals go by.
 *
 * @param grace how long after a window's end an order of it still counts, by the orders' own time
 * @param rememberedOrders of each partition, so that one that comes again counts once
 * @param userOrdersAMinute more orders than this of a user in a minute are an alert
 * @param itemFactor so many times its usual quantity of an item in a minute is an alert
 */
public record Rules(Duration grace, int rememberedOrders, int userOrdersAMinute, int itemFactor) {

    static final Duration MINUTE = Duration.ofMinutes(1);
    /** What is usual for an item is looked up so far back. */
    static final Duration USUAL_SPAN = Duration.ofMinutes(60);
    /** Of fewer minutes in which an item was ordered, nothing is usual. */
    static final int LEAST_MINUTES = 5;
}
