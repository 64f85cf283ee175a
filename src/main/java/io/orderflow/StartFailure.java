package io.orderflow;

import io.orderflow.broker.BrokerException;
import io.orderflow.reload.RouteMistake;
import org.apache.camel.CamelContext;

/** Why the program can't start, in one sentence for the person who can mend it. */
final class StartFailure {

    private StartFailure() {}

    static String sentence(CamelContext context, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidSettingException || cause instanceof BrokerException) {
                return cause.getMessage();
            }
        }
        return RouteMistake.sentence(context, failure);
    }
}
