package io.orderflow.log;

import java.io.Console;
import java.util.Map;

/** The terminal that the log goes to, where there is one. */
public final class Terminal {

    private Terminal() {}

    /** True where a person reads along: neither a pipe nor a file. */
    public static boolean isThere() {
        return isTerminal(System.console());
    }

    /** Since Java 22 there may be a console without a terminal; before, there is none then. */
    private static boolean isTerminal(Console console) {
        try {
            return console != null
                    && (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /**
     * Whether it shall be coloured.
     *
     * @param wish {@code true} or {@code false} whatever there is; else where there is a terminal that knows colours, and
     *     nobody has set NO_COLOR (no-color.org)
     */
    static boolean isColoured(String wish, Map<String, String> environment, boolean terminal) {
        if ("true".equals(wish) || "false".equals(wish)) {
            return wish.equals("true");
        }
        return terminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(environment.get("TERM"));
    }
}
