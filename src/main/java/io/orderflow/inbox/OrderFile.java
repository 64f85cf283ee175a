package io.orderflow.inbox;

import io.orderflow.order.Quotation;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * The records of one file as messages for Kafka. Every walk reads the file again, in one pass and in constant memory, so
 * that a delivery that failed can be tried again from the first record on. Where the file can't be read on, that is one
 * of the walk's refusals.
 */
final class OrderFile implements Iterable<Message>, Closeable {

    private final Exchange exchange;
    private final Path path;
    private final Archive archive;
    private final String deadLetterTopic;
    private final int maxRequestSize;
    private final Refusals refusals;
    private final FileReport report;
    private final BooleanSupplier programEnds;
    private FileWalk walk;

    /**
     * @param archive where the file goes, and its refusals until then
     * @param programEnds whether there is no time to read on
     */
    OrderFile(
            Exchange exchange,
            Archive archive,
            String deadLetterTopic,
            int maxRequestSize,
            FileReport report,
            BooleanSupplier programEnds) {
        this.exchange = exchange;
        this.path = archive.file();
        this.archive = archive;
        this.deadLetterTopic = deadLetterTopic;
        this.maxRequestSize = maxRequestSize;
        this.refusals = new Refusals(archive.draft());
        this.report = report;
        this.programEnds = programEnds;
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
        return walk.orders();
    }

    Archive archive() {
        return archive;
    }

    /** Whether the last walk ended before the file did, since the program ends. */
    boolean isCut() {
        return walk.isCut();
    }

    /** True where the file that has this path now is, unchanged, the one that the last walk read. */
    boolean isUnchanged() throws IOException {
        return walk.isOfWhatIsThere();
    }

    /** The records that the last walk refused. */
    Refusals refusals() {
        return refusals;
    }

    FileReport report() {
        return report;
    }

    /**
     * Writes the refusals again, and sends nothing, where the disk did not take them while the file was sent.
     *
     * @throws IOException with a sentence, where it still does not
     */
    void completeRefusals() throws IOException {
        if (refusals.failure() != null) {
            FileWalk sent = walk;
            iterator().forEachRemaining(message -> {});
            walk = sent;
        }
        if (refusals.failure() != null) {
            throw archive.obstacle(
                    "its refusals can't be written to", path.resolveSibling("failed"), refusals.failure());
        }
    }

    @Override
    public Iterator<Message> iterator() {
        close();
        refusals.restart();
        walk = new FileWalk(
                this,
                maxRequestSize,
                new OrderMessages(exchange.getContext(), name(), deadLetterTopic, maxRequestSize, refusals),
                exchange::isFailed,
                programEnds);
        return walk;
    }

    @Override
    public void close() {
        if (walk != null) {
            walk.end();
        }
    }
}
