package io.orderflow.board;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Which orders are looked for, upper and lower case alike; what is empty is any.
 *
 * @param text in the id, the user or the item
 */
record OrderFilter(String text, String user, String item) {

    /** By the bytes first, since only few records need to be parsed. */
    boolean matches(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        if (value == null || !Stream.of(text, user, item).allMatch(part -> mayHave(value, part))) {
            return false;
        }
        LatestOrder order = LatestOrder.of(record);
        return order != null
                && has(order.user(), user)
                && has(order.item(), item)
                && (has(order.orderId(), text) || has(order.user(), text) || has(order.item(), text));
    }

    private static boolean has(String value, String part) {
        return value.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    /** With a backslash or beyond ASCII, it may be spelled otherwise. */
    private static boolean mayHave(byte[] value, String part) {
        byte[] wanted = part.toLowerCase(Locale.ROOT).getBytes(UTF_8);
        for (byte one : wanted) {
            if (one < 0) {
                return true;
            }
        }
        for (int i = 0; i + wanted.length <= value.length; i++) {
            if (value[i] == '\\' || value[i] < 0 || startsAt(value, i, wanted)) {
                return true;
            }
        }
        return wanted.length == 0;
    }

    private static boolean startsAt(byte[] value, int at, byte[] wanted) {
        for (int i = 0; i < wanted.length; i++) {
            byte one = value[at + i];
            if ((one >= 'A' && one <= 'Z' ? one + 32 : one) != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
