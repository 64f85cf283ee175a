package io.orderflow.analytics;

import io.orderflow.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.state.WindowStore;

/**
 * From orders to totals: each order is given on once for all that it counts for, by that as the key, and added up in
 * windows of a minute and of an hour; what changes goes to the topics.
 *
 * @param clock no order is later than it says
 * @param late counts those whose minute is closed
 */
record TotalsTopology(String ordersTopic, Settings.Analytics set, Clock clock, LateOrders late) {

    static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String ITEM_MINUTES = "item-minutes";

    Topology build() {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, Integer> counted = builder.stream(
                        ordersTopic,
                        Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                                .withTimestampExtractor(notLaterThanNow())
                                .withName("orders"))
                .process(new CountedOrders(set.rememberedOrders()))
                .repartition(
                        Repartitioned.with(Serdes.String(), Serdes.Integer()).withName("counted"));
        KStream<String, Integer> users = counted.filter((key, quantity) -> isUser(key));
        KStream<String, Integer> items =
                counted.filterNot((key, quantity) -> isUser(key)).processValues(late);

        KStream<Windowed<String>, Total> userMinutes = totals(users, "user-minutes", MINUTE, Duration.ZERO);
        // kept as long as it is looked up what is usual
        KStream<Windowed<String>, Total> itemMinutes = totals(items, ITEM_MINUTES, MINUTE, Alerts.USUAL_SPAN);
        KStream<Windowed<String>, Total> minutes = userMinutes.merge(itemMinutes);
        send(minutes, "minute");
        send(totals(users, "user-hours", Duration.ofHours(1), Duration.ZERO), "hour");
        send(totals(items, "item-hours", Duration.ofHours(1), Duration.ZERO), "hour");

        minutes.process(new Alerts(set, ITEM_MINUTES), ITEM_MINUTES)
                .to(set.alertsTopic(), Produced.with(Serdes.String(), Serdes.String()));
        return builder.build();
    }

    private static boolean isUser(String key) {
        return Subject.of(key).kind() == Subject.Kind.USER;
    }

    /**
     * The time of an order is its record's; one that claims to be of the future would close the windows that are open, so
     * it is taken to be of now.
     */
    private TimestampExtractor notLaterThanNow() {
        return (received, time) ->
                received.timestamp() < 0 ? clock.millis() : Math.min(received.timestamp(), clock.millis());
    }

    private KStream<Windowed<String>, Total> totals(
            KStream<String, Integer> quantities, String store, Duration size, Duration lookedUp) {
        return quantities
                .groupByKey(Grouped.with(Serdes.String(), Serdes.Integer()))
                .windowedBy(TimeWindows.ofSizeAndGrace(size, set.grace()))
                .aggregate(
                        () -> Total.NONE,
                        (key, quantity, total) -> total.plus(quantity),
                        Materialized.<String, Total, WindowStore<Bytes, byte[]>>as(store)
                                .withKeySerde(Serdes.String())
                                .withValueSerde(Total.SERDE)
                                .withRetention(size.plus(set.grace()).plus(lookedUp)))
                .toStream();
    }

    private void send(KStream<Windowed<String>, Total> totals, String window) {
        totals.map((subject, total) -> KeyValue.pair(Report.key(window, subject), Report.total(window, subject, total)))
                .to(set.totalsTopic(), Produced.with(Serdes.String(), Serdes.String()));
    }
}
