package io.orderflow;

import io.orderflow.failure.Causes;
import io.orderflow.kafka.BrokerException;
import io.orderflow.reload.RouteMistake;
import io.orderflow.settings.InvalidSettingException;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;
import org.apache.camel.PropertyBindingException;

/** Why the program can't start, in one sentence for the person who can mend it. */
final class StartFailure {

    private StartFailure() {}

    /** @param withoutSecrets takes the secrets out of what Camel says of an option's value */
    static String sentence(CamelContext context, Throwable failure, UnaryOperator<String> withoutSecrets) {
        for (Throwable cause : Causes.chain(failure)) {
            if (cause instanceof InvalidSettingException || cause instanceof BrokerException) {
                return cause.getMessage();
            }
        }
        if (failure instanceof PropertyBindingException option) {
            return "%s%s: %s"
                    .formatted(
                            option.getOptionPrefix(), option.getPropertyName(), withoutSecrets.apply(reason(option)));
        }
        return RouteMistake.sentence(context, failure);
    }

    private static String reason(PropertyBindingException option) {
        Throwable root = Causes.root(option);
        return root instanceof PropertyBindingException ? "there is no such option" : root.getMessage();
    }
}
