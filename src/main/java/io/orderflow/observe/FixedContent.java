package io.orderflow.observe;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.zip.CRC32C;

/** What is the same as long as the program runs: who has it asks whether it still is, and is answered with 304. */
final class FixedContent implements Handler<RoutingContext> {

    private final String type;
    private final Buffer content;
    private final String tag;

    FixedContent(String type, byte[] content) {
        this.type = type;
        this.content = Buffer.buffer(content);
        CRC32C sum = new CRC32C();
        sum.update(content);
        // weak, since it is the same packed by gzip
        this.tag = "W/\"%x-%x\"".formatted(content.length, sum.getValue());
    }

    @Override
    public void handle(RoutingContext request) {
        request.response()
                .putHeader("Cache-Control", "no-cache")
                .putHeader("Vary", "Accept-Encoding")
                .putHeader("ETag", tag);
        if (request.isFresh()) {
            request.response().setStatusCode(304).end();
        } else {
            request.response().putHeader("Content-Type", type).end(content);
        }
    }
}
