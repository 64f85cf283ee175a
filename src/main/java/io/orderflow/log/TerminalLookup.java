package io.orderflow.log;

import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.lookup.AbstractLookup;
import org.apache.logging.log4j.core.lookup.StrLookup;

/** {@code ${terminal:plain}} in the log's configuration: whether its lines have no colours. */
@Plugin(name = "terminal", category = StrLookup.CATEGORY)
public final class TerminalLookup extends AbstractLookup {

    private static final String WISH = "orderflow.log.color";

    @Override
    public String lookup(LogEvent event, String key) {
        return key.equals("plain")
                ? String.valueOf(!Terminal.isColoured(System.getProperty(WISH), System.getenv(), Terminal.isThere()))
                : null;
    }
}
