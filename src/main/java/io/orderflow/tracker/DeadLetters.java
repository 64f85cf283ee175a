package io.orderflow.tracker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.consumer.PolledRecord;
import io.orderflow.failure.Causes;
import io.orderflow.kafka.DeadLetterHeaders;
import io.orderflow.kafka.WholeRecord;
import io.orderflow.order.Quotation;
import org.apache.camel.Exchange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
    private final MeterRegistry meters;

    public DeadLetters(MeterRegistry meters) {
        this.meters = meters;
    }

    /**
     * The dead letter of the record that the exchange began with: as Kafka gave it, and headers that say why it is dead
     * and where it was read.
     *
     * @throws IllegalArgumentException where it did not begin with a record
     */
    public WholeRecord write(Exchange exchange) {
        PolledRecord polled = PolledRecord.of(exchange);
        if (polled == null) {
            throw new IllegalArgumentException("Only what was read from a topic can become a dead letter");
        }
        ConsumerRecord<byte[], byte[]> record = polled.record();
        Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Throwable cause = caught == null ? null : Causes.of(caught);
        Headers headers = new RecordHeaders(record.headers());
        String reason = reason(cause);
        add(headers, DeadLetterHeaders.REASON, reason);
        add(
                headers,
                DeadLetterHeaders.EXCEPTION,
                cause == null ? "" : cause.getClass().getName());
        add(headers, DeadLetterHeaders.TOPIC, record.topic());
        add(headers, DeadLetterHeaders.PARTITION, record.partition());
        add(headers, DeadLetterHeaders.OFFSET, record.offset());
        add(headers, DeadLetterHeaders.TIMESTAMP, record.timestamp());
        add(headers, DeadLetterHeaders.GROUP, polled.group());
        exchange.setProperty(
                SUMMARY,
                "%s : partition %s : at offset %s : %s"
                        .formatted(record.topic(), record.partition(), record.offset(), reason));
        return new WholeRecord(record.key(), record.value(), headers);
    }

    /** The dead letter was written. */
    public void written(Exchange exchange) {
        GroupCounters.of(meters, PolledRecord.of(exchange).group())
                .deadLettered()
                .increment();
        LOG.warn("❌ Dead letter: {}", exchange.getProperty(SUMMARY));
    }

    /** The record of which the letter was made, and a header that says how often it was replayed. */
    public WholeRecord replay(Exchange exchange) {
        ConsumerRecord<byte[], byte[]> letter = PolledRecord.of(exchange).record();
        return new WholeRecord(letter.key(), letter.value(), DeadLetterHeaders.replay(letter.headers()));
    }

    private static String reason(Throwable cause) {
        if (cause == null) {
            return "a route sent it here";
        }
        String reason = Quotation.printable(Causes.reason(cause));
        return Quotation.shortened(reason, MAX_REASON);
    }

    private static void add(Headers headers, String name, Object value) {
        headers.add(name, String.valueOf(value).getBytes(UTF_8));
    }
}
