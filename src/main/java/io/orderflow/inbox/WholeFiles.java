package io.orderflow.inbox;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
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
 * Lets a file through when it is whole and can be read. One that changed just now, that a process still has open for
 * writing, or whose end is evidently missing is left alone; what keeps a file waiting for long is said once.
 */
public class WholeFiles implements GenericFileFilter<File> {

    private static final Logger LOG = LoggerFactory.getLogger("receive-orders");
    private static final int LOOKED_AT = 4096;

    private final Duration settleTime;
    private final Duration patience;
    private final OpenFiles openFiles = new OpenFiles();
    private final Map<Path, String> told = new HashMap<>();

    /**
     * @param settleTime how long ago the last change must be
     * @param patience   how long ago it must be where the file's end is missing; then it is taken as it is
     */
    public WholeFiles(Duration settleTime, Duration patience) {
        this.settleTime = settleTime;
        this.patience = patience;
    }

    @Override
    public boolean accept(GenericFile<File> file) {
        Path path = file.getFile().toPath();
        try {
            return Files.isDirectory(path) || isWhole(path);
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
        Duration quiet = Duration.between(Files.getLastModifiedTime(path).toInstant(), Instant.now());
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
        return new String(bytes.array(), 0, bytes.position(), java.nio.charset.StandardCharsets.ISO_8859_1)
                .replaceFirst("^\u00EF\u00BB\u00BF", "");
    }

    private void tell(Path path, String what) {
        told.keySet().removeIf(other -> !Files.exists(other));
        if (!what.equals(told.put(path, what))) {
            LOG.warn("The order file {} {}", path.getFileName(), what);
        }
    }
}
