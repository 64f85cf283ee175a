package io.orderflow.tracker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.consumer.PolledRecord;
import io.orderflow.failure.Causes;
import io.orderflow.kafka.DeadLetterHeaders;
import io.orderflow.kafka.KeptRecord;
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
    private final String topic;

    /** @param topic of the dead letters */
    public DeadLetters(MeterRegistry meters, String topic) {
        this.meters = meters;
        this.topic = topic;
    }

    /**
     * The dead letter of the record that the exchange began with: as Kafka gave it, and headers that say why it is dead
     * and where it was read. Null where it began with a letter of a letter, which stays as it is: a route that reads the
     * letters would be given this one too.
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
        String reason = reason(cause);
        boolean ofLetter = record.topic().equals(topic);
        if (ofLetter && topic.equals(DeadLetterHeaders.text(record.headers(), DeadLetterHeaders.TOPIC))) {
            LOG.error("❌ A dead letter of a dead letter stays as it is: {}", summary(record, reason));
            return null;
        }
        Headers headers = ofLetter ? DeadLetterHeaders.ofRecord(record.headers()) : new RecordHeaders(record.headers());
        // a producer's own says nothing; what is not in a letter is not in one of it
        headers.remove(DeadLetterHeaders.LEFT_OUT);
        if (ofLetter && !DeadLetterHeaders.isWhole(record.headers())) {
            headers.add(record.headers().lastHeader(DeadLetterHeaders.LEFT_OUT));
        }
        add(headers, DeadLetterHeaders.REASON, reason);
        add(
                headers,
                DeadLetterHeaders.EXCEPTION,
                cause == null ? "" : cause.getClass().getName());
        addOrigin(headers, polled);
        exchange.setProperty(SUMMARY, summary(record, reason));
        return new WholeRecord(record.key(), record.value(), headers);
    }

    /**
     * What is sent in place of the letter where that is too large for its topic: without anything that the record has, but
     * with the reason and where it was read.
     */
    public WholeRecord leaveOutRecord(Exchange exchange) {
        PolledRecord polled = PolledRecord.of(exchange);
        ConsumerRecord<byte[], byte[]> record = polled.record();
        Headers letter = exchange.getMessage().getBody(WholeRecord.class).headers();
        int bytes = KeptRecord.bytes(record);
        String reason = "%s; its %,d bytes do not fit into a dead letter, and are only in %s, partition %d, offset %d"
                .formatted(
                        DeadLetterHeaders.text(letter, DeadLetterHeaders.REASON),
                        bytes,
                        record.topic(),
                        record.partition(),
                        record.offset());
        Headers headers = new RecordHeaders();
        add(headers, DeadLetterHeaders.REASON, reason);
        add(headers, DeadLetterHeaders.EXCEPTION, DeadLetterHeaders.text(letter, DeadLetterHeaders.EXCEPTION));
        addOrigin(headers, polled);
        add(headers, DeadLetterHeaders.LEFT_OUT, bytes);
        exchange.setProperty(SUMMARY, summary(record, reason));
        return new WholeRecord(null, null, headers);
    }

    private static void addOrigin(Headers headers, PolledRecord polled) {
        ConsumerRecord<byte[], byte[]> record = polled.record();
        add(headers, DeadLetterHeaders.TOPIC, record.topic());
        add(headers, DeadLetterHeaders.PARTITION, record.partition());
        add(headers, DeadLetterHeaders.OFFSET, record.offset());
        add(headers, DeadLetterHeaders.TIMESTAMP, record.timestamp());
        add(headers, DeadLetterHeaders.GROUP, polled.group());
    }

    private static String summary(ConsumerRecord<byte[], byte[]> record, String reason) {
        return "%s : partition %s : at offset %s : %s"
                .formatted(record.topic(), record.partition(), record.offset(), reason);
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
