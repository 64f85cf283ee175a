package io.orderflow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.orderflow.settings.Profile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.main.Main;
import org.apache.camel.support.service.ServiceHelper;

/** Settings that are changed at random, and what the program says of each at a start. */
final class HostileSettings {

    private static final List<String> VALUES = List.of(
            "",
            " ",
            "0",
            "-1",
            "1.5",
            "1e3",
            "99999999999",
            "true",
            "TRUE",
            "yes",
            "a,b",
            "{{",
            "}}",
            "{{a}}",
            "{{a:b}}",
            "${env}",
            "#bean:a",
            "#class:a",
            "\\u0000",
            "\\u001b[2J",
            "\\u202e",
            "\\uZZZZ",
            "a\\",
            "a b",
            "/",
            ".",
            "..",
            "/dev/null",
            "file:x",
            "http://",
            "localhost:9092,",
            ":9092",
            "localhost:99999",
            "x".repeat(70_000));

    /** Those of the project; more of Camel's may have been added. */
    private static final String ROW =
            "(orders|camel\\.component\\.kafka)\\..*|camel\\.main\\.(?!basePackageScan|routes).*";

    private static final Pattern CLASS =
            Pattern.compile("\\b[a-z]\\w*\\.([a-z]\\w*\\.)+[A-Z]\\w+|\\w(Exception|Error)\\b");

    private final Mutations mutations;
    private final List<String> rows;

    /** @param defaults application.properties */
    HostileSettings(long seed, Path defaults) throws IOException {
        Extensions.load(Path.of("ext"));
        mutations = new Mutations(seed);
        rows = Files.readAllLines(defaults).stream()
                .filter(row -> row.matches(ROW))
                .toList();
    }

    /** A row for application.properties, with another value, a changed one, or changed as a whole. */
    String row() {
        String row = mutations.oneOf(rows);
        int value = row.indexOf('=') + 1;
        return switch (mutations.number(4)) {
            case 0 -> row.substring(0, value) + mutations.oneOf(VALUES);
            case 1 -> row.substring(0, value) + row.substring(value) + mutations.oneOf(VALUES);
            case 2 -> row.substring(0, value) + text(row.substring(value));
            default -> text(row);
        };
    }

    private String text(String example) {
        return new String(mutations.of(List.of(example)), ISO_8859_1);
    }

    /** Whether it has the key as it is written, or the place in the file, and no class but that of the row. */
    static boolean namesIt(String sentence, String row) {
        if (sentence.contains(".properties, line ")) {
            return true;
        }
        try {
            Properties properties = new Properties();
            properties.load(new StringReader(row));
            return properties.stringPropertyNames().stream()
                    .anyMatch(key -> sentence.contains(shortened(key))
                            && !CLASS.matcher(withoutQuotes(sentence, row + key + "=" + properties.getProperty(key)))
                                    .find());
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private static String shortened(String key) {
        return key.substring(0, Math.min(200, key.length()));
    }

    /** The words between what the sentence has of the row. */
    private static String withoutQuotes(String sentence, String row) {
        return Arrays.stream(sentence.split("[:=,;…'\"\\s]+"))
                // what a placeholder stood for is no part of the row
                .filter(word -> !row.contains(word) && !row.contains("{{"))
                .collect(Collectors.joining(" "));
    }

    /** What a start says of settings with this row, in the folder with the routes; null where all is well. */
    static String sentence(Path file, String row) throws IOException {
        return sentence(file, row, Map.of());
    }

    /** The same in this environment. */
    static String sentence(Path file, String row, Map<String, String> environment) throws IOException {
        Files.writeString(file, row, ISO_8859_1);
        Startup startup = new Startup(environment::get);
        Main main = Program.create();
        main.configure().addConfiguration(OrderflowConfiguration.class);
        main.addMainListener(startup);
        main.setDefaultPropertyPlaceholderLocation("file:%s,classpath:application.properties".formatted(file));
        try {
            Profile.require(file);
            main.init();
            return null;
        } catch (Exception e) {
            return StartFailure.sentence(main.getCamelContext(), e, startup::withoutSecrets);
        } finally {
            main.completed();
            ServiceHelper.stopService(main.getCamelContext());
            startup.undo();
        }
    }
}
