package io.orderflow.settings;

import java.util.Properties;
import java.util.function.BiConsumer;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.AbstractLocationPropertiesSource;
import org.apache.camel.component.properties.DefaultPropertiesParser;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.component.properties.PropertiesLookup;

/**
 * Takes the blanks off either end of each setting, wherever it is written and whoever reads it: one can't see them. Camel
 * itself takes off the spaces at the end of a file's values alone.
 */
public final class Blanks {

    private static final String OURS = "(?s)(orders|camel)\\..*";

    private Blanks() {}

    /** Before Camel reads a setting, and after the files are known. */
    public static void strip(CamelContext context) {
        PropertiesComponent properties = (PropertiesComponent) context.getPropertiesComponent();
        // what stands between {{ and }}, from wherever it is
        properties.setPropertiesParser(new Parser(properties));
        // Camel reads its own options without them
        properties.getPropertiesSources().forEach(source -> {
            if (source instanceof AbstractLocationPropertiesSource file) {
                strip(file.loadProperties(), file::setProperty);
            }
        });
        strip(System.getProperties(), System::setProperty);
    }

    private static void strip(Properties values, BiConsumer<String, String> set) {
        for (String key : values.stringPropertyNames()) {
            String value = values.getProperty(key);
            if (key.matches(OURS) && !value.equals(value.strip())) {
                set.accept(key, value.strip());
            }
        }
    }

    private static final class Parser extends DefaultPropertiesParser {

        Parser(PropertiesComponent properties) {
            super(properties);
        }

        @Override
        public String parseProperty(String key, String value, PropertiesLookup properties) {
            return value != null && key.matches(OURS) ? value.strip() : value;
        }
    }
}
