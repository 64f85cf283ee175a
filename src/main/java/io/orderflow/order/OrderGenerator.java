package io.orderflow.order;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Makes demo orders; with the same seed the same ones, their ids included. */
public class OrderGenerator {

    private static final List<String> USERS = List.of("anna", "david", "fatima", "jonas", "lucy", "mei", "omar", "zoe");
    private static final List<String> ITEMS = List.of(
            "chicken burger", "mushroom pizza", "lentil soup", "caesar salad", "pad thai", "apple pie", "iced tea");
    private static final int MAX_QUANTITY = 10;

    private final Random random;

    public OrderGenerator(Random random) {
        this.random = random;
    }

    /** The next order. */
    public synchronized Order next() {
        byte[] id = new byte[16];
        random.nextBytes(id);
        return new Order(
                randomUuid(ByteBuffer.wrap(id)).toString(),
                USERS.get(random.nextInt(USERS.size())),
                ITEMS.get(random.nextInt(ITEMS.size())),
                1 + random.nextInt(MAX_QUANTITY));
    }

    /** A version 4 UUID (RFC 9562) of bits that a seed decides, which UUID.randomUUID() does not offer. */
    private static UUID randomUuid(ByteBuffer bits) {
        long high = bits.getLong() & 0xFFFFFFFFFFFF0FFFL | 0x4000L;
        long low = bits.getLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
        return new UUID(high, low);
    }
}
