package io.orderflow.board.letters;

import io.orderflow.kafka.DeadLetterHeaders;
import io.orderflow.order.Quotation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The kinds of reasons that there are, 500 at the most; those beyond are one. Not thread-safe. */
final class Kinds {

    private static final int MOST = 500;
    private static final String OTHERS = "other reasons";

    private record Kind(String id, String reason) {}

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<Kind> kinds = new ArrayList<>();
    /** Of the reasons that came lately: letters come by the thousand, and most of them for one of a few reasons. */
    private final Map<String, Integer> lately = new HashMap<>();

    Kinds() {
        number(OTHERS);
    }

    int size() {
        return kinds.size();
    }

    /** The same after a restart, and in another copy of the program. */
    String id(int number) {
        return kinds.get(number).id();
    }

    /** What the reasons of that kind share, as far as they are known. */
    String reason(int number) {
        return kinds.get(number).reason();
    }

    /** The same for all letters whose reasons tell the same, from 0 on. */
    int number(ConsumerRecord<byte[], byte[]> letter) {
        if (lately.size() > MOST) {
            lately.clear();
        }
        return lately.computeIfAbsent(reason(letter), this::number);
    }

    private int number(String reason) {
        String kind = Reasons.kind(reason);
        Integer number = numbers.get(kind);
        if (number == null) {
            if (kinds.size() >= MOST) {
                return 0;
            }
            numbers.put(kind, kinds.size());
            kinds.add(new Kind("%08x".formatted(kind.hashCode()), reason));
            return kinds.size() - 1;
        }
        Kind known = kinds.get(number);
        kinds.set(number, new Kind(known.id(), Reasons.shared(known.reason(), reason)));
        return number;
    }

    private static String reason(ConsumerRecord<byte[], byte[]> letter) {
        String reason = DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.REASON);
        // anyone may write a letter, with a reason of a megabyte
        return reason == null ? "no reason is given" : Reasons.cut(Quotation.printable(Reasons.cut(reason)));
    }
}
