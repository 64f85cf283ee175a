package io.orderflow.board.letters;

import io.orderflow.order.Quotation;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reasons that differ only in what they quote and count are one, shortened to what they share. */
final class Reasons {

    private static final Pattern VARIABLE =
            Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"?|'[^']*'|[0-9a-fA-F-]{8,}|\\d[\\d,.]*|…");
    private static final String GAP = "…";
    private static final int LONGEST = 300;

    private Reasons() {}

    /** The same for two reasons that tell the same. */
    static String kind(String reason) {
        return VARIABLE.matcher(cut(reason)).replaceAll(GAP);
    }

    /** What two reasons of one kind share; the rest is an ellipsis. */
    static String shared(String one, String other) {
        String shorter = cut(other);
        Matcher ours = VARIABLE.matcher(one);
        Matcher theirs = VARIABLE.matcher(shorter);
        return one.equals(shorter)
                ? one
                : ours.replaceAll(match -> theirs.find() && theirs.group().equals(match.group())
                        ? Matcher.quoteReplacement(match.group())
                        : GAP);
    }

    /** As much of it as tells one kind from another. */
    static String cut(String reason) {
        return Quotation.shortened(reason, LONGEST);
    }
}
