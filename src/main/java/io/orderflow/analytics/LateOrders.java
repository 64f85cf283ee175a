package io.orderflow.analytics;

import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the orders that come when their minute is closed, which Kafka Streams leaves out of it without a word, and logs
 * how many there are, once in a while. It stands before what adds up, and so sees the same times. Of an order, what it
 * counts for as one of all is counted here.
 */
final class LateOrders implements FixedKeyProcessorSupplier<String, Integer, Integer> {

    static final Duration LOGGED_EVERY = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger("analytics");

    private final Duration grace;
    private long count;
    private long logged;

    LateOrders(Duration grace) {
        this.grace = grace;
    }

    /** How many there were since this was made. */
    synchronized long count() {
        return count;
    }

    private synchronized void add() {
        count++;
    }

    private synchronized void log() {
        if (count > logged) {
            LOG.warn(
                    "{} orders came later than {} s after the end of their minute, and are not in its totals; {} since the start"
                            + " (orders.analytics.grace)",
                    count - logged,
                    grace.toMillis() / 1_000.0,
                    count);
            logged = count;
        }
    }

    @Override
    public FixedKeyProcessor<String, Integer, Integer> get() {
        return new Looking();
    }

    private final class Looking implements FixedKeyProcessor<String, Integer, Integer> {

        private FixedKeyProcessorContext<String, Integer> context;
        private long newest;

        @Override
        public void init(FixedKeyProcessorContext<String, Integer> processorContext) {
            context = processorContext;
            context.schedule(LOGGED_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> log());
        }

        @Override
        public void process(FixedKeyRecord<String, Integer> counted) {
            newest = Math.max(newest, counted.timestamp());
            long minute = TotalsTopology.MINUTE.toMillis();
            long end = counted.timestamp() - Math.floorMod(counted.timestamp(), minute) + minute;
            if (end <= newest - grace.toMillis() && counted.key().equals(Subject.ALL.key())) {
                add();
            }
            context.forward(counted);
        }
    }
}
