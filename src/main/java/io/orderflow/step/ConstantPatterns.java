package io.orderflow.step;

import java.text.SimpleDateFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The patterns that stand in a simple expression as they are: Camel looks at them with the first message only. */
final class ConstantPatterns {

    private static final Pattern REGEX = Pattern.compile("\\bregex\\s+(?:'([^']*)'|\"([^\"]*)\")");
    private static final Pattern DATE = Pattern.compile("\\$(?:simple)?\\{date:[^:}]+:([^}]+)}");

    private ConstantPatterns() {}

    /** @throws IllegalArgumentException where one can't be read, with the reason */
    static void require(String simple) {
        Matcher regex = REGEX.matcher(simple);
        while (regex.find()) {
            String pattern = regex.group(1) == null ? regex.group(2) : regex.group(1);
            if (!pattern.contains("${")) {
                Pattern.compile(pattern);
            }
        }
        Matcher date = DATE.matcher(simple);
        while (date.find()) {
            try {
                new SimpleDateFormat(date.group(1), Locale.ROOT);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "\"%s\" is no pattern of a date: %s".formatted(date.group(1), e.getMessage()));
            }
        }
    }
}
