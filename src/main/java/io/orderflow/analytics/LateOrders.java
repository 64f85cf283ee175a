package io.orderflow.analytics;

import java.time.Duration;
import java.util.function.LongConsumer;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Gives each record on, and reports once a minute how many orders came after the grace of their minute: Kafka Streams
 * leaves them out of its total without a word.
 *
 * @param report is given their number, where there were any
 */
record LateOrders(Duration grace, LongConsumer report) implements ProcessorSupplier<String, Integer, String, Integer> {

    private static final Duration INTERVAL = Duration.ofMinutes(1);

    @Override
    public Processor<String, Integer, String, Integer> get() {
        return new Counting();
    }

    private final class Counting implements Processor<String, Integer, String, Integer> {

        private ProcessorContext<String, Integer> context;
        private long newest = Long.MIN_VALUE;
        private long late;

        @Override
        public void init(ProcessorContext<String, Integer> processorContext) {
            context = processorContext;
            context.schedule(INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> tell());
        }

        @Override
        public void process(Record<String, Integer> counted) {
            newest = Math.max(newest, counted.timestamp());
            long minute = Rules.MINUTE.toMillis();
            long end = counted.timestamp() - Math.floorMod(counted.timestamp(), minute) + minute;
            // each order once, of all that it counts for
            if (end <= newest - grace.toMillis() && counted.key().equals(Subject.ALL.key())) {
                late++;
            }
            context.forward(counted);
        }

        private void tell() {
            if (late > 0) {
                report.accept(late);
                late = 0;
            }
        }
    }
}
