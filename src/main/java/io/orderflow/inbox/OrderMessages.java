package io.orderflow.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orderflow.inbox.records.RawRecord;
import io.orderflow.kafka.DeadLetterHeaders;
import io.orderflow.kafka.SourceHeader;
import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.Order;
import io.orderflow.order.OrderReader;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;

/**
 * Makes a file's records Kafka messages: each order one for the orders topic under its user's key, byte for byte as it
 * stands in the file, and each record that is no order one for the dead letters.
 */
final class OrderMessages {

    /** What Kafka may add to a record beside its key and value: headers, lengths, checksums. */
    private static final int RECORD_OVERHEAD = 2048;

    private final CamelContext context;
    private final String fileName;
    private final String deadLetterTopic;
    private final int maxRequestSize;
    private final Refusals refusals;
    private final OrderReader reader = new OrderReader(this::derivedId);
    private RawRecord record;
    private DerivedId derivedId;
    private Order order;
    private long orders;
    private boolean namesSource;

    OrderMessages(
            CamelContext context, String fileName, String deadLetterTopic, int maxRequestSize, Refusals refusals) {
        this.context = context;
        this.fileName = fileName;
        this.deadLetterTopic = deadLetterTopic;
        this.maxRequestSize = maxRequestSize;
        this.refusals = refusals;
    }

    /** From now on each order has the header that says where it stood. */
    void nameSource() {
        namesSource = true;
    }

    /** How many of the messages were orders. */
    long orders() {
        return orders;
    }

    /** True where a line is an order as it stands, which {@link #of} then makes a message of. */
    boolean isOrder(RawRecord line) {
        begin(line);
        order = reader.readIfValid(line.buffer(), line.offset(), line.length());
        return order != null;
    }

    /** The record's message, or null where it is refused and too large for the dead letters as well. */
    Message of(RawRecord record) {
        try {
            if (record != this.record) {
                begin(record);
            }
            Message message = message();
            orders++;
            return message;
        } catch (InvalidOrderException e) {
            refusals.add(record.place(), e.getMessage());
            byte[] found = record.original();
            return found.length == 0 || !fits(found.length) ? null : deadLetter(record, found, e.getMessage());
        }
    }

    private void begin(RawRecord next) {
        record = next;
        derivedId = null;
        order = null;
    }

    private Message message() {
        if (record.problem() != null && record.length() > 0) {
            throw new InvalidOrderException(record.problem());
        }
        requireFits(record.size());
        if (record.problem() != null) {
            throw new InvalidOrderException(record.problem());
        }
        if (order == null) {
            order = reader.read(record.buffer(), record.offset(), record.length());
        }
        byte[] json = derivedId == null ? record.bytes() : derivedId.in(record);
        byte[] key = order.user().getBytes(UTF_8);
        requireFits(json.length + key.length);
        return new OrderMessage(context, key, json, namesSource ? SourceHeader.of(fileName, record.place()) : null);
    }

    private Message deadLetter(RawRecord record, byte[] found, String reason) {
        Message message = new DefaultMessage(context);
        message.setBody(found);
        message.setHeader(KafkaConstants.OVERRIDE_TOPIC, deadLetterTopic);
        message.setHeader(DeadLetterHeaders.REASON, reason.getBytes(UTF_8));
        message.setHeader(
                DeadLetterHeaders.EXCEPTION,
                InvalidOrderException.class.getName().getBytes(UTF_8));
        message.setHeader(DeadLetterHeaders.FILE, fileName.getBytes(UTF_8));
        message.setHeader(DeadLetterHeaders.PLACE, record.place().getBytes(UTF_8));
        return message;
    }

    private boolean fits(long size) {
        return size + RECORD_OVERHEAD <= maxRequestSize;
    }

    private void requireFits(long size) {
        if (!fits(size)) {
            throw new InvalidOrderException(
                    "it has %,d bytes; Kafka takes at most %,d of one order (max.request.size less what a record adds)"
                            .formatted(size, maxRequestSize - RECORD_OVERHEAD));
        }
    }

    private String derivedId() {
        derivedId = DerivedId.of(fileName, record);
        return derivedId.id();
    }
}
