package io.orderflow.inbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;

import io.orderflow.failure.Causes;
import io.orderflow.order.Quotation;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a file through when it is an order file by its ending, whole, and can be read. One that changed just now, that a
 * process still has open for writing, or whose end is evidently missing is left alone; what keeps a file waiting for
 * long is logged once. So is a symbolic link, which would show whoever may write to the inbox all that this program may
 * read; a hard link is a file like any other, so a folder on the same disk that others may link from needs the system's
 * own protection ({@code fs.protected_hardlinks}).
 */
public class OrderFileFilter implements GenericFileFilter<File> {

    private static final Logger LOG = LoggerFactory.getLogger("receive-orders");
    private static final int LOOKED_AT = 4096;
    private static final String NOTHING_TO_LOG = "";
    private static final String UNSPELLABLE = "has a name that can't be spelled in the locale of this program;"
            + " rename it, or start the program with LC_ALL=C.UTF-8 where it is UTF-8";

    private final InboxFiles files;
    private final Duration settleTime;
    private final Duration patience;
    private final OpenFiles openFiles = new OpenFiles();
    private final Set<File> known = ConcurrentHashMap.newKeySet();

    /**
     * @param settleTime how long ago the last change must be
     * @param patience   how long ago it must be where the file's end is missing; then it is taken as it is
     */
    public OrderFileFilter(InboxFiles files, Duration settleTime, Duration patience) {
        this.files = files;
        this.settleTime = settleTime;
        this.patience = patience;
    }

    @Override
    public boolean accept(GenericFile<File> candidate) {
        File file = candidate.getFile();
        if (!files.isOrderFile(file.getName()) || files.isSent(file) || files.isEnded()) {
            return false;
        }
        try {
            if (known.add(file.getParentFile())) {
                // before the first file of the folder is sent
                Archive.links(file.getParentFile().toPath()).forEach(LOG::warn);
            }
            String obstacle = obstacle(file.toPath(), file.getName());
            if (obstacle == null) {
                files.waiting().forget(file);
                return true;
            }
            warn(file, obstacle);
        } catch (InvalidPathException e) {
            warn(file, UNSPELLABLE);
        } catch (NoSuchFileException e) {
            files.waiting().forget(file);
        } catch (AccessDeniedException e) {
            warn(file, "may not be read by this program; it is taken as soon as it may");
        } catch (IOException e) {
            warn(file, "can't be read (%s); it is taken as soon as it can".formatted(Archive.why(e)));
        } catch (RuntimeException e) {
            warn(file, "can't be read (%s); it is taken as soon as it can".formatted(Causes.words(e)));
        }
        return false;
    }

    /** Why a file is not taken yet, in words; the empty text where there is nothing to log, null where it is taken. */
    private String obstacle(Path path, String name) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return "is a symbolic link, which may lead anywhere; put the file itself there";
        }
        if (!Files.isRegularFile(path)) {
            return isMisspelled(path, name) ? UNSPELLABLE : NOTHING_TO_LOG;
        }
        if (name.contains("\\")) {
            return "has a backslash in its name, which Camel takes for a folder's; rename it";
        }
        if (!Files.isReadable(path)) {
            throw new AccessDeniedException(name);
        }
        // a clock that is ahead, on the machine that wrote the file, must not hold it back for ever
        Duration quiet = Duration.between(Files.getLastModifiedTime(path).toInstant(), Instant.now())
                .abs();
        if (quiet.compareTo(settleTime) < 0 || openFiles.isBeingWritten(path)) {
            return NOTHING_TO_LOG;
        }
        return quiet.compareTo(patience) >= 0 || hasItsEnd(path)
                ? null
                : "has no end yet; it is taken when it has, or %d s after its last change"
                        .formatted(patience.toSeconds());
    }

    /** Java puts U+FFFD in the place of bytes that are no character, and finds no file of that name. */
    private static boolean isMisspelled(Path path, String name) {
        return name.indexOf('\ufffd') >= 0 && Files.notExists(path, NOFOLLOW_LINKS);
    }

    /** False for an empty file, an array without its bracket, and objects without the last one's brace. */
    private static boolean hasItsEnd(Path path) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(path, READ, NOFOLLOW_LINKS)) {
            String head = read(channel, 0).strip();
            String tail = read(channel, Math.max(0, channel.size() - LOOKED_AT)).replaceFirst("[\\s\\x1A]+$", "");
            if (head.startsWith("[")) {
                return tail.endsWith("]");
            }
            return head.startsWith("{") ? tail.endsWith("}") : !head.isEmpty();
        }
    }

    /** Some bytes as characters of the same number: brackets and white space are what they are in UTF-8 too. */
    private static String read(SeekableByteChannel channel, long position) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LOOKED_AT);
        channel.position(position);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
        return new String(bytes.array(), 0, bytes.position(), ISO_8859_1).replaceFirst("^\u00EF\u00BB\u00BF", "");
    }

    private void warn(File file, String what) {
        if (!what.equals(NOTHING_TO_LOG) && files.waiting().keep(file, what)) {
            LOG.warn("The order file {} {}", Quotation.printable(file.getName()), Quotation.printable(what));
        }
    }
}
