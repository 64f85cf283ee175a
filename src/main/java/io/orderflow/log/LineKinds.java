package io.orderflow.log;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.ParameterizedMessage;
import org.apache.logging.log4j.message.ReusableParameterizedMessage;
import org.apache.logging.log4j.spi.StandardLevel;

/** The kinds of lines there are: of each logger and level, those that begin with the same mark. Thread-safe. */
final class LineKinds {

    /** The marks that lines about orders begin with; those of one logger and level are a kind each, all else is one. */
    private static final List<String> MARKS = List.of("", "📦", "✅", "❌", "🔁", "⏳");
    /** Those of the marks for which it matters how many orders wait. */
    private static final List<String> OF_TRACKER = List.of("📦", "❌", "🔁");

    private final int limit;
    private final Map<String, LineKind[]> kinds = new ConcurrentHashMap<>();

    /** @param limit how many lines of a kind a second are written one by one */
    LineKinds(int limit) {
        this.limit = limit;
    }

    /** The kind of this line. */
    LineKind of(LogEvent line) {
        LineKind[] ofLogger = kinds.get(line.getLoggerName());
        if (ofLogger == null) {
            ofLogger = kinds.computeIfAbsent(line.getLoggerName(), name -> newKinds());
        }
        return ofLogger[line.getLevel().getStandardLevel().ordinal() * MARKS.size() + mark(line)];
    }

    private LineKind[] newKinds() {
        LineKind[] all = new LineKind[StandardLevel.values().length * MARKS.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = new LineKind(MARKS.get(i % MARKS.size()), limit);
        }
        return all;
    }

    /** The place of the line's mark in the list. */
    private static int mark(LogEvent line) {
        String text = beginning(line.getMessage());
        if (!text.isEmpty() && text.charAt(0) >= 0x80) {
            for (int i = 1; i < MARKS.size(); i++) {
                if (text.startsWith(MARKS.get(i))) {
                    return i;
                }
            }
        }
        return 0;
    }

    /** A line that may not be written is not put together, as far as its beginning is known without. */
    private static String beginning(Message message) {
        String format = null;
        if (message instanceof ParameterizedMessage parameterized) {
            format = parameterized.getFormat();
        } else if (message instanceof ReusableParameterizedMessage parameterized) {
            format = parameterized.getFormat();
        }
        return format == null || format.startsWith("{}") ? message.getFormattedMessage() : format;
    }

    private static boolean isOfTracker(int kind) {
        return OF_TRACKER.contains(MARKS.get(kind % MARKS.size()));
    }

    /**
     * Ends a second.
     *
     * @param waiting gives how many orders wait
     * @param write is given a line for each kind whose lines were folded
     */
    void endSecond(double seconds, Supplier<OptionalLong> waiting, Consumer<LogEvent> write) {
        for (LineKind[] ofLogger : kinds.values()) {
            for (int i = 0; i < ofLogger.length; i++) {
                LogEvent line = ofLogger[i].endSecond(seconds, isOfTracker(i) ? waiting : OptionalLong::empty);
                if (line != null) {
                    write.accept(line);
                }
            }
        }
    }
}
