package io.orderflow.tracker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.order.DeadLetterHeaders;
import io.orderflow.order.OrderMeters;
import io.orderflow.order.Quotation;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes dead letters of records, and records of dead letters. */
public class DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger("dead-letter");
    /** The exchange's property with a line for the log. */
    private static final String SUMMARY = "deadLetter";

    private static final int MAX_REASON = 500;
    private static final Set<String> HEADERS = Set.of(
            DeadLetterHeaders.REASON,
            DeadLetterHeaders.EXCEPTION,
            DeadLetterHeaders.TOPIC,
            DeadLetterHeaders.PARTITION,
            DeadLetterHeaders.OFFSET,
            DeadLetterHeaders.TIMESTAMP,
            DeadLetterHeaders.GROUP,
            DeadLetterHeaders.FILE,
            DeadLetterHeaders.PLACE,
            DeadLetterHeaders.REPLAYS);

    private final String group;
    private final Counter deadLettered;

    public DeadLetters(String group, MeterRegistry meters) {
        this.group = group;
        this.deadLettered = meters.counter(OrderMeters.DEAD_LETTERED.meter());
    }

    /**
     * The dead letter of the record that the exchange began with: as Kafka gave it, and headers that say why it is dead
     * and where it was read.
     */
    public List<Message> write(Exchange exchange) {
        Message record = exchange.getUnitOfWork().getOriginalInMessage();
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Headers headers = new RecordHeaders(record.getHeader(KafkaConstants.HEADERS, Headers.class));
        String reason = reason(cause);
        add(headers, DeadLetterHeaders.REASON, reason);
        add(
                headers,
                DeadLetterHeaders.EXCEPTION,
                cause == null ? "" : cause.getClass().getName());
        add(headers, DeadLetterHeaders.TOPIC, record.getHeader(KafkaConstants.TOPIC));
        add(headers, DeadLetterHeaders.PARTITION, record.getHeader(KafkaConstants.PARTITION));
        add(headers, DeadLetterHeaders.OFFSET, record.getHeader(KafkaConstants.OFFSET));
        add(headers, DeadLetterHeaders.TIMESTAMP, record.getHeader(KafkaConstants.TIMESTAMP));
        add(headers, DeadLetterHeaders.GROUP, group);
        exchange.setProperty(
                SUMMARY,
                "%s : partition %s : at offset %s : %s"
                        .formatted(
                                record.getHeader(KafkaConstants.TOPIC),
                                record.getHeader(KafkaConstants.PARTITION),
                                record.getHeader(KafkaConstants.OFFSET),
                                reason));
        return List.of(message(exchange, record, headers));
    }

    /** The dead letter was written. */
    public void written(Exchange exchange) {
        deadLettered.increment();
        LOG.warn("❌ Dead letter: {}", exchange.getProperty(SUMMARY));
    }

    /** The record of which the letter was made, and a header that says how often it was replayed. */
    public List<Message> replay(Exchange exchange) {
        Message letter = exchange.getMessage();
        Headers written = letter.getHeader(KafkaConstants.HEADERS, Headers.class);
        Headers headers = new RecordHeaders();
        for (Header header : written) {
            if (!HEADERS.contains(header.key())) {
                headers.add(header);
            }
        }
        add(headers, DeadLetterHeaders.REPLAYS, replays(written.lastHeader(DeadLetterHeaders.REPLAYS)) + 1);
        return List.of(message(exchange, letter, headers));
    }

    private static RecordMessage message(Exchange exchange, Message record, Headers headers) {
        return new RecordMessage(
                exchange.getContext(),
                record.getHeader(KafkaConstants.KEY, byte[].class),
                (byte[]) record.getBody(),
                headers);
    }

    private static int replays(Header header) {
        try {
            return header == null ? 0 : Integer.parseInt(new String(header.value(), UTF_8));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String reason(Throwable cause) {
        if (cause == null) {
            return "a route sent it here";
        }
        String reason = Quotation.printable(cause.getMessage() == null ? cause.toString() : cause.getMessage());
        return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON) + "…";
    }

    private static void add(Headers headers, String name, Object value) {
        headers.add(name, String.valueOf(value).getBytes(UTF_8));
    }
}
