package io.orderflow.inbox;

import io.orderflow.inbox.records.RawRecord;
import io.orderflow.inbox.records.RecordSource;
import io.orderflow.order.Quotation;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * The records of one file as messages for Kafka. Every walk reads the file anew, in one pass and in constant memory, so
 * that a delivery that failed can be tried again from the first record on. Where the file can't be read on, that is one
 * of the walk's refusals.
 */
final class OrderFile implements Iterable<Message>, Closeable {

    private static final int TOLD_EACH = 1 << 12;

    /** In bytes: of an order in a file that is larger, it is not told where it stood, since a header costs time and room. */
    private static final long SMALL = 1024 * 1024;

    private final Exchange exchange;
    private final Path path;
    private final Archive archive;
    private final String deadLetterTopic;
    private final int maxRequestSize;
    private final Refusals refusals;
    private final FileReport report;
    private Walk walk;

    /** @param archive where the file goes, and its refusals until then */
    OrderFile(Exchange exchange, Archive archive, String deadLetterTopic, int maxRequestSize, FileReport report) {
        this.exchange = exchange;
        this.path = archive.file();
        this.archive = archive;
        this.deadLetterTopic = deadLetterTopic;
        this.maxRequestSize = maxRequestSize;
        this.refusals = new Refusals(archive.draft());
        this.report = report;
    }

    /** The file's name without its folder. */
    public String name() {
        return path.getFileName().toString();
    }

    /** The name as it may stand in a line of the log. */
    String printableName() {
        return Quotation.printable(name());
    }

    Path path() {
        return path;
    }

    /** How many orders the last walk gave. */
    public long orders() {
        return walk.messages.orders();
    }

    Archive archive() {
        return archive;
    }

    /** True where the file that has this path now is, unchanged, the one that the last walk read. */
    boolean isUnchanged() throws IOException {
        return walk.opened != null && walk.opened.equals(Version.of(path));
    }

    /** The records that the last walk refused. */
    Refusals refusals() {
        return refusals;
    }

    FileReport report() {
        return report;
    }

    /**
     * Writes the refusals anew, and sends nothing, where the disk did not take them while the file was sent.
     *
     * @throws IOException with a sentence, where it still does not
     */
    void completeRefusals() throws IOException {
        if (refusals.failure() != null) {
            Version sent = walk.opened;
            iterator().forEachRemaining(message -> {});
            walk.opened = sent;
        }
        if (refusals.failure() != null) {
            throw archive.obstacle(
                    "its refusals can't be written to %s (%s); make room there",
                    path.resolveSibling("failed"), refusals.failure());
        }
    }

    @Override
    public Iterator<Message> iterator() {
        close();
        refusals.restart();
        walk = new Walk();
        return walk;
    }

    @Override
    public void close() {
        if (walk != null) {
            walk.end();
        }
    }

    private final class Walk implements Iterator<Message> {

        private final OrderMessages messages =
                new OrderMessages(exchange.getContext(), name(), deadLetterTopic, maxRequestSize, refusals);
        private Version opened;
        private SeekableByteChannel file;
        private Progress progress;
        private RecordSource records;
        private Message next;
        private boolean ended;

        /** Ends early where a delivery has failed: the file stays, so there is no use in sending the rest of it. */
        @Override
        public boolean hasNext() {
            while (next == null && !ended) {
                if (exchange.isFailed()) {
                    end();
                } else {
                    read();
                }
            }
            return next != null;
        }

        @Override
        public Message next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Message message = next;
            next = null;
            return message;
        }

        private void read() {
            try {
                if (records == null) {
                    // before it is opened: what takes its name in between then counts as another
                    Version before = Version.of(path);
                    // where a link has taken its name, it is not followed
                    file = Files.newByteChannel(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                    opened = before;
                    if (opened.size() <= SMALL) {
                        messages.tellSource();
                    }
                    progress = new Progress(printableName(), file, System::nanoTime);
                    records = RecordSource.of(Channels.newInputStream(file), name(), maxRequestSize, messages::isOrder);
                }
                if (messages.orders() % TOLD_EACH == 0) {
                    progress.log(messages.orders());
                    report.reached(file.position(), file.size(), messages.orders(), refusals);
                }
                RawRecord record = records.next();
                if (record == null) {
                    if (records.isEmpty()) {
                        refusals.add("line 1", "the file is empty; an order as a JSON object is wanted");
                    }
                    end();
                } else {
                    next = messages.of(record);
                }
            } catch (ClosedChannelException e) {
                // this thread was interrupted, as the program stops: the file is whole, and stays for the next time
                throw new UncheckedIOException("The order file " + printableName() + " was not read to its end", e);
            } catch (IOException e) {
                refuseRest(String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                // thrown on, it would be tried again for ever, and hold up all other files
                refuseRest(String.valueOf(e));
            }
        }

        private void refuseRest(String reason) {
            if (records != null) {
                refusals.add(records.place(), "from here on the rest can't be read: " + Quotation.printable(reason));
            } else if (opened != null) {
                refusals.add("line 1", "the file can't be read: " + Quotation.printable(reason));
            }
            end();
        }

        private void end() {
            ended = true;
            refusals.close();
            if (file != null && file.isOpen()) {
                try {
                    report.reached(file.position(), file.size(), messages.orders(), refusals);
                    file.close();
                } catch (IOException e) {
                    throw new UncheckedIOException("The order file " + printableName() + " can't be closed", e);
                }
            }
        }
    }

    /** Differs between two files of one name, and between a file and itself when it has grown. */
    private record Version(Object key, long size, FileTime lastModified) {

        static Version of(Path path) throws IOException {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new Version(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
        }
    }
}
