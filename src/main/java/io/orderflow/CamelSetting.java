package io.orderflow;

import io.orderflow.failure.Causes;
import io.orderflow.order.Quotation;
import io.orderflow.settings.WrittenKey;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.TypeConversionException;

/** What is wrong with a setting of Camel: its key as it is written, and what was expected. */
final class CamelSetting {

    private static final Pattern NO_OPTION =
            Pattern.compile("(?s)Cannot find getter method: .* when binding property: (.*)");
    private static final Pattern NOT_USED =
            Pattern.compile("(?s)Error configuring property: (.*) because (?:(option|value) is empty"
                    + "|cannot find (component|dataformat|language) with name (.*)\\. Make sure .*)");
    private static final String NO_BOOLEAN = "is not true or false";
    private static final int LONGEST_NAME = 200;
    private static final String NO_COMPONENT = "Cannot auto create component: ";

    private CamelSetting() {}

    /** @return the sentence, without the value, which may be a password; null where the failure is of another kind */
    static String sentence(CamelContext context, Throwable failure) {
        if (failure instanceof PropertyBindingException option) {
            return WrittenKey.of(context, option.getOptionPrefix() + option.getPropertyName()) + ": " + reason(option);
        }
        for (Throwable cause : Causes.chain(failure)) {
            String message = Causes.reason(cause);
            Matcher option = NO_OPTION.matcher(message);
            if (option.matches()) {
                return WrittenKey.of(context, option.group(1)) + ": there is no such option";
            }
            Matcher notUsed = NOT_USED.matcher(message);
            if (notUsed.matches()) {
                return WrittenKey.of(context, notUsed.group(1)) + ": " + reason(notUsed);
            }
            if (message.startsWith(NO_COMPONENT)) {
                String name = message.substring(NO_COMPONENT.length());
                return WrittenKey.beginningWith(context, "camel.component." + name) + ": there is no such component";
            }
        }
        return null;
    }

    private static String reason(Matcher notUsed) {
        if (notUsed.group(3) != null) {
            return "there is no such " + notUsed.group(3);
        }
        return notUsed.group(2).equals("value") ? "wanted is a value" : "the name of an option is missing at its end";
    }

    private static String reason(PropertyBindingException option) {
        Throwable root = Causes.root(option);
        if (root instanceof PropertyBindingException) {
            return "there is no such option";
        }
        for (Throwable cause : Causes.chain(option)) {
            if (cause instanceof NoSuchBeanException bean) {
                return "there is no bean " + Quotation.shortened(bean.getName(), LONGEST_NAME);
            }
            Class<?> type = cause instanceof TypeConversionException conversion
                    ? conversion.getToType()
                    : cause instanceof NoTypeConversionAvailableException conversion ? conversion.getToType() : null;
            if (type != null) {
                return "wanted is " + wanted(type);
            }
        }
        if (root instanceof ClassNotFoundException) {
            return "there is no class " + Quotation.shortened(root.getMessage(), LONGEST_NAME);
        }
        if (Causes.reason(root).endsWith(NO_BOOLEAN)) {
            return "wanted is " + wanted(boolean.class);
        }
        // Camel reads a few kinds of values by itself
        return setter(option).map(type -> "wanted is " + wanted(type)).orElseGet(() -> Causes.words(root));
    }

    private static Optional<Class<?>> setter(PropertyBindingException option) {
        return Arrays.stream(option.getTarget().getClass().getMethods())
                .filter(method -> method.getName().equalsIgnoreCase("set" + option.getPropertyName()))
                .filter(method -> method.getParameterCount() == 1)
                .<Class<?>>map(method -> method.getParameterTypes()[0])
                .filter(type -> type != String.class)
                .findFirst();
    }

    private static String wanted(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        return type.isEnum()
                ? "one of " + String.join(", ", names(type))
                : "a bean of the kind %s, as #bean:name".formatted(type.getSimpleName());
    }

    private static String[] names(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(Object::toString).toArray(String[]::new);
    }
}
