package io.orderflow.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;

/**
 * The settings as they are written, in files and after -D: each is refused of which no more than its writing needs to be
 * known. Each method throws an {@link InvalidSettingException} that names the key, or the line of the file.
 */
final class WrittenSettings {

    /** Camel takes what is no time for 0. */
    private static final String TIME = "(?i)camel\\.component\\.kafka\\.[a-z-]*(ms|timeout)";

    /** Of UTF-8, read as Java reads files of properties. */
    private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

    private WrittenSettings() {}

    /** Every setting that the files and -D have, and that is this program's or Camel's. */
    static void check(CamelContext context) {
        Properties written = context.getPropertiesComponent().loadProperties();
        Set<String> keys = new TreeSet<>(System.getProperties().stringPropertyNames());
        keys.addAll(written.stringPropertyNames());
        requireKnown(keys);
        written.stringPropertyNames().stream()
                .filter(key -> key.startsWith(LogSettings.PREFIX) && System.getProperty(key) == null)
                .forEach(key -> {
                    throw new InvalidSettingException(SettingCheck.shortened(key)
                            + " is read from the command line alone: start with -D" + key + "=…");
                });
        keys.removeIf(key -> !key.matches("(?s)(orders|camel)\\..*"));
        keys.forEach(key -> requireValue(context, key, written));
    }

    private static void requireKnown(Set<String> keys) {
        Set<String> known = inJar("application.properties").stringPropertyNames();
        List<String> settings =
                known.stream().filter(key -> key.startsWith("orders.")).sorted().toList();
        List<String> unknown = keys.stream()
                .filter(key -> isMeant(key, known) && !known.contains(key))
                .toList();
        if (!unknown.isEmpty()) {
            String sentence = unknown.stream()
                    .map(key ->
                            "%s is no setting%s".formatted(SettingCheck.shortened(key), Nearest.hint(key, settings)))
                    .collect(Collectors.joining("; "));
            throw new InvalidSettingException("%s%s Those there are: %s"
                    .formatted(sentence, sentence.endsWith("?") ? "" : ".", String.join(", ", settings)));
        }
    }

    /** Whether somebody means one of these: Orders.topic and order.topic are as wrong as orders.topik. */
    private static boolean isMeant(String key, Set<String> known) {
        String lower = key.toLowerCase(Locale.ROOT);
        return lower.startsWith("orders.") || known.contains(lower.replaceFirst("^order\\.", "orders."));
    }

    private static void requireValue(CamelContext context, String key, Properties written) {
        String value;
        try {
            // a key that can't stand between them may be written all the same
            value = context.resolvePropertyPlaceholders(
                    key.matches("[\\w.\\-\\[\\]]+")
                            ? "{{" + key + "}}"
                            : System.getProperty(key, written.getProperty(key)));
        } catch (IllegalArgumentException e) {
            // the value is not shown, since it may be a password
            throw new InvalidSettingException(
                    SettingCheck.shortened(key)
                            + ": {{ and }} in a value stand around the name of another setting, and there is none of that name");
        }
        if (key.matches(TIME) && !value.matches("\\d+|(\\d+[a-z]+ ?)+")) {
            throw new InvalidSettingException(
                    "%s=%s: wanted is a number of milliseconds".formatted(key, SettingCheck.shortened(value)));
        }
    }

    /** What the file of settings has that is in the jar; nothing where there is none. */
    static Properties inJar(String file) {
        Properties properties = new Properties();
        try (InputStream in = WrittenSettings.class.getResourceAsStream("/" + file)) {
            properties.load(in == null ? InputStream.nullInputStream() : in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    /** What a file of settings has; nothing where there is no such file. */
    static Properties read(Path file) {
        if (!Files.exists(file)) {
            return new Properties();
        }
        try {
            // as Java reads files of properties
            String content = Files.readString(file, StandardCharsets.ISO_8859_1);
            List<String> lines = content.lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                if (!isText(lines.get(i))) {
                    throw new InvalidSettingException(
                            "%s, line %d: save the file as plain text, in UTF-8 without a byte-order mark"
                                    .formatted(file, i + 1));
                }
                if (!isReadable(lines.get(i))) {
                    throw new InvalidSettingException(
                            "%s, line %d: \\u stands before the four hexadecimal digits of a character, and a backslash is written \\\\"
                                    .formatted(file, i + 1));
                }
            }
            Properties properties = new Properties();
            properties.load(new StringReader(content));
            return properties;
        } catch (IOException e) {
            throw new InvalidSettingException(unreadable(file, e));
        }
    }

    static String unreadable(Path file, IOException failure) {
        return "The settings in %s can't be read: %s".formatted(file, why(file, failure));
    }

    private static String why(Path file, IOException failure) {
        if (Files.isDirectory(file)) {
            return "it is a folder; put a file in its place";
        }
        if (failure instanceof AccessDeniedException) {
            return "this program has not the right to; make the file readable for its user";
        }
        String reason = failure instanceof FileSystemException ofFile ? ofFile.getReason() : failure.getMessage();
        return (reason == null ? "the file system says no more of it" : reason) + "; see to the file, and start again";
    }

    /** Else a key would not be what it seems to be, and nobody would be told. */
    private static boolean isText(String line) {
        return !line.startsWith(BYTE_ORDER_MARK)
                && line.chars().noneMatch(c -> c < ' ' && c != '\t' && c != '\f' || c == 0x7F);
    }

    private static boolean isReadable(String line) throws IOException {
        try {
            new Properties().load(new StringReader(line));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
