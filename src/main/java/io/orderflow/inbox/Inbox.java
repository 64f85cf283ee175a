package io.orderflow.inbox;

import io.orderflow.order.Quotation;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens each order file that lies in an inbox, and logs what became of it. */
public class Inbox {

    private static final Logger LOG = LoggerFactory.getLogger("receive-orders");

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
        int maxRequestSize = exchange.getContext()
                .getComponent("kafka", KafkaComponent.class)
                .getConfiguration()
                .getMaxRequestSize();
        OrderFile orders = new OrderFile(
                exchange,
                new Archive(file.toPath()),
                deadLetterTopic,
                maxRequestSize,
                files.report(file),
                files::isEnded);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                orders.close();
            }
        });
        return orders;
    }

    /**
     * After the last acknowledgement: moves the file to done/, or to failed/ with the refusals beside it, and logs one
     * line. Where the folder can't be written, that is logged, and retried later, while other files are sent.
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
        if (orders.isCut()) {
            LOG.info(
                    "The program ends: {} stays in the inbox, {} of it are delivered, and it is read again after the next start",
                    name,
                    count(orders));
            orders.refusals().forget();
            orders.report().lost("the program ended while it was read");
            return;
        }
        if (!Files.exists(orders.path())) {
            LOG.warn(
                    "The order file {} was taken away while it was read; {} orders of it are delivered",
                    name,
                    orders.orders());
            orders.refusals().forget();
            orders.report().lost("it was taken away while it was read");
            return;
        }
        orders.completeRefusals();
        if (!orders.isUnchanged()) {
            boolean isFile = Files.isRegularFile(orders.path(), LinkOption.NOFOLLOW_LINKS);
            LOG.warn(
                    isFile
                            ? "The order file {} was changed while it was read; it is taken again, as it is now"
                            : "The order file {} was replaced while it was read by what is no file, and is left alone",
                    name);
            orders.refusals().forget();
            orders.report()
                    .lost(
                            isFile
                                    ? "it was changed while it was read, and is taken again"
                                    : "it was replaced while it was read by what is no file");
            return;
        }
        orders.archive().take(orders.refusals());
        orders.report().archived();
        long refused = orders.refusals().count();
        LOG.info(
                "✅ Delivered {} from {} to {}{}",
                count(orders),
                name,
                ordersTopic,
                refused == 0
                        ? ""
                        : " (%,d rejected: %s says why)"
                                .formatted(
                                        refused,
                                        Quotation.printable(
                                                orders.archive().errors().toString())));
    }

    private static String count(OrderFile orders) {
        return orders.orders() == 1 ? "1 order" : "%,d orders".formatted(orders.orders());
    }
}
