package io.orderflow.log;

import io.orderflow.failure.MemoryShortage;
import io.orderflow.order.Quotation;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationScheduler;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginConfiguration;
import org.apache.logging.log4j.core.config.plugins.PluginElement;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;

/**
 * Keeps a log readable at any rate. Of a kind of line that exceeds a number of lines a second, one line a second is
 * written, with the number of lines, their rate and the first of them. What a stranger's text in a line could do
 * to a terminal is escaped, and the line cut where it is long. It stands before another appender.
 */
@Plugin(name = "Fold", category = Core.CATEGORY_NAME, elementType = Appender.ELEMENT_TYPE)
public final class FoldingAppender extends AbstractAppender {

    /** What is longer is cut. */
    private static final int MAX_LENGTH = 10_000;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static volatile Supplier<OptionalLong> waitingOrders = OptionalLong::empty;
    private static volatile LogEvent remembered;

    private final int limit;
    private final Supplier<Appender> target;
    private final Consumer<Runnable> everySecond;
    private final LineKinds kinds;
    private final Reminder reminder = new Reminder();
    private Appender appender;
    private long endedAt = System.nanoTime();

    FoldingAppender(String name, int limit, Supplier<Appender> target, Consumer<Runnable> everySecond) {
        super(name, null, null, true, Property.EMPTY_ARRAY);
        this.limit = limit;
        this.kinds = new LineKinds(limit);
        this.target = target;
        this.everySecond = everySecond;
    }

    /**
     * @param limit how many lines of a kind a second are written one by one; 0: all
     * @param target the appender that writes them
     */
    @PluginFactory
    public static FoldingAppender create(
            @PluginAttribute("name") String name,
            @PluginAttribute(value = "limit", defaultInt = 20) int limit,
            @PluginElement("AppenderRef") AppenderRef target,
            @PluginConfiguration Configuration configuration) {
        ConfigurationScheduler clock = configuration.getScheduler();
        clock.incrementScheduledItems();
        return new FoldingAppender(name, limit, () -> configuration.getAppender(target.getRef()), task -> {
            clock.scheduleWithFixedDelay(task, SECOND, SECOND, TimeUnit.NANOSECONDS);
            // what the last second brought
            Runtime.getRuntime().addShutdownHook(new Thread(task, "log-exit"));
        });
    }

    /** @param known gives how many orders wait to be processed; called once a second, and only where lines are folded */
    public static void waitingOrders(Supplier<OptionalLong> known) {
        waitingOrders = known;
    }

    /** A line that is written again when it has scrolled out of sight. */
    public static void remember(String logger, String line) {
        remembered = Log4jLogEvent.newBuilder()
                .setLoggerName(logger)
                .setLevel(Level.INFO)
                .setMessage(new SimpleMessage(line))
                .build();
    }

    @Override
    public void start() {
        appender = target.get();
        super.start();
        if (limit > 0) {
            everySecond.accept(this::endSecond);
        }
    }

    @Override
    public void append(LogEvent line) {
        MemoryShortage.look(line.getThrown());
        if (limit <= 0 || kinds.of(line).mayBeWritten(line)) {
            write(line);
        }
    }

    /** An event is one line of text, whatever text of strangers is in it. */
    private void write(LogEvent line) {
        reminder.lineWritten();
        String text = line.getMessage().getFormattedMessage();
        String printable = Quotation.printable(Quotation.shortened(text, MAX_LENGTH));
        appender.append(
                printable.equals(text)
                        ? line
                        : new Log4jLogEvent.Builder(line)
                                .setMessage(new SimpleMessage(printable))
                                .build());
    }

    /** Writes what was folded since the last time. What goes wrong here must not end the calls. */
    synchronized void endSecond() {
        try {
            long now = System.nanoTime();
            double seconds = Math.max(1, now - endedAt) / 1e9;
            endedAt = now;
            kinds.endSecond(seconds, waitingOrders, this::write);
            remind(now);
        } catch (Throwable e) {
            getHandler().error("The lines that were folded can't be written", e);
        }
    }

    private void remind(long now) {
        LogEvent line = remembered;
        if (line != null && reminder.isDue(now)) {
            write(new Log4jLogEvent.Builder(line)
                    .setTimeMillis(System.currentTimeMillis())
                    .build());
        }
    }
}
