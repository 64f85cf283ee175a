package io.orderflow.reload;

import java.util.List;

/**
 * What is wrong with the routes' files at one moment.
 *
 * @param taken     whether the routes run as the files say all the same; else those from before go on
 * @param sentence  how many mistakes there are, and the first of them; null where there is none
 * @param sentences each of them, by file and line
 */
public record Mistakes(boolean taken, String sentence, List<String> sentences) {

    public static final Mistakes NONE = new Mistakes(true, null, List.of());

    /** Of a change that is not taken. */
    static Mistakes of(RouteMistake mistake) {
        return new Mistakes(false, mistake.getMessage(), mistake.all());
    }

    /** With which the routes run. */
    static Mistakes taken(List<String> sentences) {
        return sentences.isEmpty() ? NONE : new Mistakes(true, sentence(sentences, false), sentences);
    }

    /** @param more whether there may be more than these */
    static String sentence(List<String> sentences, boolean more) {
        return sentences.size() == 1 && !more
                ? sentences.get(0)
                : "%s%d mistake%s, the first in %s"
                        .formatted(
                                more ? "at least " : "",
                                sentences.size(),
                                sentences.size() == 1 ? "" : "s",
                                sentences.get(0));
    }
}
