package io.orderflow.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.main.MainConstants;
import org.apache.camel.main.MainHelper;

/** The files of the settings: application.properties, overridden by application-prod.properties in the profile prod. */
public final class Profile {

    private static final String FOLDER_THEN_JAR = "file:%1$s;optional=true,classpath:%1$s;optional=true";

    private Profile() {}

    /**
     * The files of the settings, each overriding those behind it.
     *
     * @throws InvalidSettingException where the profile that is asked for has no file, or a file can't be read
     */
    public static String locations() {
        require(Path.of("application.properties"));
        String defaults = FOLDER_THEN_JAR.formatted("application.properties");
        String profile = name();
        if (profile.isEmpty()) {
            return defaults;
        }
        String file = "application-" + profile + ".properties";
        if (!Files.exists(Path.of(file)) && Profile.class.getResource("/" + file) == null) {
            throw new InvalidSettingException("%s=%s: there is no %s".formatted(MainConstants.PROFILE, profile, file));
        }
        require(Path.of(file));
        return FOLDER_THEN_JAR.formatted(file) + "," + defaults;
    }

    /** @throws InvalidSettingException where the file can't be read, with the line; there need not be one */
    public static void require(Path file) {
        WrittenSettings.read(file);
    }

    /** The profile that is asked for; empty where none is. */
    static String name() {
        return MainHelper.lookupPropertyFromSysOrEnv(MainConstants.PROFILE)
                .map(String::trim)
                .orElse("");
    }
}
