package io.orderflow.board;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Which orders are looked for, upper and lower case alike; what is empty is any.
 *
 * @param text in the id, the user or the item
 */
record OrderFilter(String text, String user, String item) {

    /** By its text first, since only few records need to be parsed; with a backslash or beyond ASCII it may be spelled otherwise. */
    boolean matches(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return false;
        }
        String json = new String(record.value(), UTF_8);
        boolean plain = json.length() == record.value().length && json.indexOf('\\') < 0;
        if (plain && !(has(json, text) && has(json, user) && has(json, item))) {
            return false;
        }
        LatestOrder order = LatestOrder.of(record);
        return order != null
                && has(order.user(), user)
                && has(order.item(), item)
                && (has(order.orderId(), text) || has(order.user(), text) || has(order.item(), text));
    }

    private static boolean has(String value, String part) {
        return part.isEmpty() || value.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }
}
