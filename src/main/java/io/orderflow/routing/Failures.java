package io.orderflow.routing;

import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeExtension;
import org.apache.camel.Processor;
import org.apache.camel.processor.errorhandler.DeadLetterChannel;
import org.apache.camel.processor.errorhandler.DefaultErrorHandler;
import org.apache.camel.processor.errorhandler.NoErrorHandler;
import org.apache.camel.processor.errorhandler.RedeliveryErrorHandler;

/** Camel's error handler for a step, which comes into play after the step has failed: one that never tries again. */
final class Failures {

    private final RedeliveryErrorHandler handler;
    private final boolean unmarks;

    private Failures(RedeliveryErrorHandler handler, boolean unmarks) {
        this.handler = handler;
        this.unmarks = unmarks;
    }

    /** @return null for an error handler that has to be around the step from the beginning */
    static Failures of(Processor errorHandler) throws Exception {
        if (errorHandler == null || errorHandler.getClass() == NoErrorHandler.class) {
            return new Failures(null, errorHandler != null);
        }
        boolean known = errorHandler.getClass() == DefaultErrorHandler.class
                || errorHandler.getClass() == DeadLetterChannel.class;
        return known
                        && errorHandler instanceof RedeliveryErrorHandler handler
                        && !handler.determineIfRedeliveryIsEnabled()
                ? new Failures(handler, false)
                : null;
    }

    boolean isRunAllowed() {
        return handler == null || !handler.isStoppingOrStopped();
    }

    AsyncProcessor handler() {
        return handler;
    }

    /** A failure that an error handler has not given up on or dealt with before. */
    boolean isFailed(Exchange exchange) {
        if (handler == null || exchange.getException() == null) {
            return false;
        }
        ExchangeExtension extension = exchange.getExchangeExtension();
        return !extension.isInterrupted() && !extension.isRedeliveryExhausted() && !extension.isFailureHandled();
    }

    /** What Camel's error handlers do in any case. */
    void settle(Exchange exchange) {
        ExchangeExtension extension = exchange.getExchangeExtension();
        if (unmarks) {
            extension.setRedeliveryExhausted(false);
        } else if (handler != null && extension.isInterrupted()) {
            exchange.setRouteStop(true);
        }
    }
}
