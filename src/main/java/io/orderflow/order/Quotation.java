package io.orderflow.order;

/** Text from outside, made fit for one line of a log or an error message. */
public final class Quotation {

    private static final int MAX_QUOTED = 60;

    private Quotation() {}

    /** In quotation marks, printable, and cut where it is long. */
    public static String quote(String text) {
        return '"' + printable(shortened(text, MAX_QUOTED)) + '"';
    }

    /** The text, or where it is longer than that its beginning and an ellipsis; no character is cut in two. */
    public static String shortened(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        boolean cutsPair = longest > 0 && Character.isHighSurrogate(text.charAt(longest - 1));
        return text.substring(0, cutsPair ? longest - 1 : longest) + "…";
    }

    /** The text with each control character as its escape, so that no order can write a log line of its own. */
    public static String printable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isControl(c) && !isPair(text, i)) {
                return escaped(text);
            }
            // the second half of a pair is not looked at alone
            i += Character.isHighSurrogate(c) ? 1 : 0;
        }
        return text;
    }

    private static boolean isPair(String text, int at) {
        return at + 1 < text.length() && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
    }

    private static String escaped(String text) {
        StringBuilder line = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (isControl(c)) {
                line.append("\\u%04x".formatted(c));
            } else {
                line.appendCodePoint(c);
            }
        });
        return line.toString();
    }

    /**
     * Control characters, the separators and direction marks that a terminal obeys too, and half a character (an
     * unpaired surrogate), which UTF-8 can't express.
     */
    private static boolean isControl(int c) {
        return c < ' '
                || (c >= 0x7f && c <= 0x9f)
                || c == 0x061c
                || c == 0x200e
                || c == 0x200f
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x206f)
                || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
