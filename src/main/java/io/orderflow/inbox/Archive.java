package io.orderflow.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orderflow.order.Quotation;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where an order file goes when its orders are delivered: to done/, or to failed/ with its refusals beside it. What is
 * there already is never overwritten. Neither folder may be a link, by which whoever may write to the inbox would have
 * this program write elsewhere.
 */
final class Archive {

    private static final String ERRORS = ".errors.txt";
    private static final int MAX_NAME_BYTES = 255;
    /** As Linux, macOS and Windows say it, of a disk and of what a user may have of it. */
    private static final Pattern NO_ROOM = Pattern.compile("(?i)no space left|quota|not enough space|not enough quota");

    private static final String LINK = "it is a symbolic link, which may lead anywhere";
    private static final String NO_LINK = "put a folder in its place";

    private final Path file;
    /** Decided once, so that a second attempt moves the file to the same place. */
    private Path place;

    Archive(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** Where the refusals stand until then: a name of its own, since with more letters a long one would be too long. */
    Path draft() {
        UUID name = UUID.nameUUIDFromBytes(file.getFileName().toString().getBytes(UTF_8));
        return file.resolveSibling("failed").resolve("." + name + ".errors.part");
    }

    /** @throws IOException with a sentence, where the folder can't be written; it may be tried again then */
    void take(Refusals refusals) throws IOException {
        Path folder = file.resolveSibling(refusals.count() == 0 ? "done" : "failed");
        try {
            make(folder);
            if (place == null) {
                place = unused(folder.resolve(file.getFileName()));
            }
            if (refusals.count() > 0) {
                refusals.publish(errorsOf(place));
            }
            Files.move(file, place);
        } catch (IOException e) {
            throw obstacle("it can't be moved to", folder, e);
        }
    }

    /** Where its refusals stand, once it was taken and has some; below its inbox. */
    Path errors() {
        return Path.of("failed").resolve(errorsOf(place).getFileName());
    }

    /**
     * Why a file whose orders are delivered stays in the inbox for now, in a sentence.
     *
     * @param what can't be done with the folder
     */
    IOException obstacle(String what, Path folder, IOException cause) {
        boolean link = Files.isSymbolicLink(folder);
        return new IOException(
                "The orders of %s are delivered, but %s %s (%s); %s, this is tried again"
                        .formatted(
                                Quotation.printable(file.getFileName().toString()),
                                what,
                                folder,
                                link ? LINK : why(cause),
                                link ? NO_LINK : advice(cause)),
                cause);
    }

    private static String advice(IOException cause) {
        return NO_ROOM.matcher(why(cause)).find() ? "make room there" : "make that folder writable";
    }

    /** What keeps the files of an inbox from being archived, in sentences. */
    static List<String> links(Path inbox) {
        return Stream.of("done", "failed")
                .map(inbox::resolve)
                .filter(Files::isSymbolicLink)
                .map(folder -> "No order file can be moved to %s: %s; %s".formatted(folder, LINK, NO_LINK))
                .toList();
    }

    /** Makes a folder of an inbox where it is missing. */
    static void make(Path folder) throws IOException {
        if (Files.isSymbolicLink(folder)) {
            throw new FileSystemException(folder.toString(), null, LINK);
        }
        Files.createDirectories(folder);
    }

    /** The path, with a number before its ending where something is there already: {@code lunch-2.ndjson}. */
    private static Path unused(Path path) {
        String name = path.getFileName().toString();
        int packed = name.toLowerCase(Locale.ROOT).endsWith(".gz") ? name.length() - 3 : name.length();
        int dot = name.lastIndexOf('.', packed - 1);
        int ending = dot < 1 ? name.length() : dot;
        Path candidate = path;
        for (int n = 2; isThere(candidate) || isThere(errorsOf(candidate)); n++) {
            String end = "-" + n + name.substring(ending);
            candidate = path.resolveSibling(cut(name.substring(0, ending), end) + end);
        }
        return candidate;
    }

    /** A link to nothing is there too. */
    private static boolean isThere(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Where the refusals of an archived file stand; a long name is cut, since a file system takes 255 bytes. */
    private static Path errorsOf(Path archived) {
        return archived.resolveSibling(cut(archived.getFileName().toString(), ERRORS) + ERRORS);
    }

    private static String cut(String name, String end) {
        String fits = name;
        while ((fits + end).getBytes(UTF_8).length > MAX_NAME_BYTES) {
            fits = fits.substring(0, fits.offsetByCodePoints(fits.length(), -1));
        }
        return fits;
    }

    /** In words, without the path that the file system puts before them. */
    static String why(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "it may not be written by this program";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "a file is in its place";
        }
        String reason = e instanceof FileSystemException failed ? failed.getReason() : e.getMessage();
        return reason == null ? "the file system says no more of it" : Quotation.printable(reason);
    }
}
