package io.orderflow.order;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Makes demo orders; with the same seed the same ones, their ids included. */
public class OrderGenerator {

    private static final int MAX_QUANTITY = 10;

    private final Random random;
    private final List<String> users;
    private final List<String> items;
    private final Runnable made;

    /**
     * Users and items are drawn from these lists; neither is empty.
     *
     * @param made is called for each order
     */
    public OrderGenerator(Random random, List<String> users, List<String> items, Runnable made) {
        this.random = random;
        this.users = List.copyOf(users);
        this.items = List.copyOf(items);
        this.made = made;
    }

    /** The next order. */
    public synchronized Order next() {
        made.run();
        byte[] id = new byte[16];
        random.nextBytes(id);
        return new Order(
                randomUuid(ByteBuffer.wrap(id)).toString(),
                users.get(random.nextInt(users.size())),
                items.get(random.nextInt(items.size())),
                1 + random.nextInt(MAX_QUANTITY));
    }

    /** A version 4 UUID (RFC 9562) of bits that a seed decides, which UUID.randomUUID() does not offer. */
    private static UUID randomUuid(ByteBuffer bits) {
        long high = bits.getLong() & 0xFFFFFFFFFFFF0FFFL | 0x4000L;
        long low = bits.getLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
        return new UUID(high, low);
    }
}
