package io.orderflow.settings;

import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;

/** The key of a setting as a person has written it, where Camel and Kafka's clients have their own name for it. */
public final class WrittenKey {

    private WrittenKey() {}

    /**
     * @param name as Camel or Kafka has it, such as {@code camel.component.kafka.maxPollRecords} or
     *     {@code max.poll.records}; the end of a key is enough
     * @return the key, or the name where nobody has written one; in short where it is long
     */
    public static String of(CamelContext context, String name) {
        String plain = plain(name);
        return SettingCheck.shortened(first(context, (key, value) -> plain(key).equals(plain))
                .or(() -> first(context, (key, value) -> plain(key).endsWith(plain)))
                .orElse(name));
    }

    /** The same, of several keys that mean this name, the one with this value. */
    public static String of(CamelContext context, String name, String itsValue) {
        String plain = plain(name);
        return first(
                        context,
                        (key, value) ->
                                plain(key).endsWith(plain) && value.strip().equals(itsValue))
                .map(SettingCheck::shortened)
                .orElseGet(() -> of(context, name));
    }

    /** The first key that begins so; the beginning where there is none. */
    public static String beginningWith(CamelContext context, String beginning) {
        return SettingCheck.shortened(
                first(context, (key, value) -> key.startsWith(beginning)).orElse(beginning));
    }

    /** @param wanted is asked for a key and its value */
    private static Optional<String> first(CamelContext context, BiPredicate<String, String> wanted) {
        Properties files = context.getPropertiesComponent().loadProperties();
        return Stream.of(System.getProperties(), files)
                .flatMap(all -> all.stringPropertyNames().stream()
                        .sorted()
                        .filter(key -> key.toLowerCase(Locale.ROOT).startsWith("camel."))
                        .filter(key -> wanted.test(key, all.getProperty(key))))
                .findFirst();
    }

    /** Camel takes a dash for the begin of a word, Kafka a dot; brackets are around an option that Camel does not know. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-.\\[\\]]", "");
    }
}
