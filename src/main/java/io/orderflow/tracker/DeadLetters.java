package io.orderflow.tracker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orderflow.order.DeadLetterHeaders;
import io.orderflow.order.Quotation;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the dead letter of a record that can't be processed. */
public class DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger("track-orders");

    private static final int MAX_REASON = 500;

    private final String group;

    public DeadLetters(String group) {
        this.group = group;
    }

    /** Adds to the record, as Kafka gave it, the headers that say why it is dead and where it was read. */
    public void address(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        String reason = reason(cause);
        Message letter = exchange.getMessage();
        String topic = letter.getHeader(KafkaConstants.TOPIC, String.class);
        String partition = letter.getHeader(KafkaConstants.PARTITION, String.class);
        String offset = letter.getHeader(KafkaConstants.OFFSET, String.class);
        set(letter, DeadLetterHeaders.REASON, reason);
        set(letter, DeadLetterHeaders.EXCEPTION, cause.getClass().getName());
        set(letter, DeadLetterHeaders.TOPIC, topic);
        set(letter, DeadLetterHeaders.PARTITION, partition);
        set(letter, DeadLetterHeaders.OFFSET, offset);
        set(letter, DeadLetterHeaders.TIMESTAMP, letter.getHeader(KafkaConstants.TIMESTAMP, String.class));
        set(letter, DeadLetterHeaders.GROUP, group);
        LOG.warn("❌ Dead letter: {} : partition {} : at offset {} : {}", topic, partition, offset, reason);
    }

    private static String reason(Throwable cause) {
        String reason = Quotation.printable(cause.getMessage() == null ? cause.toString() : cause.getMessage());
        return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON) + "…";
    }

    private static void set(Message letter, String header, String text) {
        letter.setHeader(header, String.valueOf(text).getBytes(UTF_8));
    }
}
