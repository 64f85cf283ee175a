package io.orderflow;

import io.orderflow.inbox.InboxFiles;
import io.orderflow.observe.RefusedException;
import io.orderflow.observe.UploadTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * Files that are sent to the board go into the inbox like any other.
 *
 * @param isRead     whether a route of this program reads the inbox
 * @param extensions the endings that are taken, for the sentence that says so
 */
record InboxUploads(InboxFiles files, Path inbox, BooleanSupplier isRead, String extensions) implements UploadTarget {

    private static final int LONGEST = 200;
    private static final int MOST_BYTES = 255;
    /** What stands in place of bytes that are no UTF-8. */
    private static final int UNDECODED = 0xFFFD;

    @Override
    public Path draft(String name) throws IOException {
        if (!isRead.getAsBoolean()) {
            throw new RefusedException(404, "No file is taken here: no route of this program reads the inbox");
        }
        boolean harmless = name != null
                && name.length() <= LONGEST
                && name.codePoints()
                        .noneMatch(
                                c -> c == '/' || c == '\\' || c == ':' || c == UNDECODED || Character.isISOControl(c));
        if (!harmless || !files.isOrderFile(name)) {
            throw new RefusedException(
                    422,
                    "A file's name has up to %d characters, none of them / \\ or :, and one of these endings: %s"
                            .formatted(LONGEST, extensions));
        }
        requireSpelling(name);
        if (Files.exists(inbox.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
            // as when it has come whole, before which another one may be there
            throw taken();
        }
        Files.createDirectories(inbox);
        return inbox.resolve("." + UUID.randomUUID() + ".upload");
    }

    /** Not every character can stand in a file's name under every locale, and a file system limits the bytes of a name. */
    private void requireSpelling(String name) {
        try {
            if (inbox.resolve(name).getFileName().toString().equals(name)
                    && name.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES) {
                return;
            }
        } catch (InvalidPathException e) {
            // as below
        }
        throw new RefusedException(
                422, "A file of this name can't be written here; give it a short one of the letters a to z and digits");
    }

    @Override
    public void take(Path draft, String name) throws IOException {
        try {
            Files.move(draft, inbox.resolve(name));
        } catch (FileAlreadyExistsException e) {
            throw taken();
        }
    }

    private static RefusedException taken() {
        return new RefusedException(409, "There is a file of that name in the inbox; wait until it is read");
    }
}
