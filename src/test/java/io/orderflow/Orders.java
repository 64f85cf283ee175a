package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Orders as other programs write them. */
public final class Orders {

    private Orders() {}

    public static byte[] order(String id, String user) {
        return order(id, user, "tea", 1);
    }

    public static byte[] order(String id, String user, String item, int quantity) {
        return json(id, user, item, quantity).getBytes(UTF_8);
    }

    public static String json(String id, String user, String item, int quantity) {
        return "{\"order_id\":\"%s\",\"user\":\"%s\",\"item\":\"%s\",\"quantity\":%d}"
                .formatted(id, user, item, quantity);
    }

    /** A line of a file; its order has no id of its own. */
    public static String line(String user, String item, int quantity) {
        return "{\"user\":\"%s\",\"item\":\"%s\",\"quantity\":%d}\n".formatted(user, item, quantity);
    }
}
