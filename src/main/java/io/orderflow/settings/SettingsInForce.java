package io.orderflow.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Every setting with its value and where that comes from: the environment, -D, a file, or the default. */
public final class SettingsInForce {

    /** Of a key without its dots, dashes and brackets. */
    private static final Pattern SECRET = Pattern.compile(
            "(?i).*(password|secret|token|credential|jaasConfig|keystoreKey|sslKey(?!store)|apiKey|userInfo).*");

    private static final Pattern USER_IN_ADDRESS = Pattern.compile("(?<=://)[^/@\\s]+@");
    private static final Pattern REFERENCE = Pattern.compile("\\{\\{secret:[^}]+}}");

    private final Map<String, String> environment;
    private final Properties options;
    private final Properties variables;
    private final List<Source> sources = new ArrayList<>();

    private record Source(String name, Properties properties) {}

    /**
     * @throws InvalidSettingException where a file of settings can't be read
     * @param environment the environment's variables
     * @param options     those after -D
     * @param folder      where the program is started
     */
    public SettingsInForce(Map<String, String> environment, Properties options, Path folder) {
        this.environment = environment;
        this.options = options;
        this.variables = ComponentVariables.options(environment);
        String profile = Profile.name();
        if (!profile.isEmpty()) {
            String file = "application-" + profile + ".properties";
            add(file, folder, file);
        }
        add("application.properties", folder, "default");
    }

    private void add(String file, Path folder, String inJar) {
        sources.add(new Source(file, WrittenSettings.read(folder.resolve(file))));
        sources.add(new Source(inJar, WrittenSettings.inJar(file)));
    }

    /** A line for each setting, by name: {@code orders.topic=orders (default)}. Secrets are not shown. */
    public List<String> lines() {
        TreeSet<String> keys = new TreeSet<>(variables.stringPropertyNames());
        sources.forEach(source -> keys.addAll(source.properties().stringPropertyNames()));
        options.stringPropertyNames().stream()
                .filter(key -> key.startsWith("orders.") || key.startsWith("camel."))
                .forEach(keys::add);
        return keys.stream().map(this::line).toList();
    }

    private String line(String key) {
        String variable = key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
        if (environment.containsKey(variable)) {
            return line(key, environment.get(variable), "environment, " + variable);
        }
        if (variables.containsKey(key)) {
            return line(key, variables.getProperty(key), "environment");
        }
        if (options.containsKey(key)) {
            return line(key, options.getProperty(key), "-D");
        }
        for (Source source : sources) {
            if (source.properties().containsKey(key)) {
                return line(key, source.properties().getProperty(key), source.name());
            }
        }
        throw new IllegalStateException(key);
    }

    private static String line(String key, String value, String origin) {
        boolean hidden = SECRET.matcher(key.replaceAll("\\W", "")).matches()
                && !value.isBlank()
                && !REFERENCE.matcher(value.strip()).matches();
        String shown = USER_IN_ADDRESS.matcher(value.strip()).replaceAll("(hidden)@");
        return "%s=%s (%s)".formatted(key, hidden ? "(hidden)" : shown, origin);
    }
}
