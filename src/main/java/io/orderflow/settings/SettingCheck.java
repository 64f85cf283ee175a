package io.orderflow.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.internals.Topic;

/**
 * Reads a setting as what it must be.
 *
 * <p>Each method throws an {@link InvalidSettingException} that names the key, the value and what is wanted.
 *
 * @param values the value of each key
 */
record SettingCheck(UnaryOperator<String> values) {

    int whole(String key, int min, int max) {
        try {
            int number = Integer.parseInt(values.apply(key));
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, together with numbers out of range
        }
        throw wrong(key, "a whole number from %d to %d".formatted(min, max));
    }

    void wholeLong(String key) {
        try {
            Long.parseLong(values.apply(key));
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
            // told below, together with numbers out of range
        }
        throw wrong(key, "a number from 0 to 1");
    }

    String topic(String key) {
        try {
            Topic.validate(values.apply(key));
            return values.apply(key);
        } catch (InvalidTopicException e) {
            throw wrong(key, "a topic's name: " + e.getMessage());
        }
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

    boolean isLoopback(String key) {
        try {
            return InetAddress.getByName(values.apply(key)).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw wrong(key, "an address or a name of this machine");
        }
    }

    InvalidSettingException wrong(String key, String wanted) {
        return new InvalidSettingException("%s=%s: wanted is %s".formatted(key, values.apply(key), wanted));
    }
}
