package io.orderflow;

import io.orderflow.failure.Causes;
import io.orderflow.kafka.BrokerException;
import io.orderflow.reload.RouteMistake;
import io.orderflow.settings.InvalidSettingException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;

/** Why the program can't start, in one sentence for the person who can mend it. */
final class StartFailure {

    /** More than this is a value that was repeated whole. */
    private static final int LONGEST = 3_000;

    private static final int BEGIN = 1_000;
    private static final int END = 500;

    private StartFailure() {}

    /** One sentence, or one for each mistake in the routes where that is why. */
    static List<String> sentences(CamelContext context, Throwable failure, UnaryOperator<String> withoutSecrets) {
        List<String> mistakes = RouteMistake.all(failure);
        return mistakes.size() > 1
                ? mistakes.stream().map(StartFailure::shortened).toList()
                : List.of(sentence(context, failure, withoutSecrets));
    }

    /** @param withoutSecrets takes the secrets out of what Camel says of an option's value */
    static String sentence(CamelContext context, Throwable failure, UnaryOperator<String> withoutSecrets) {
        return shortened(whole(context, failure, withoutSecrets));
    }

    private static String shortened(String sentence) {
        return sentence.length() <= LONGEST
                ? sentence
                : sentence.substring(0, BEGIN) + " … " + sentence.substring(sentence.length() - END);
    }

    private static String whole(CamelContext context, Throwable failure, UnaryOperator<String> withoutSecrets) {
        for (Throwable cause : Causes.chain(failure)) {
            if (cause instanceof InvalidSettingException || cause instanceof BrokerException) {
                return cause.getMessage();
            }
        }
        String setting = CamelSetting.sentence(context, failure);
        return setting == null ? RouteMistake.sentence(context, failure) : withoutSecrets.apply(setting);
    }
}
