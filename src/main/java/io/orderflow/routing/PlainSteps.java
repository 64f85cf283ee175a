package io.orderflow.routing;

import java.io.InputStream;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.Message;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.UnmarshalDefinition;
import org.apache.camel.model.dataformat.CustomDataFormat;
import org.apache.camel.processor.LogProcessor;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.processor.UnmarshalProcessor;
import org.slf4j.Logger;

/**
 * Two of Camel's steps with less work in their plain cases. What comes of them is the same; where a case is not plain,
 * Camel's own step is called.
 */
final class PlainSteps {

    /** A text with the body in it once, and nothing that the simple language or the logger would take for its own. */
    private static final Pattern ONE_BODY = Pattern.compile("([^${}\\\\]*)\\$\\{body}([^${}\\\\]*)");

    private final CamelContext context;
    private final Class<?> loggedByToString;

    /** @param loggedByToString what {@code ${body}} in a line makes of such a body is its {@code toString} */
    PlainSteps(CamelContext context, Class<?> loggedByToString) {
        this.context = context;
        this.loggedByToString = loggedByToString;
    }

    /**
     * @param step as Camel has made it
     * @param definition of which it was made
     */
    AsyncProcessor of(Processor step, NamedNode definition) {
        AsyncProcessor camels = AsyncProcessorConverterHelper.convert(step);
        if (step instanceof LogProcessor log && definition instanceof LogDefinition defined) {
            return log(log, defined, camels);
        }
        if (step instanceof UnmarshalProcessor unmarshal
                && definition instanceof UnmarshalDefinition defined
                && defined.getDataFormatType() instanceof CustomDataFormat custom) {
            return unmarshal(unmarshal, custom, camels);
        }
        return camels;
    }

    private AsyncProcessor log(LogProcessor step, LogDefinition definition, AsyncProcessor camels) {
        Matcher text = ONE_BODY.matcher(context.resolvePropertyPlaceholders(definition.getMessage()));
        boolean isPlain = text.matches()
                && definition.getLogLanguage() == null
                && context.getGlobalOption(Exchange.LOG_EIP_LANGUAGE) == null
                && step.getLogFormatter() == null
                && isEmpty(context.getCamelContextExtension().getLogListeners())
                && step.getLogger().getMarker() == null
                && step.getLogger().getLevel() == LoggingLevel.INFO;
        return isPlain ? new Log(step.getLogger().getLog(), text.group(1) + "{}" + text.group(2), camels) : camels;
    }

    private static boolean isEmpty(Collection<?> some) {
        return some == null || some.isEmpty();
    }

    private AsyncProcessor unmarshal(UnmarshalProcessor step, CustomDataFormat custom, AsyncProcessor camels) {
        boolean isPlain =
                !step.isAllowNullBody() && step.getVariableSend() == null && step.getVariableReceive() == null;
        return isPlain
                        && context.resolveDataFormat(context.resolvePropertyPlaceholders(custom.getRef()))
                                instanceof BodyFormat format
                ? new Unmarshal(format, camels)
                : camels;
    }

    /** The logger puts the body's text into its line, and doesn't where the line is not written. */
    private final class Log extends AsyncProcessorSupport {

        private final Logger logger;
        private final String format;
        private final AsyncProcessor camels;

        Log(Logger logger, String format, AsyncProcessor camels) {
            this.logger = logger;
            this.format = format;
            this.camels = camels;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Object body = exchange.getMessage().getBody();
            if (!loggedByToString.isInstance(body)) {
                return camels.process(exchange, callback);
            }
            logger.info(format, body);
            callback.done(true);
            return true;
        }
    }

    /** The body is exchanged in the message as it is, without a copy of that. */
    private static final class Unmarshal extends AsyncProcessorSupport {

        private final BodyFormat format;
        private final AsyncProcessor camels;

        Unmarshal(BodyFormat format, AsyncProcessor camels) {
            this.format = format;
            this.camels = camels;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Message message = exchange.getIn();
            Object body = message.getBody();
            if (body instanceof InputStream) {
                return camels.process(exchange, callback);
            }
            try {
                message.setBody(format.unmarshal(exchange, body));
            } catch (Exception e) {
                exchange.setException(e);
            }
            callback.done(true);
            return true;
        }
    }
}
