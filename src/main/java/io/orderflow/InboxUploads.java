package io.orderflow;

import io.orderflow.inbox.InboxFiles;
import io.orderflow.observe.RefusedException;
import io.orderflow.observe.UploadTarget;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Files that are sent to the board go into the inbox like any other.
 *
 * @param extensions the endings that are taken, for the sentence that says so
 */
record InboxUploads(InboxFiles files, Path inbox, String extensions) implements UploadTarget {

    private static final int LONGEST = 200;

    @Override
    public Path draft(String name) throws IOException {
        boolean harmless = name != null
                && name.length() <= LONGEST
                && name.codePoints().noneMatch(c -> c == '/' || c == '\\' || c == ':' || Character.isISOControl(c));
        if (!harmless || !files.isOrderFile(name)) {
            throw new RefusedException(
                    422,
                    "A file's name has up to %d characters, none of them / \\ or :, and one of these endings: %s"
                            .formatted(LONGEST, extensions));
        }
        Files.createDirectories(inbox);
        return inbox.resolve("." + UUID.randomUUID() + ".upload");
    }

    @Override
    public void take(Path draft, String name) throws IOException {
        try {
            Files.move(draft, inbox.resolve(name));
        } catch (FileAlreadyExistsException e) {
            throw new RefusedException(409, "There is a file of that name in the inbox; wait until it is read");
        }
    }
}
