package io.orderflow.consumer;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.helpers.MessageFormatter;

/** A logger that keeps its lines: the level, a space and the message. */
final class RecordedLog {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger = (Logger) Proxy.newProxyInstance(
            RecordedLog.class.getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, arguments) -> {
                if (method.getReturnType() == boolean.class) {
                    return true;
                }
                if (arguments != null && arguments.length > 0 && arguments[0] instanceof String message) {
                    lines.add(level(method.getName()) + " " + formatted(message, arguments));
                }
                return null;
            });

    private static Level level(String name) {
        return Level.valueOf(name.toUpperCase(java.util.Locale.ROOT));
    }

    private static String formatted(String message, Object... arguments) {
        Object[] values = arguments.length == 2 && arguments[1] instanceof Object[] several
                ? several
                : java.util.Arrays.copyOfRange(arguments, 1, arguments.length);
        return MessageFormatter.arrayFormat(message, values).getMessage();
    }

    Logger logger() {
        return logger;
    }

    /** Those that a person sees. */
    List<String> lines() {
        return lines.stream().filter(line -> !line.startsWith("DEBUG")).toList();
    }

    List<String> lines(String words) {
        return lines().stream().filter(line -> line.contains(words)).toList();
    }
}
