package io.orderflow.settings;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.main.MainHelper;
import org.apache.camel.util.OrderedProperties;
import org.apache.camel.util.StringHelper;

/**
 * Options of Camel's components that are set by environment variables, such as {@code CAMEL_COMPONENT_KAFKA_BROKERS} or
 * {@code CAMEL_COMPONENT_KAFKA_SSL_TRUSTSTORE_PASSWORD}. Camel Main 4.22 means to read them, and looks for names that
 * begin with {@code camel.component.} among those in upper case.
 */
public final class ComponentVariables {

    private static final String PREFIX = "CAMEL_COMPONENT_";

    private ComponentVariables() {}

    /** @return each option by its key, as it would stand in application.properties */
    public static Properties options(Map<String, String> environment) {
        Map<String, String> variables = new HashMap<>();
        environment.forEach((name, value) -> {
            String upperCase = name.toUpperCase(Locale.ROOT);
            if (upperCase.startsWith(PREFIX)) {
                variables.put(upperCase, value);
            }
        });
        Properties dashed = new OrderedProperties();
        new MainHelper().addComponentEnvVariables(variables, dashed, false);
        Properties options = new OrderedProperties();
        for (String key : dashed.stringPropertyNames()) {
            int option = key.lastIndexOf('.') + 1;
            options.setProperty(
                    key.substring(0, option) + StringHelper.dashToCamelCase(key.substring(option)),
                    dashed.getProperty(key));
        }
        return options;
    }
}
