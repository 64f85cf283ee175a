package io.orderflow.board;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orderflow.board.letters.LetterAction;
import io.orderflow.board.letters.LetterDesk;
import io.orderflow.board.letters.LetterId;
import io.orderflow.board.letters.LetterState;
import io.orderflow.kafka.DeadLetterHeaders;
import io.orderflow.order.Quotation;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A dead letter as a person reads it.
 *
 * @param reason why it is one
 * @param source where the record was: {@code lunch.ndjson, line 2} or {@code orders, partition 1, offset 41}
 * @param value  the record itself, as printable text, cut where it is long
 * @param time   milliseconds since 1970
 * @param state  what became of it; null where nobody asked, or that is not known
 * @param action what was done with it last, or null
 */
record Letter(
        LetterId id,
        String reason,
        String source,
        String value,
        int partition,
        long offset,
        long time,
        LetterState state,
        Action action) {

    /** What somebody did, and why, where a reason was given. */
    record Action(LetterState state, String by, long time, String word) {}

    private static final int LONGEST = 300;

    static Letter of(ConsumerRecord<byte[], byte[]> record) {
        String reason = header(record, DeadLetterHeaders.REASON);
        String file = header(record, DeadLetterHeaders.FILE);
        String place = file != null
                ? file + ", " + header(record, DeadLetterHeaders.PLACE)
                : "%s, partition %s, offset %s"
                        .formatted(
                                header(record, DeadLetterHeaders.TOPIC),
                                header(record, DeadLetterHeaders.PARTITION),
                                header(record, DeadLetterHeaders.OFFSET));
        return new Letter(
                LetterId.of(record),
                reason == null ? "no reason is given" : shortened(reason),
                shortened(place),
                record.value() == null ? "" : shortened(new String(record.value(), UTF_8)),
                record.partition(),
                record.offset(),
                record.timestamp(),
                null,
                null);
    }

    /** With what became of it, as far as the desk knows. */
    static Letter of(ConsumerRecord<byte[], byte[]> record, LetterDesk desk) {
        LetterId id = LetterId.of(record);
        return of(record).in(desk.index().state(id), desk.last(id));
    }

    private Letter in(LetterState newState, LetterAction last) {
        return new Letter(
                id,
                reason,
                source,
                value,
                partition,
                offset,
                time,
                newState,
                last == null ? null : new Action(last.state(), last.by(), last.at(), last.word()));
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return DeadLetterHeaders.text(record.headers(), name);
    }

    private static String shortened(String text) {
        return Quotation.printable(Quotation.shortened(text, LONGEST));
    }
}
