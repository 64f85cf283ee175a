package io.orderflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Changes in texts that the tests have not written themselves. */
public final class TextEdit {

    private TextEdit() {}

    /**
     * Puts another text in the place of one.
     *
     * @throws AssertionError where that one is not there
     */
    public static String replace(String content, String text, String other) {
        if (!content.contains(text)) {
            throw new AssertionError("There is no \"%s\" in:%n%s".formatted(text, content));
        }
        return content.replace(text, other);
    }

    /** As above, in a file. */
    public static void edit(Path file, String text, String other) throws IOException {
        Files.writeString(file, replace(Files.readString(file), text, other));
    }
}
