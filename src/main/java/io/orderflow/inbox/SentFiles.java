package io.orderflow.inbox;

import io.orderflow.inbox.records.RawRecord;
import io.orderflow.inbox.records.RecordSource;
import io.orderflow.order.OrderReader;
import io.orderflow.order.Quotation;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds where an order stands in the inbox's files whose orders do not say it themselves. Nothing is kept for that while
 * they are sent: who asks waits for the files to be read again.
 */
public final class SentFiles {

    private static final Logger LOG = LoggerFactory.getLogger("board");
    private static final int LARGEST_RECORD = 1 << 20;
    private static final int CHECK_EACH = 1_000;
    /** What {@link Archive} puts before the ending where the name was taken. */
    private static final Pattern NUMBERED = Pattern.compile("(?is)^(.*)-\\d+(\\.[^.]+(\\.gz)?)?$");

    /**
     * What was found.
     *
     * @param place the folder, the file and the place in it; null where it stands in none that was read
     * @param files how many were read
     * @param whole false where the time was up before all were read
     */
    public record Found(String place, int files, boolean whole) {}

    private record Candidate(Path path, long modified) {}

    private final Path inbox;
    private final InboxFiles files;
    private final Duration limit;

    /** @param limit how long it looks at the most */
    public SentFiles(Path inbox, InboxFiles files, Duration limit) {
        this.inbox = inbox;
        this.files = files;
        this.limit = limit;
    }

    /**
     * Looks through the files, that one first which was changed next to the time.
     *
     * @param value of the order's record, byte for byte; JSON, as files have it, or nothing is found
     * @param time  when it was sent, in milliseconds
     */
    public Found find(byte[] value, long time) {
        if (value.length == 0 || value[0] != '{') {
            return new Found(null, 0, false);
        }
        long end = System.nanoTime() + limit.toNanos();
        List<Candidate> candidates = candidates();
        candidates.sort(Comparator.comparingLong(candidate -> Math.abs(candidate.modified() - time)));
        int read = 0;
        for (Candidate candidate : candidates) {
            Walk walk = new Walk(candidate.path(), value, end);
            String place = walk.find();
            read++;
            if (place != null || !walk.isInTime()) {
                return new Found(place, read, walk.isInTime());
            }
        }
        return new Found(null, read, true);
    }

    private List<Candidate> candidates() {
        List<Candidate> candidates = new ArrayList<>();
        for (Path folder : List.of(inbox, inbox.resolve("done"), inbox.resolve("failed"))) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && !folder.equals(inbox)) {
                continue;
            }
            try (Stream<Path> all = Files.list(folder)) {
                for (Path path : (Iterable<Path>) all::iterator) {
                    add(candidates, path);
                }
            } catch (IOException | UncheckedIOException e) {
                LOG.debug("{} can't be listed", folder, e);
            }
        }
        return candidates;
    }

    private void add(List<Candidate> candidates, Path path) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isRegularFile()
                    && attributes.size() > FileWalk.SMALL
                    && files.isOrderFile(path.getFileName().toString())) {
                candidates.add(new Candidate(path, attributes.lastModifiedTime().toMillis()));
            }
        } catch (IOException e) {
            // it was moved meanwhile
            LOG.debug("{} can't be looked at", path, e);
        }
    }

    /** One file, read as it was when its orders were sent. */
    private final class Walk {

        private final Path path;
        private final byte[] value;
        private final long end;
        private final List<String> names;
        private final OrderReader reader = new OrderReader(() -> "any");
        private boolean inTime = true;

        Walk(Path path, byte[] value, long end) {
            this.path = path;
            this.value = value;
            this.end = end;
            String name = path.getFileName().toString();
            this.names = List.of(name, NUMBERED.matcher(name).replaceFirst("$1$2"));
        }

        boolean isInTime() {
            return inTime;
        }

        /** Null where it was not found. */
        String find() {
            try (InputStream in = new BufferedInputStream(
                    Files.newInputStream(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
                RecordSource records =
                        RecordSource.of(in, names.get(0), Math.max(LARGEST_RECORD, value.length), this::isOrder);
                for (RawRecord record = records.next(); record != null; record = records.next()) {
                    if (isSame(record)) {
                        String folder = inbox.relativize(path.getParent()).toString();
                        return Quotation.printable(
                                (folder.isEmpty() ? "" : folder + "/") + names.get(0) + ", " + record.place());
                    }
                    if (record.index() % CHECK_EACH == 0 && end - System.nanoTime() < 0) {
                        inTime = false;
                        return null;
                    }
                }
            } catch (IOException | RuntimeException e) {
                // what can't be read was not sent either
                LOG.debug("{} can't be read to its end", path, e);
            }
            return null;
        }

        private boolean isOrder(RawRecord record) {
            return reader.readIfValid(record.buffer(), record.offset(), record.length()) != null;
        }

        /** Whether the record was sent with this value: as it stands here, or with the id that it was given. */
        private boolean isSame(RawRecord record) {
            if (record.length() == value.length) {
                return Arrays.equals(
                        value, 0, value.length, record.buffer(), record.offset(), record.offset() + record.length());
            }
            return DerivedId.isIn(value, record)
                    && names.stream()
                            .anyMatch(name -> Arrays.equals(
                                    value, DerivedId.of(name, record).in(record)));
        }
    }
}
