package io.orderflow.inbox;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says every few seconds how far a file is that takes longer. */
final class Progress {

    private static final Logger LOG = LoggerFactory.getLogger("receive-orders");
    private static final long INTERVAL = Duration.ofSeconds(3).toNanos();
    private static final double MEGABYTE = 1_000_000;

    private final String name;
    private final SeekableByteChannel file;
    private final LongSupplier nanoTime;
    private final long started;
    private long next;

    /**
     * @param file     whose position is how far it has been read
     * @param nanoTime the clock, as {@link System#nanoTime}
     */
    Progress(String name, SeekableByteChannel file, LongSupplier nanoTime) {
        this.name = name;
        this.file = file;
        this.nanoTime = nanoTime;
        this.started = nanoTime.getAsLong();
        this.next = started + INTERVAL;
    }

    /** Says how far the file is, where the last time is long enough ago. */
    void log(long orders) throws IOException {
        long now = nanoTime.getAsLong();
        if (now >= next) {
            next = now + INTERVAL;
            LOG.info("⏳ {}", line(orders, (now - started) / 1e9));
        }
    }

    String line(long orders, double seconds) throws IOException {
        double part = (double) file.position() / file.size();
        return "%s: %,d orders, %,.0f of %,.0f MB (%.0f %%), %,.0f orders/s, %,.0f s left"
                .formatted(
                        name,
                        orders,
                        file.position() / MEGABYTE,
                        file.size() / MEGABYTE,
                        100 * part,
                        orders / seconds,
                        seconds / part - seconds);
    }
}
