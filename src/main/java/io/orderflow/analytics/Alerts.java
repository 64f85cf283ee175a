package io.orderflow.analytics;

import io.orderflow.settings.Settings;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;

/**
 * Looks at each total of a minute that has changed, and gives on the alert where a rule is broken, once for each subject
 * and minute. A total may have grown by more than one order since it was looked at last: what counts is that it is beyond
 * the limit, not that it has just reached it.
 *
 * @param itemMinutes the store with the items' totals of each minute
 */
record Alerts(Settings.Analytics set, String itemMinutes)
        implements ProcessorSupplier<Windowed<String>, Total, String, String> {

    /** What is usual for an item is looked up so far back. */
    static final Duration USUAL_SPAN = Duration.ofMinutes(60);
    /** Of fewer minutes in which an item was ordered, nothing is usual. */
    private static final int LEAST_MINUTES = 5;

    private static final String ALERTED = "alerted";
    private static final byte[] YES = {1};

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(Stores.windowStoreBuilder(
                Stores.inMemoryWindowStore(
                        ALERTED, TotalsTopology.MINUTE.plus(set.grace()), TotalsTopology.MINUTE, false),
                Serdes.String(),
                Serdes.ByteArray()));
    }

    @Override
    public Processor<Windowed<String>, Total, String, String> get() {
        return new Looking();
    }

    private final class Looking implements Processor<Windowed<String>, Total, String, String> {

        private ProcessorContext<String, String> context;
        private WindowStore<String, byte[]> alerted;
        private WindowStore<String, ValueAndTimestamp<Total>> minutes;

        @Override
        public void init(ProcessorContext<String, String> processorContext) {
            context = processorContext;
            alerted = processorContext.getStateStore(ALERTED);
            minutes = processorContext.getStateStore(itemMinutes);
        }

        @Override
        public void process(Record<Windowed<String>, Total> changed) {
            Subject subject = Subject.of(changed.key().key());
            long start = changed.key().window().start();
            if (subject.kind() == Subject.Kind.ALL || alerted.fetch(subject.key(), start) != null) {
                return;
            }
            Report.Alert alert = subject.kind() == Subject.Kind.USER
                    ? manyOrders(subject, changed.key(), changed.value())
                    : surge(subject, changed.key(), changed.value());
            if (alert != null) {
                alerted.put(subject.key(), YES, start);
                context.forward(new Record<>(subject.name(), Report.json(alert), changed.timestamp()));
            }
        }

        private Report.Alert manyOrders(Subject user, Windowed<String> minute, Total total) {
            return total.orders() <= set.userOrdersAMinute()
                    ? null
                    : new Report.Alert(
                            "user-orders",
                            user.name(),
                            null,
                            Report.start(minute),
                            total.orders(),
                            total.quantity(),
                            set.userOrdersAMinute(),
                            null);
        }

        private Report.Alert surge(Subject item, Windowed<String> minute, Total total) {
            long start = minute.window().start();
            long sum = 0;
            int count = 0;
            try (WindowStoreIterator<ValueAndTimestamp<Total>> before =
                    minutes.fetch(item.key(), start - USUAL_SPAN.toMillis(), start - 1)) {
                while (before.hasNext()) {
                    sum += before.next().value.value().quantity();
                    count++;
                }
            }
            // times count rather than divided by it: exact
            if (count < LEAST_MINUTES || total.quantity() * count < set.itemFactor() * sum) {
                return null;
            }
            return new Report.Alert(
                    "item-surge",
                    null,
                    item.name(),
                    Report.start(minute),
                    total.orders(),
                    total.quantity(),
                    null,
                    (double) sum / count);
        }
    }
}
