package io.orderflow.broker;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/**
 * Hears when Kafka can't write the index of a partition. An index is a mapped file: where the disk has no room for its
 * next page, the JVM throws an InternalError, which Kafka logs, and then goes on with a partition that takes no record any
 * more. A file that can't be written ends it.
 */
final class AppendFaults extends AbstractAppender {

    private static final String LOGGER = "kafka.server.ReplicaManager";

    private final Runnable end;

    private AppendFaults(Runnable end) {
        super("append-faults", null, null, true, Property.EMPTY_ARRAY);
        this.end = end;
    }

    /** @param end what is to be done then; called by the thread that could not write */
    static void listen(Runnable end) {
        AppendFaults faults = new AppendFaults(end);
        faults.start();
        ((LoggerContext) LogManager.getContext(false)).getLogger(LOGGER).addAppender(faults);
    }

    @Override
    public void append(LogEvent event) {
        if (event.getThrown() instanceof InternalError) {
            end.run();
        }
    }
}
