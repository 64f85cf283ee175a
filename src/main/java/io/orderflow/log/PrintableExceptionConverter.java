package io.orderflow.log;

import io.orderflow.order.Quotation;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.pattern.ConverterKeys;
import org.apache.logging.log4j.core.pattern.LogEventPatternConverter;
import org.apache.logging.log4j.core.pattern.PatternConverter;

/**
 * {@code %printableEx} in a pattern: a line's stack trace, or with {@code {message}} only what the failure says. Its
 * messages may have a stranger's text in them: what that could do to a terminal is escaped, and it is cut where it is long.
 */
@Plugin(name = "PrintableException", category = PatternConverter.CATEGORY)
@ConverterKeys("printableEx")
public final class PrintableExceptionConverter extends LogEventPatternConverter {

    private static final int MAX_LENGTH = 10_000;
    private static final int MAX_DEPTH = 20;

    private final boolean onlyMessage;

    private PrintableExceptionConverter(boolean onlyMessage) {
        super("printableEx", "throwable");
        this.onlyMessage = onlyMessage;
    }

    /** @param options {@code message}, or none */
    public static PrintableExceptionConverter newInstance(String[] options) {
        return new PrintableExceptionConverter(options.length > 0 && "message".equals(options[0]));
    }

    @Override
    public void format(LogEvent event, StringBuilder line) {
        Throwable failure = event.getThrown();
        if (failure == null) {
            return;
        }
        if (onlyMessage) {
            String message = failure.getMessage();
            line.append(message == null ? "" : printable(message));
        } else {
            StringWriter trace = new StringWriter();
            new Printable(failure, MAX_DEPTH).printStackTrace(new PrintWriter(trace));
            line.append(trace);
        }
    }

    @Override
    public boolean handlesThrowable() {
        return true;
    }

    private static String printable(String text) {
        return Quotation.printable(Quotation.shortened(text, MAX_LENGTH));
    }

    /** The failure as Java prints it, its name and message made printable. */
    private static final class Printable extends Throwable {

        private static final long serialVersionUID = 1L;

        private final String text;

        /** @param depth the number of causes that are printed: they may form a circle */
        Printable(Throwable failure, int depth) {
            super(
                    null,
                    depth == 0 || failure.getCause() == null ? null : new Printable(failure.getCause(), depth - 1),
                    true,
                    true);
            text = printable(failure.toString());
            setStackTrace(failure.getStackTrace());
            for (Throwable suppressed : depth == 0 ? new Throwable[0] : failure.getSuppressed()) {
                addSuppressed(new Printable(suppressed, 0));
            }
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
