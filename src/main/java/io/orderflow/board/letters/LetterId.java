package io.orderflow.board.letters;

import com.fasterxml.jackson.annotation.JsonValue;
import io.orderflow.observe.RefusedException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where a dead letter stands in its topic: {@code 0-12} is at offset 12 of partition 0. */
public record LetterId(int partition, long offset) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})-(\\d{1,18})");

    /** @throws RefusedException where it is none */
    public static LetterId parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new RefusedException(400, "A dead letter is named by its partition and offset, as 0-12");
        }
        return new LetterId(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2)));
    }

    public static LetterId of(ConsumerRecord<?, ?> letter) {
        return new LetterId(letter.partition(), letter.offset());
    }

    @Override
    @JsonValue
    public String toString() {
        return partition + "-" + offset;
    }
}
