package io.orderflow.board.letters;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.orderflow.kafka.DeadLetterHeaders;
import org.apache.kafka.common.header.Headers;

/**
 * Which record of the orders' topic a dead letter is of, in 64 bits. The record's time is in it: where the topic was deleted
 * and created again, another record stands at its place.
 */
public final class Origin {

    /** A letter of no record of that topic: of a file, say. */
    static final long NONE = 0;

    private static final Hasher64 HASHER = Hashing.komihash5_0();

    private Origin() {}

    public static long of(int partition, long offset, long timestamp) {
        return HASHER.hashLongLongLongToLong(partition, offset, timestamp);
    }

    /** Of a letter, whose headers anyone may have written. */
    static long of(Headers letter, String ordersTopic) {
        if (!ordersTopic.equals(DeadLetterHeaders.text(letter, DeadLetterHeaders.TOPIC))) {
            return NONE;
        }
        try {
            return of(
                    Integer.parseInt(DeadLetterHeaders.text(letter, DeadLetterHeaders.PARTITION)),
                    Long.parseLong(DeadLetterHeaders.text(letter, DeadLetterHeaders.OFFSET)),
                    Long.parseLong(DeadLetterHeaders.text(letter, DeadLetterHeaders.TIMESTAMP)));
        } catch (NumberFormatException e) {
            return NONE;
        }
    }
}
