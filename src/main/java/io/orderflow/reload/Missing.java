package io.orderflow.reload;

import io.orderflow.settings.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.NoSuchLanguageException;

/** What Camel does not find because its jar isn't there: what to add, or which name was meant perhaps. */
final class Missing {

    /** For each component, data format and language of Camel, the artifact that has it. */
    private static final Properties ARTIFACTS = artifacts();

    private static final Pattern DATA_FORMAT = Pattern.compile("Data format '?([\\w-]+)'? could not be created");

    private Missing() {}

    /** @return the sentence; null where this failure is of another kind */
    static String sentence(CamelContext context, Throwable failure) {
        if (failure instanceof NoSuchEndpointException e) {
            String scheme = e.getUri().replaceFirst("[:?].*", "");
            return ARTIFACTS.containsKey("component." + scheme) || context.hasComponent(scheme) == null
                    ? sentence(context, "component", scheme)
                    : null;
        }
        if (failure instanceof NoSuchLanguageException e) {
            return sentence(context, "language", e.getLanguage());
        }
        Matcher format = DATA_FORMAT.matcher(String.valueOf(failure.getMessage()));
        return format.find() ? sentence(context, "dataformat", format.group(1)) : null;
    }

    /** Whether a data format could not be made, which may be a bean's name too. */
    static boolean isDataFormat(Throwable failure) {
        return DATA_FORMAT.matcher(String.valueOf(failure.getMessage())).find();
    }

    private static String sentence(CamelContext context, String kind, String name) {
        String artifact = ARTIFACTS.getProperty(kind + "." + name);
        if (artifact != null) {
            return "%s needs org.apache.camel:%s:%s, in pom.xml or, with what it needs, in ext/"
                    .formatted(name, artifact, context.getVersion());
        }
        List<String> known = ARTIFACTS.stringPropertyNames().stream()
                .filter(key -> key.startsWith(kind + "."))
                .map(key -> key.substring(kind.length() + 1))
                .toList();
        return "there is no %s %s%s"
                .formatted(kind.replace("dataformat", "data format"), name, Nearest.hint(name, known));
    }

    private static Properties artifacts() {
        Properties artifacts = new Properties();
        try (InputStream in = Missing.class.getResourceAsStream("artifacts.properties")) {
            artifacts.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return artifacts;
    }
}
