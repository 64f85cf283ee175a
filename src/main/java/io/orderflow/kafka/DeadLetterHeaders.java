package io.orderflow.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The headers of a dead letter: why it is one, and where the record came from. Each value is text in UTF-8. */
public final class DeadLetterHeaders {

    /** In words: the field, what was there, what is wanted. */
    public static final String REASON = "dead-letter.reason";
    /** The class of the exception that refused the record. */
    public static final String EXCEPTION = "dead-letter.exception";

    public static final String TOPIC = "dead-letter.topic";
    public static final String PARTITION = "dead-letter.partition";
    public static final String OFFSET = "dead-letter.offset";
    /** Milliseconds since 1970 (UTC), as the record had it. */
    public static final String TIMESTAMP = "dead-letter.timestamp";
    /** The consumer group that refused the record. */
    public static final String GROUP = "dead-letter.group";

    /** Of a letter without the record, which was too large for it: how many bytes it has, where it was read. */
    public static final String LEFT_OUT = "dead-letter.left-out";

    /** How often the record was replayed from the dead letters; what was replayed has this header alone. */
    public static final String REPLAYS = "dead-letter.replays";

    /** The name of the file that the record stood in. */
    public static final String FILE = "dead-letter.file";
    /** Where in the file: {@code line 3}, or {@code index 2} of an array. */
    public static final String PLACE = "dead-letter.place";

    /** Of an order that was sent in place of a dead letter, with another text: that letter's partition and offset. */
    public static final String MENDED = "dead-letter.mended";

    private static final Set<String> OF_A_LETTER =
            Set.of(REASON, EXCEPTION, TOPIC, PARTITION, OFFSET, TIMESTAMP, GROUP, FILE, PLACE, LEFT_OUT, REPLAYS);

    private DeadLetterHeaders() {}

    /** The headers of the record of which the letter was made. */
    public static Headers ofRecord(Headers letter) {
        Headers headers = new RecordHeaders();
        for (Header header : letter) {
            if (!OF_A_LETTER.contains(header.key())) {
                headers.add(header);
            }
        }
        return headers;
    }

    /** The headers of the record of which the letter was made, and one more that says how often it was replayed. */
    public static Headers replay(Headers letter) {
        String replays = String.valueOf(replays(letter) + 1);
        return ofRecord(letter).add(REPLAYS, replays.getBytes(UTF_8));
    }

    /** Whether a letter has the record of which it was made. */
    public static boolean isWhole(Headers letter) {
        return letter.lastHeader(LEFT_OUT) == null;
    }

    private static int replays(Headers letter) {
        try {
            return Integer.parseInt(text(letter, REPLAYS));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** The text of the last header of this name; null where there is none, or none with a value. */
    public static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }
}
