package io.orderflow.inbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.orderflow.order.Quotation;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a file through when it is an order file by its ending, whole, and can be read. One that changed just now, that a
 * process still has open for writing, or whose end is evidently missing is left alone; what keeps a file waiting for
 * long is said once.
 */
public class OrderFileFilter implements GenericFileFilter<File> {

    private static final Logger LOG = LoggerFactory.getLogger("receive-orders");
    private static final int LOOKED_AT = 4096;

    private final InboxFiles files;
    private final Duration settleTime;
    private final Duration patience;
    private final OpenFiles openFiles = new OpenFiles();
    private final Map<Path, String> told = new HashMap<>();

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
    public boolean accept(GenericFile<File> file) {
        Path path = file.getFile().toPath();
        String name = path.getFileName().toString();
        if (!files.isOrderFile(name) || !Files.isRegularFile(path)) {
            return false;
        }
        if (name.contains("\\")) {
            tell(path, "has a backslash in its name, which Camel takes for a folder's; rename it");
            return false;
        }
        try {
            return isWhole(path);
        } catch (IOException e) {
            tell(path, "can't be read (%s); it is taken as soon as it can".formatted(e));
            return false;
        }
    }

    private boolean isWhole(Path path) throws IOException {
        if (!Files.exists(path)) {
            told.remove(path);
            return false;
        }
        if (!Files.isReadable(path)) {
            throw new AccessDeniedException(path.toString());
        }
        // a clock that is ahead, on the machine that wrote the file, must not hold it back for ever
        Duration quiet = Duration.between(Files.getLastModifiedTime(path).toInstant(), Instant.now())
                .abs();
        if (quiet.compareTo(settleTime) < 0 || openFiles.isBeingWritten(path)) {
            return false;
        }
        if (quiet.compareTo(patience) < 0 && !hasItsEnd(path)) {
            tell(
                    path,
                    "has no end yet; it is taken when it has, or %d s after its last change"
                            .formatted(patience.toSeconds()));
            return false;
        }
        told.remove(path);
        return true;
    }

    /** False for an empty file, an array without its bracket, and objects without the last one's brace. */
    private static boolean hasItsEnd(Path path) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(path)) {
            String head = read(channel, 0).strip();
            String tail = read(channel, Math.max(0, channel.size() - LOOKED_AT)).strip();
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

    private void tell(Path path, String what) {
        told.keySet().removeIf(other -> !Files.exists(other));
        files.keepsWaiting(path.getFileName().toString(), what);
        if (!what.equals(told.put(path, what))) {
            LOG.warn(
                    "The order file {} {}",
                    Quotation.printable(path.getFileName().toString()),
                    what);
        }
    }
}
