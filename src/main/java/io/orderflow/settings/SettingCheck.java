package io.orderflow.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * Reads a setting as what it must be.
 *
 * <p>Each method throws an {@link InvalidSettingException} that names the key, the value and what is wanted.
 *
 * @param values the value of each key
 */
record SettingCheck(UnaryOperator<String> values) {

    private static final int LONGEST = 200;

    int whole(String key, int min, int max) {
        try {
            int number = Integer.parseInt(values.apply(key));
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below, as numbers out of range are
        }
        throw wrong(key, "a whole number from %d to %d".formatted(min, max));
    }

    Duration millis(String key) {
        return Duration.ofMillis(whole(key, 0, Integer.MAX_VALUE));
    }

    OptionalLong wholeOrNothing(String key) {
        try {
            String value = values.apply(key);
            return value.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
        } catch (NumberFormatException e) {
            throw wrong(key, "a whole number, or nothing");
        }
    }

    boolean bool(String key) {
        return oneOf(key, "true", "false").equals("true");
    }

    String oneOf(String key, String... allowed) {
        String value = values.apply(key);
        if (!List.of(allowed).contains(value)) {
            throw wrong(key, String.join(" or ", allowed));
        }
        return value;
    }

    String text(String key) {
        String value = values.apply(key);
        if (value.isBlank()) {
            throw wrong(key, "some text");
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw wrong(key, "some text, without control characters");
        }
        return value;
    }

    /** Addresses with commas between them, each a host and a port. */
    String brokers(String key) {
        String value = text(key);
        for (String address : value.split(",", -1)) {
            // 0 is no port that anyone answers at
            if (!address.strip().matches("(\\w+://)?(\\[[^\\[\\]]+]|[^:\\s\\[\\]]+):0*[1-9]\\d{0,4}")
                    || Integer.parseInt(address.strip().replaceAll(".*:", "")) > 65_535) {
                throw wrong(key, "the address of a broker, like localhost:9092, or several with commas between them");
            }
        }
        return value;
    }

    /** An address of HTTP, or nothing. */
    String url(String key, String example) {
        String value = values.apply(key);
        if (!value.isEmpty() && !value.matches("https?://[^/\\s]+\\S*")) {
            throw wrong(key, "an address like " + example + ", or nothing");
        }
        return value;
    }

    double fraction(String key) {
        try {
            double number = Double.parseDouble(values.apply(key));
            if (number >= 0 && number <= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below, as numbers out of range are
        }
        throw wrong(key, "a number from 0 to 1");
    }

    /** The texts between the commas, without the blanks around them: at least one, of at most 256 characters each. */
    List<String> texts(String key) {
        List<String> texts = Arrays.stream(values.apply(key).split(","))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
        if (texts.isEmpty()) {
            throw wrong(key, "at least one text");
        }
        if (texts.stream().anyMatch(text -> text.codePointCount(0, text.length()) > 256)) {
            throw wrong(key, "texts of 1 to 256 characters, with commas between them");
        }
        return texts;
    }

    /** One that can stand in the address of a route as it is. */
    String group(String key) {
        String group = text(key);
        if (group.startsWith("#") || group.contains("&")) {
            throw wrong(key, "a group's name that begins with no # and has no &");
        }
        return group;
    }

    String topic(String key) {
        if (!TopicName.isValid(values.apply(key))) {
            throw wrong(key, TopicName.WANTED);
        }
        return values.apply(key);
    }

    Path directory(String key) {
        try {
            Path path = Path.of(text(key));
            if (Files.exists(path) && !Files.isDirectory(path)) {
                throw wrong(key, "a folder, but there is a file of that name");
            }
            return path;
        } catch (InvalidPathException e) {
            throw wrong(key, "the path of a folder");
        }
    }

    /** Endings of files, with commas between them. */
    String endings(String key) {
        String value = text(key);
        for (String ending : value.split(",", -1)) {
            if (!ending.strip().matches("[^\\s.*?/\\\\]+(\\.[^\\s.*?/\\\\]+)*")) {
                throw wrong(
                        key,
                        "the endings of files without the dot before them, with commas between, like json,ndjson,csv");
            }
        }
        return value;
    }

    /** A folder that a route reads and names in its endpoint's URI, where these characters mean something else. */
    Path directoryOfUri(String key) {
        Path path = directory(key);
        if (text(key).matches("(?s).*[%?#+&{}].*")) {
            throw wrong(key, "the path of a folder without any of % ? # + & { }, which mean something else to a route");
        }
        Path name = path.getFileName();
        if (name != null && name.toString().startsWith(".")) {
            throw wrong(
                    key, "the path of a folder whose own name begins with no dot, since a route reads no hidden one");
        }
        return path;
    }

    boolean isLoopback(String key) {
        try {
            return InetAddress.getByName(values.apply(key)).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw wrong(key, "an address or a name of this machine");
        }
    }

    InvalidSettingException wrong(String key, String wanted) {
        return new InvalidSettingException("%s=%s: wanted is %s".formatted(key, shortened(values.apply(key)), wanted));
    }

    /** What a sentence can show of a value. */
    static String shortened(String value) {
        return value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "…";
    }
}
