package io.orderflow.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.apache.camel.spi.PropertiesFunction;
import org.apache.camel.spi.Registry;

/**
 * Resolves <code>{{secret:NAME}}</code> in the settings: the environment variable {@code NAME}, or else the content of
 * the file that the environment variable {@code NAME_FILE} names, as Docker and Kubernetes mount one.
 *
 * <p>Camel gets a reference to it, so that what shows settings (an error, a summary) shows no secret.
 */
public final class Secrets implements PropertiesFunction {

    private final Registry registry;
    private final UnaryOperator<String> environment;
    private final Map<String, String> secrets = new ConcurrentHashMap<>();

    /**
     * @param registry    where Camel finds what the secret is
     * @param environment gives the value of an environment variable, or null
     */
    public Secrets(Registry registry, UnaryOperator<String> environment) {
        this.registry = registry;
        this.environment = environment;
    }

    @Override
    public String getName() {
        return "secret";
    }

    /** @throws InvalidSettingException where there is neither, or the file can't be read; the message never contains the secret */
    @Override
    public String apply(String name) {
        String secret = secret(name);
        if (secret.contains("{{")) {
            throw new InvalidSettingException(
                    "The secret %s has {{ in it, which Camel takes for a placeholder; choose another one"
                            .formatted(name));
        }
        registry.bind(name, secret);
        secrets.put(name, secret);
        return "#bean:" + name;
    }

    /** @return the text with its placeholder in place of each secret, for what Camel says of a value that it can't use */
    public String hide(String text) {
        // one that has another in it goes first
        List<Map.Entry<String, String>> longestFirst = secrets.entrySet().stream()
                .sorted(Comparator.comparing(secret -> -secret.getValue().length()))
                .toList();
        String hidden = text;
        for (Map.Entry<String, String> secret : longestFirst) {
            String placeholder = "{{secret:" + secret.getKey() + "}}";
            hidden = hidden.replace(secret.getValue(), placeholder);
            if (secret.getValue().matches("#.+")) {
                // Camel took it for a reference to a bean of that name
                hidden = hidden.replace(secret.getValue().substring(1), placeholder);
            }
        }
        return hidden;
    }

    private String secret(String name) {
        String value = environment.apply(name);
        if (value != null && !value.isEmpty()) {
            return value;
        }
        String file = environment.apply(name + "_FILE");
        if (file == null || file.isEmpty()) {
            throw new InvalidSettingException(
                    "The secret %1$s is missing: set the environment variable %1$s to it, or %1$s_FILE to the path of a file that holds it"
                            .formatted(name));
        }
        return content(name, Path.of(file));
    }

    private static String content(String name, Path file) {
        try {
            // an editor or echo ends a file with a line end, which is no part of the secret
            String content = Files.readString(file).replaceFirst("\\R\\z", "");
            if (content.isEmpty()) {
                throw new InvalidSettingException("%s_FILE=%s: the file is empty".formatted(name, file));
            }
            return content;
        } catch (IOException e) {
            throw new InvalidSettingException("%s_FILE=%s: the file can't be read (%s)"
                    .formatted(name, file, e.getClass().getSimpleName()));
        }
    }
}
