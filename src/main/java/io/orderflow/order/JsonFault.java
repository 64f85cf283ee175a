package io.orderflow.order;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why bytes are no JSON, in the words of who wrote them: what stands there, what is wanted, where. */
final class JsonFault {

    private static final Pattern WORD =
            Pattern.compile("(?s)(?:Unrecognized|(Non-standard)) token '(.*?)'[:,.]?( .*)?");
    private static final Pattern CONSTRAINT =
            Pattern.compile("(?s)(.*?) \\((\\d+)\\) exceeds the maximum allowed \\((\\d+).*");

    /** By a part of what the parser says; %s is the character that it found. */
    private static final List<Map.Entry<String, String>> WORDS = List.of(
            entry("separate Object entries", "%s stands where a comma or } is wanted"),
            entry("separate Array entries", "%s stands where a comma or ] is wanted"),
            entry("to start field name", "%s stands where a field's name in double quotes is wanted"),
            entry("was expecting a colon", "%s stands where a colon is wanted"),
            entry("maybe a (non-standard) comment", "%s stands where a value is wanted; JSON has no comments"),
            entry("expected a hex-digit", "%s stands where one of the four hexadecimal digits behind \\u is wanted"),
            entry(
                    "Unrecognized character escape",
                    "%s stands behind a backslash; a backslash in a text is written twice"),
            entry(
                    "Illegal unquoted character",
                    "%s stands in a text; it is wanted as an escape, or the text's closing quote is missing"),
            entry("Illegal character", "%s stands between values; only blanks may stand there"),
            entry("Leading zeroes", "a number begins with 0; it is wanted without"),
            entry("plus signs", "a number begins with +; it is wanted without"),
            entry("Decimal point not followed", "%s stands where a digit behind the decimal point is wanted"),
            entry("Exponent indicator", "%s stands where a digit of the exponent is wanted"),
            entry("to follow minus sign", "%s stands where a digit behind the minus sign is wanted"),
            entry("surrogate", "a field's name has half a character (an unpaired surrogate)"),
            entry("no open", "%s closes what was not opened"),
            entry("expected ']'", "%s stands where a comma or ] is wanted"),
            entry("expected '}'", "%s stands where a comma or } is wanted"),
            entry(
                    "Invalid UTF-8",
                    "%s can't stand here; text is wanted in double quotes, and numbers in the digits 0 to 9"),
            entry("expected a value", "%s stands where a value is wanted"),
            entry("expected a valid value", "%s stands where a value is wanted"));

    private static final Map<String, String> CONSTRAINTS = Map.of(
            "Number value length", "a number has %,d digits; at most %,d can be read",
            "Document nesting depth", "it is nested %,d deep; at most %,d can be read",
            "Name length", "a field's name has more than %2$,d bytes; no more can be read",
            "String value length", "a text has %,d characters; at most %,d can be read");

    private final JsonProcessingException fault;
    private final byte[] json;
    private final int offset;
    private final int at;

    private JsonFault(JsonProcessingException fault, byte[] json, int offset, int length) {
        this.fault = fault;
        this.json = json;
        this.offset = Utf8JsonFactory.startsWithByteOrderMark(json, offset, length) ? offset + 3 : offset;
        this.at = faultAt(offset + length);
    }

    /** The reason, from what the parser threw and what it read. */
    static String reason(JsonProcessingException fault, byte[] json, int offset, int length) {
        return new JsonFault(fault, json, offset, length).reason();
    }

    private String reason() {
        String message = fault.getOriginalMessage();
        if (fault instanceof JsonEOFException) {
            return "the JSON ends too early, at " + place();
        }
        if (fault instanceof StreamConstraintsException) {
            return constraint(message);
        }
        if (fault instanceof MismatchedInputException && message.startsWith("Trailing token")) {
            return "a second value follows the order, at " + place();
        }
        if (fault instanceof MismatchedInputException && message.startsWith("No content")) {
            return "there is nothing in it; an order as a JSON object is wanted";
        }
        return "not JSON at " + place() + ": " + words(message);
    }

    private String words(String message) {
        if (fault.getProcessor() instanceof JsonParser json
                && json.getParsingContext().inRoot()
                && !before().isBlank()) {
            return found() + " follows the order; nothing is wanted there";
        }
        Matcher word = WORD.matcher(message);
        if (word.matches()) {
            return Quotation.quote(word.group(2)) + " is no value of JSON; text is wanted in double quotes";
        }
        return WORDS.stream()
                .filter(words -> message.contains(words.getKey()))
                .findFirst()
                .map(words -> words.getValue().formatted(found()))
                .orElse(found() + " can't stand here");
    }

    private static String constraint(String message) {
        Matcher constraint = CONSTRAINT.matcher(message);
        String words = constraint.matches() ? CONSTRAINTS.get(constraint.group(1)) : null;
        return words == null
                ? "it is too large or too deep to be read"
                : words.formatted(Long.valueOf(constraint.group(2)), Long.valueOf(constraint.group(3)));
    }

    /** The first byte of what is wrong; the parser may point behind it, or into the midst of a character. */
    private int faultAt(int end) {
        int place = fault.getLocation() == null
                ? end
                : offset + (int) fault.getLocation().getByteOffset();
        place = Math.max(offset, Math.min(place - overshoot(fault.getOriginalMessage()), end));
        while (place > offset && place < end && (json[place] & 0xC0) == 0x80) {
            place--;
        }
        return place;
    }

    private static int overshoot(String message) {
        Matcher word = WORD.matcher(message);
        if (word.matches() && word.group(1) != null) {
            return word.group(2).length();
        }
        return message.startsWith("Invalid UTF-8") || message.startsWith("Illegal character") ? 1 : 0;
    }

    private String found() {
        if (at >= json.length) {
            return "the end";
        }
        int c = new String(json, at, Math.min(4, json.length - at), UTF_8).codePointAt(0);
        boolean visible = c == ' '
                || Character.isDefined(c)
                        && !Character.isISOControl(c)
                        && !Character.isSpaceChar(c)
                        && !Character.isIdentifierIgnorable(c);
        return switch (c) {
            case '\n' -> "a line break";
            case '\t' -> "a tab";
            default -> visible ? "'" + Character.toString(c) + "'" : "the character U+%04X".formatted(c);
        };
    }

    private String before() {
        return new String(json, offset, at - offset, UTF_8);
    }

    private String place() {
        String before = before();
        int line = before.lastIndexOf('\n');
        String column = "column " + (before.codePointCount(line + 1, before.length()) + 1);
        long lines = before.chars().filter(c -> c == '\n').count();
        return lines == 0 ? column : "line " + (lines + 1) + " of the record, " + column;
    }
}
