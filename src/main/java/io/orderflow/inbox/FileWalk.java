package io.orderflow.inbox;

import io.orderflow.failure.Causes;
import io.orderflow.inbox.records.RawRecord;
import io.orderflow.inbox.records.RecordSource;
import io.orderflow.order.Quotation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.function.BooleanSupplier;
import org.apache.camel.Message;
import org.apache.kafka.common.utils.AbstractIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One walk through a file, from its first record to the last: each is a message, or one of the file's refusals. */
final class FileWalk extends AbstractIterator<Message> {

    private static final Logger LOG = LoggerFactory.getLogger("receive-orders");
    private static final int REPORTED_EACH = 1 << 12;

    /** In bytes: an order of a larger file has no header that says where it stood, since that costs time and room; {@link SentFiles} finds it. */
    static final long SMALL = 1024 * 1024;

    private final OrderFile orderFile;
    private final int maxRequestSize;
    private final OrderMessages messages;
    private final BooleanSupplier failed;
    private final BooleanSupplier programEnds;
    private FileVersion opened;
    private SeekableByteChannel file;
    private Progress progress;
    private RecordSource records;
    private boolean ended;
    private boolean cut;

    /**
     * @param messages makes a message of each record
     * @param failed whether a delivery has failed
     * @param programEnds whether there is no time for the rest
     */
    FileWalk(
            OrderFile orderFile,
            int maxRequestSize,
            OrderMessages messages,
            BooleanSupplier failed,
            BooleanSupplier programEnds) {
        this.orderFile = orderFile;
        this.maxRequestSize = maxRequestSize;
        this.messages = messages;
        this.failed = failed;
        this.programEnds = programEnds;
    }

    /** Whether it ended before the file did, since the program ends. */
    boolean isCut() {
        return cut;
    }

    /** How many orders it gave. */
    long orders() {
        return messages.orders();
    }

    /** True where the file that has this path now is, unchanged, the one that was read. */
    boolean isOfWhatIsThere() throws IOException {
        return opened != null && opened.equals(FileVersion.of(orderFile.path()));
    }

    /** Ends early where a delivery has failed: the file stays, so there is no use in sending the rest of it. */
    @Override
    protected Message makeNext() {
        while (!ended) {
            cut = programEnds.getAsBoolean();
            Message next = cut || failed.getAsBoolean() ? end() : read();
            if (next != null) {
                return next;
            }
        }
        return allDone();
    }

    /** The next record's message; null where it is refused and sent nowhere, and at the end. */
    private Message read() {
        try {
            if (records == null) {
                // before it is opened: what takes its name in between then counts as another
                FileVersion before = FileVersion.of(orderFile.path());
                if (!before.isFile()) {
                    // to open a pipe would wait for one who writes to it
                    return end();
                }
                // where a link has taken its name, it is not followed
                file = Files.newByteChannel(orderFile.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                opened = before;
                if (opened.size() <= SMALL) {
                    messages.nameSource();
                }
                progress = new Progress(orderFile.printableName(), file, System::nanoTime);
                records = RecordSource.of(
                        Channels.newInputStream(file), orderFile.name(), maxRequestSize, messages::isOrder);
            }
            if (messages.orders() % REPORTED_EACH == 0) {
                progress.log(messages.orders());
                orderFile.report().reached(file.position(), file.size(), messages.orders(), orderFile.refusals());
            }
            RawRecord record = records.next();
            if (record != null) {
                return messages.of(record);
            }
            if (records.isEmpty()) {
                orderFile.refusals().add("line 1", "the file is empty; an order as a JSON object is wanted");
            }
            return end();
        } catch (ClosedChannelException e) {
            // this thread was interrupted, as the program stops: the file is whole, and stays for the next time
            throw new UncheckedIOException(
                    "The order file " + orderFile.printableName() + " was not read to its end", e);
        } catch (IOException e) {
            return refuseRest(Causes.words(e));
        } catch (RuntimeException e) {
            // thrown on, it would be tried again for ever, and hold up all other files
            LOG.debug("The cause", e);
            return refuseRest(Causes.words(e));
        }
    }

    private Message refuseRest(String reason) {
        if (records != null) {
            orderFile
                    .refusals()
                    .add(records.place(), "from here on the rest can't be read: " + Quotation.printable(reason));
        } else if (opened != null) {
            orderFile.refusals().add("line 1", "the file can't be read: " + Quotation.printable(reason));
        }
        return end();
    }

    /** @return null, since nothing comes any more */
    Message end() {
        ended = true;
        orderFile.refusals().close();
        if (file != null && file.isOpen()) {
            try {
                orderFile.report().reached(file.position(), file.size(), messages.orders(), orderFile.refusals());
                file.close();
            } catch (ClosedChannelException e) {
                LOG.debug("The reading thread was interrupted", e);
            } catch (IOException e) {
                throw new UncheckedIOException("The order file " + orderFile.printableName() + " can't be closed", e);
            }
        }
        return null;
    }
}
