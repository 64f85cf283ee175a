package io.orderflow.order;

import static io.orderflow.order.Quotation.quote;

/** What an order's text may be. */
final class OrderText {

    private OrderText() {}

    /** The rule, for the end of a sentence. */
    static String wanted(int maxLength) {
        return "text of 1 to " + maxLength + " characters is wanted";
    }

    /** @throws InvalidOrderException where it is missing, too short or too long, or has half a character */
    static void require(String field, String text, int maxLength) {
        if (text == null) {
            throw new InvalidOrderException("%s is missing; %s".formatted(field, wanted(maxLength)));
        }
        int length = text.codePointCount(0, text.length());
        if (length == 0 || length > maxLength) {
            throw new InvalidOrderException("%s has %,d characters; %s".formatted(field, length, wanted(maxLength)));
        }
        if (hasUnpairedSurrogate(text)) {
            throw new InvalidOrderException("%s is %s, which has half a character (an unpaired surrogate); %s"
                    .formatted(field, quote(text), wanted(maxLength)));
        }
    }

    /** @throws InvalidOrderException as {@link #require}, and where nothing of it is seen */
    static void requireNotBlank(String field, String text, int maxLength) {
        require(field, text, maxLength);
        if (isBlank(text)) {
            throw new InvalidOrderException(
                    "%s is %s, which is blank; %s".formatted(field, quote(text), wanted(maxLength)));
        }
    }

    /** Every kind of space, no-break ones too, and the characters that show nothing, like a zero-width space. */
    private static boolean isBlank(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isWhitespace(c) && !Character.isSpaceChar(c) && !Character.isIdentifierIgnorable(c)) {
                return false;
            }
        }
        return true;
    }

    /** Half of a pair can't be written as UTF-8: Kafka would hold a question mark in its place. */
    private static boolean hasUnpairedSurrogate(String text) {
        for (int i = firstSurrogate(text); i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (Character.charCount(text.codePointAt(i)) == 1) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /** A loop of its own, so small that it costs next to nothing: nearly every text has none. */
    private static int firstSurrogate(String text) {
        int i = 0;
        while (i < text.length() && text.charAt(i) < Character.MIN_SURROGATE) {
            i++;
        }
        return i;
    }
}
