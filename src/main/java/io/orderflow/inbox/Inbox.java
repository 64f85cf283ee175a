package io.orderflow.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orderflow.order.Quotation;
import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens each order file that lies in an inbox, and says what became of it and puts it where it belongs. */
public class Inbox {

    private static final Logger LOG = LoggerFactory.getLogger("receive-orders");

    private static final String ERRORS = ".errors.txt";
    private static final int MAX_NAME_BYTES = 255;

    private final String ordersTopic;
    private final String deadLetterTopic;
    private final InboxFiles files;

    public Inbox(String ordersTopic, String deadLetterTopic, InboxFiles files) {
        this.ordersTopic = ordersTopic;
        this.deadLetterTopic = deadLetterTopic;
        this.files = files;
    }

    /** A file's records as Kafka messages, read while they are sent; the file is closed with the exchange. */
    public OrderFile read(@Body File file, Exchange exchange) {
        Path path = file.toPath();
        // a name of its own, since with more letters a long one would be too long for the file system
        UUID name = UUID.nameUUIDFromBytes(path.getFileName().toString().getBytes(UTF_8));
        Path draft = path.resolveSibling("failed").resolve("." + name + ".errors.part");
        int maxRequestSize = exchange.getContext()
                .getComponent("kafka", KafkaComponent.class)
                .getConfiguration()
                .getMaxRequestSize();
        FileReport report = files.report(file);
        OrderFile orders = new OrderFile(exchange, path, deadLetterTopic, maxRequestSize, new Refusals(draft), report);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                orders.close();
            }
        });
        return orders;
    }

    /**
     * After the last acknowledgement: moves the file to done/, or to failed/ with the refusals beside it, and says so in
     * one line. Where the folder can't be written, that is said, and tried again later, while other files are sent.
     */
    public void archive(@Body OrderFile orders) {
        if (!isArchived(orders)) {
            files.archiveLater(orders.path().toFile(), () -> isArchived(orders));
        }
    }

    private boolean isArchived(OrderFile orders) {
        try {
            complete(orders);
            return true;
        } catch (IOException e) {
            if (orders.report().stuck(e.getMessage())) {
                LOG.warn(e.getMessage());
            }
            return false;
        } finally {
            orders.close();
        }
    }

    private void complete(OrderFile orders) throws IOException {
        String name = orders.printableName();
        if (!Files.exists(orders.path())) {
            LOG.warn(
                    "The order file {} was taken away while it was read; {} orders of it are delivered",
                    name,
                    orders.orders());
            orders.refusals().forget();
            orders.report().lost("it was taken away while it was read");
            return;
        }
        completeRefusals(orders);
        if (!orders.isUnchanged()) {
            LOG.warn("The order file {} was changed while it was read; it is taken again, as it is now", name);
            orders.refusals().forget();
            orders.report().lost("it was changed while it was read, and is taken again");
            return;
        }
        move(orders);
        orders.report().archived();
        long refused = orders.refusals().count();
        LOG.info(
                "✅ Delivered {} from {} to {}{}",
                orders.orders() == 1 ? "1 order" : "%,d orders".formatted(orders.orders()),
                name,
                ordersTopic,
                refused == 0 ? "" : " (%,d rejected)".formatted(refused));
    }

    private static void completeRefusals(OrderFile orders) throws IOException {
        try {
            orders.completeRefusals();
        } catch (IOException e) {
            throw new IOException(
                    "The orders of %s are delivered, but its refusals can't be written to %s (%s); make room there, this is tried again"
                            .formatted(orders.printableName(), orders.path().resolveSibling("failed"), why(e)),
                    e);
        }
    }

    private static void move(OrderFile orders) throws IOException {
        long refused = orders.refusals().count();
        Path folder = orders.path().resolveSibling(refused == 0 ? "done" : "failed");
        try {
            Files.createDirectories(folder);
            Path archived = orders.archive(folder.resolve(orders.name()), Inbox::unused);
            if (refused > 0) {
                orders.refusals().publish(errorsOf(archived));
            }
            Files.move(orders.path(), archived);
        } catch (IOException e) {
            throw new IOException(
                    "The orders of %s are delivered, but it can't be moved to %s (%s); make that folder writable, this is tried again"
                            .formatted(orders.printableName(), folder, why(e)),
                    e);
        }
    }

    /** The path, with a number before its ending where something is there already: {@code lunch-2.ndjson}. */
    private static Path unused(Path path) {
        String name = path.getFileName().toString();
        int packed = name.toLowerCase(Locale.ROOT).endsWith(".gz") ? name.length() - 3 : name.length();
        int dot = name.lastIndexOf('.', packed - 1);
        int ending = dot < 1 ? name.length() : dot;
        Path candidate = path;
        for (int n = 2; Files.exists(candidate) || Files.exists(errorsOf(candidate)); n++) {
            String end = "-" + n + name.substring(ending);
            candidate = path.resolveSibling(cut(name.substring(0, ending), end) + end);
        }
        return candidate;
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
    private static String why(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "it may not be written by this program";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "a file is in its place";
        }
        String reason = e instanceof FileSystemException failed ? failed.getReason() : e.getMessage();
        return reason == null ? e.toString() : Quotation.printable(reason);
    }
}
