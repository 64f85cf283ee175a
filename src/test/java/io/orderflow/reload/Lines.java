package io.orderflow.reload;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.message.ParameterizedMessage;

/** What is logged, about routes if nothing else is said, while this is open. */
public final class Lines implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<String> formats = new CopyOnWriteArrayList<>();
    private final Logger logger;
    private final AbstractAppender appender;

    /** What is logged about routes. */
    public Lines() {
        this("routes");
    }

    /** @param name of the logger */
    public Lines(String name) {
        Configurator.setLevel(name, Level.INFO);
        logger = (Logger) LogManager.getLogger(name);
        logger.setAdditive(false);
        appender = new AbstractAppender("lines", null, null, false, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                lines.add(event.getMessage().getFormattedMessage());
                formats.add(
                        event.getMessage() instanceof ParameterizedMessage parameterized
                                ? parameterized.getFormat()
                                : event.getMessage().getFormattedMessage());
            }
        };
        appender.start();
        logger.addAppender(appender);
    }

    public List<String> all() {
        return List.copyOf(lines);
    }

    /** The lines before values were put into them. */
    public List<String> formats() {
        return List.copyOf(formats);
    }

    @Override
    public void close() {
        logger.removeAppender(appender);
        appender.stop();
    }
}
