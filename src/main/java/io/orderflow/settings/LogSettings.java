package io.orderflow.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The settings of the log. They are system properties alone, since the log is there before all others are read. */
public final class LogSettings {

    /** What all of them begin with. */
    static final String PREFIX = "orderflow.log.";
    /** Set by the program itself. */
    private static final String TRACE = PREFIX + "trace";

    private static final List<String> KNOWN = List.of(
            PREFIX + "color", PREFIX + "file", PREFIX + "fold-above", PREFIX + "format", PREFIX + "level.kafka");

    private LogSettings() {}

    /**
     * Takes away those that can't be, so that the log has its defaults. To be called before the first line is logged.
     *
     * @return a sentence for each
     */
    public static List<String> takeInvalid(Properties properties) {
        List<String> sentences = new ArrayList<>();
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith(PREFIX)) {
                try {
                    require(key, new SettingCheck(properties::getProperty));
                } catch (InvalidSettingException e) {
                    sentences.add(e.getMessage());
                    properties.remove(key);
                }
            }
        }
        return sentences;
    }

    private static void require(String key, SettingCheck check) {
        switch (key) {
            case PREFIX + "color" -> check.bool(key);
            case PREFIX + "file" -> requireFile(key, check);
            case PREFIX + "fold-above" -> check.whole(key, 0, Integer.MAX_VALUE);
            case PREFIX + "format" -> check.oneOf(key, "text", "json");
            case PREFIX + "level.kafka" -> check.oneOf(key, "OFF", "ERROR", "WARN", "INFO", "DEBUG", "TRACE");
            case TRACE -> check.values().apply(key);
            default ->
                throw new InvalidSettingException(
                        "%s is no setting%s".formatted(SettingCheck.shortened(key), Nearest.hint(key, KNOWN)));
        }
    }

    private static void requireFile(String key, SettingCheck check) {
        try {
            Path file = Path.of(check.text(key)).toAbsolutePath();
            if (!Files.exists(file)) {
                Files.createDirectories(file.getParent());
            }
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
        } catch (InvalidPathException | IOException e) {
            throw check.wrong(key, "the path of a file that this program can write");
        }
    }
}
