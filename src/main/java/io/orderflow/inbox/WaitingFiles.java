package io.orderflow.inbox;

import io.orderflow.order.Quotation;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.camel.util.FileUtil;

/** The order files that are not read yet, some of them with the reason. */
final class WaitingFiles {

    private static final int MOST = 20;
    /** Less than from one look at the inbox to the next. */
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final char UNSPELLABLE = '\ufffd';

    private final Path directory;
    private final Predicate<String> isOrderFile;
    private final Map<String, String> reasons = new ConcurrentHashMap<>();
    private volatile long lookedAt = System.nanoTime();

    /** @param isOrderFile whether a file of this name is one */
    WaitingFiles(Path directory, Predicate<String> isOrderFile) {
        this.directory = directory;
        this.isOrderFile = isOrderFile;
    }

    /** Keeps why a file waits; @return whether that is news */
    boolean keep(File file, String reason) {
        forgetGone();
        return !reason.equals(reasons.put(key(file), reason));
    }

    /** Not at each of them: where thousands wait, that many questions each would stop all other files. */
    private void forgetGone() {
        long now = System.nanoTime();
        if (now - lookedAt > LOOK_AGAIN_NANOS) {
            reasons.keySet().removeIf(WaitingFiles::isGone);
            lookedAt = System.nanoTime();
        }
    }

    /** The file waits for nothing any more. */
    void forget(File file) {
        reasons.remove(key(file));
    }

    /** What names a file: its text, since a name that can't be spelled in the program's locale makes no path. */
    static String key(File file) {
        return FileUtil.compactPath(file.getAbsolutePath());
    }

    /** A name that can't be spelled can't be asked for; a link to nothing is there. */
    private static boolean isGone(String file) {
        try {
            return file.indexOf(UNSPELLABLE) < 0 && !Files.exists(Path.of(file), LinkOption.NOFOLLOW_LINKS);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /**
     * Adds those in the inbox, twenty at the most.
     *
     * @param inWork the names of those that are read
     */
    void addTo(List<OrderFileState> files, Set<String> inWork) {
        int room = MOST;
        try (DirectoryStream<Path> listing = Files.newDirectoryStream(directory, this::isOrderFile)) {
            for (Path path : listing) {
                String name = Quotation.printable(path.getFileName().toString());
                if (room > 0 && !inWork.contains(name)) {
                    addTo(files, path, name);
                    room--;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // there is no inbox yet, or it can't be listed: receive-orders logs that
        }
    }

    private boolean isOrderFile(Path path) {
        return isOrderFile.test(path.getFileName().toString())
                && (Files.isRegularFile(path) || Files.isSymbolicLink(path));
    }

    private void addTo(List<OrderFileState> files, Path path, String name) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            String reason = reasons.get(key(path.toFile()));
            files.add(new OrderFileState(
                    name,
                    OrderFileState.Stage.WAITING,
                    attributes.size(),
                    0,
                    0,
                    0,
                    reason == null ? List.of() : List.of(Quotation.printable(reason)),
                    attributes.lastModifiedTime().toMillis()));
        } catch (IOException e) {
            // it was taken away meanwhile
        }
    }
}
