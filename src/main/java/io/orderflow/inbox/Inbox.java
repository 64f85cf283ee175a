package io.orderflow.inbox;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens each order file that lies in the inbox, and says what became of it and puts it where it belongs. */
public class Inbox {

    private static final Logger LOG = LoggerFactory.getLogger("receive-orders");

    private final String ordersTopic;
    private final String deadLetterTopic;

    public Inbox(String ordersTopic, String deadLetterTopic) {
        this.ordersTopic = ordersTopic;
        this.deadLetterTopic = deadLetterTopic;
    }

    /** A file's records as Kafka messages, read while they are sent; the file is closed with the exchange. */
    public OrderFile read(@Body File file, Exchange exchange) {
        Path path = file.toPath();
        Path draft = path.resolveSibling("failed").resolve("." + path.getFileName() + ".errors.part");
        int maxRequestSize = exchange.getContext()
                .getComponent("kafka", KafkaComponent.class)
                .getConfiguration()
                .getMaxRequestSize();
        OrderFile orders = new OrderFile(exchange, path, deadLetterTopic, maxRequestSize, new Refusals(draft));
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
     * one line.
     *
     * @throws IOException where the folder can't be written; this step alone is then to be tried again, nothing is sent
     */
    public void archive(@Body OrderFile orders) throws IOException {
        long refused = orders.refusals().count();
        move(orders, refused);
        LOG.info(
                "✅ Delivered {} from {} to {}{}",
                orders.orders() == 1 ? "1 order" : "%,d orders".formatted(orders.orders()),
                orders.name(),
                ordersTopic,
                refused == 0 ? "" : " (%,d rejected)".formatted(refused));
    }

    private static void move(OrderFile orders, long refused) throws IOException {
        Path folder = orders.path().resolveSibling(refused == 0 ? "done" : "failed");
        try {
            Files.createDirectories(folder);
            Path archived = unused(folder.resolve(orders.name()));
            if (refused > 0) {
                orders.refusals().publish(archived.resolveSibling(archived.getFileName() + ".errors.txt"));
            }
            Files.move(orders.path(), archived);
        } catch (IOException e) {
            throw new IOException(
                    "The orders of %s are delivered, but it can't be moved to %s (%s); make that folder writable, this is tried again"
                            .formatted(orders.name(), folder, e),
                    e);
        }
    }

    /** The path, with a number before its ending where something is there already: {@code lunch-2.ndjson}. */
    private static Path unused(Path path) {
        String name = path.getFileName().toString();
        int dot = name.indexOf('.', 1);
        String stem = dot < 0 ? name : name.substring(0, dot);
        String ending = dot < 0 ? "" : name.substring(dot);
        Path candidate = path;
        for (int n = 2; Files.exists(candidate); n++) {
            candidate = path.resolveSibling(stem + "-" + n + ending);
        }
        return candidate;
    }
}
