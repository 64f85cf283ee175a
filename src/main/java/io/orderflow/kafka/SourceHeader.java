package io.orderflow.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The header {@code order.source} of an order's record: the file and the place in it, such as {@code lunch.ndjson, line 2},
 * or whatever else a client calls itself.
 * Orders of large files have none: it would be a quarter of what is sent.
 */
public final class SourceHeader {

    public static final String NAME = "order.source";

    private SourceHeader() {}

    public static byte[] of(String file, String place) {
        return (file + ", " + place).getBytes(UTF_8);
    }
}
