package io.orderflow.log;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;

/** The lines of one kind: those of one logger, at one level, that begin with the same mark. Thread-safe. */
final class LineKind {

    private final String mark;
    private final int limit;
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicLong folded = new AtomicLong();
    private volatile boolean folds;
    private volatile LogEvent first;

    /**
     * @param mark what the lines begin with; empty where they have none
     * @param limit how many of a second's lines are written one by one
     */
    LineKind(String mark, int limit) {
        this.mark = mark;
        this.limit = limit;
    }

    /** Whether the line may be written; else it is counted. */
    boolean mayBeWritten(LogEvent line) {
        if (!folds && written.incrementAndGet() <= limit) {
            return true;
        }
        folded.incrementAndGet();
        if (first == null) {
            hold(line);
        }
        return false;
    }

    private synchronized void hold(LogEvent line) {
        if (first == null) {
            first = line.toImmutable();
            folds = true;
        }
    }

    /**
     * Ends a second. The next one's lines are folded from the first one on, unless these were few enough.
     *
     * @param seconds how long it was
     * @param waiting gives how many orders wait, where that is known
     * @return the line that stands for those that were not written; null where all were
     */
    synchronized LogEvent endSecond(double seconds, Supplier<OptionalLong> waiting) {
        LogEvent example = first;
        if (example == null) {
            folds = false;
            written.set(0);
            return null;
        }
        first = null;
        long lines = folded.getAndSet(0);
        folds = lines + Math.min(limit, written.getAndSet(0)) > limit;
        return lines == 1 ? example : summary(lines, example, seconds, waiting.get());
    }

    private LogEvent summary(long lines, LogEvent example, double seconds, OptionalLong waiting) {
        String text = example.getMessage().getFormattedMessage().substring(mark.length());
        String summary = "%s%,d lines in %.1f s (%,.0f/s%s), the first one:%s%s"
                .formatted(
                        mark.isEmpty() ? "" : mark + " ",
                        lines,
                        seconds,
                        lines / seconds,
                        waiting.isPresent() ? "; %,d orders wait".formatted(waiting.getAsLong()) : "",
                        text.startsWith(" ") ? "" : " ",
                        text);
        return new Log4jLogEvent.Builder(example)
                .setMessage(new SimpleMessage(summary))
                .setThrown(null)
                .setTimeMillis(System.currentTimeMillis())
                .build();
    }
}
