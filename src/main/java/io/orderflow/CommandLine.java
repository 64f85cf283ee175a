package io.orderflow;

import io.orderflow.settings.InvalidSettingException;
import io.orderflow.settings.Nearest;
import io.orderflow.settings.SettingsInForce;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** What the program is asked for rather than run. */
final class CommandLine {

    private static final String HELP =
            """
            Orders through Kafka on Apache Camel routes: runs until it is stopped (Ctrl-C).

              --check      checks the settings and the routes, and ends with 0 or 1: nothing is started or called
              --settings   prints each setting in force and where it comes from, without secrets
              --version    prints the version
              --help       prints this

            It is started in the folder with routes/, inbox/ and application.properties. A setting is overridden with
            -Dkey=value before -jar, or with an environment variable, such as ORDERS_TOPIC for orders.topic.
            """;

    /** Checks the settings and the routes and ends, with exit code 0 or 1: no broker is started or called. */
    static final String CHECK = "--check";

    private static final List<String> KNOWN = List.of(CHECK, "--settings", "--version", "--help");

    private CommandLine() {}

    /**
     * Prints what is asked for; false where nothing is.
     *
     * @throws InvalidSettingException where an argument is none that there is
     */
    static boolean answer(List<String> arguments, PrintStream out) {
        arguments.forEach(CommandLine::check);
        if (arguments.contains("--help")) {
            out.print(HELP);
        } else if (arguments.contains("--version")) {
            String version = CommandLine.class.getPackage().getImplementationVersion();
            out.println("orderflow " + (version == null ? "(not packaged)" : version));
        } else if (arguments.contains("--settings")) {
            new SettingsInForce(System.getenv(), System.getProperties(), Path.of(""))
                    .lines()
                    .forEach(out::println);
        } else {
            return false;
        }
        return true;
    }

    private static void check(String argument) {
        if (argument.startsWith("-D")) {
            // its value may be a secret
            throw new InvalidSettingException(argument.replaceFirst("(?s)=.*", "")
                    + " has no effect at the end: options of Java stand before -jar");
        }
        if (!KNOWN.contains(argument)) {
            String hint = Nearest.hint(argument, KNOWN);
            throw new InvalidSettingException("There is no argument \"%s\"%s Those there are: %s"
                    .formatted(argument, hint.isEmpty() ? "." : hint, String.join(", ", KNOWN)));
        }
    }
}
