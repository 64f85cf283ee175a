package io.orderflow.analytics;

import java.util.Comparator;
import java.util.List;

/**
 * What is known of the totals, for the board.
 *
 * @param state of this copy's part of the work, in Kafka Streams' words: RUNNING, REBALANCING, …
 * @param minute all orders of the minute that runs
 * @param lastHour all orders of that minute and the 59 before it
 * @param topItems those of which most were ordered in the last hour, that one first
 * @param late orders that this copy has left out of their minute since its start, since it was closed
 * @param alerts the latest ones, the newest first
 */
public record TotalsView(String state, Sum minute, Sum lastHour, List<Item> topItems, long late, List<?> alerts) {

    public record Sum(long orders, long quantity) {}

    public record Item(String item, long quantity) {

        public static final Comparator<Item> MOST_FIRST =
                Comparator.comparingLong(Item::quantity).reversed().thenComparing(Item::item);
    }
}
