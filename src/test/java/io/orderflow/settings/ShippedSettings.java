package io.orderflow.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** The settings as they came with the project: those in its application.properties are the user's, and no test's. */
public final class ShippedSettings {

    private static final Path SHIPPED = Path.of("src", "test", "resources", "settings", "application.properties");
    private static final Path USERS = Path.of("application.properties");

    private ShippedSettings() {}

    /** Where Camel finds them; what comes first holds. */
    public static String locations() {
        return "file:%s,file:%s".formatted(SHIPPED, USERS);
    }

    public static Properties load() throws IOException {
        Properties settings = new Properties();
        for (Path file : new Path[] {USERS, SHIPPED}) {
            try (Reader in = Files.newBufferedReader(file)) {
                settings.load(in);
            }
        }
        return settings;
    }

    /** Makes them those of a program that is started in this folder, where it has none of its own. */
    public static void copyTo(Path folder) throws IOException {
        Path file = folder.resolve(USERS);
        if (!Files.exists(file)) {
            Files.copy(SHIPPED, file);
        }
    }
}
