package io.orderflow.observe;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An answer of lines that go out while they are made, as fast as they are read, but not for ever: who reads less than
 * {@value #LEAST_BYTES_S} bytes a second may keep it waiting for a bounded time. To be used in one thread that may wait.
 */
public final class LineStream {

    static final String TYPE = "application/x-ndjson";

    private static final int BATCH = 16 * 1024;
    private static final int LEAST_BYTES_S = 32 * 1024;

    private final Context context;
    private final HttpServerResponse response;
    private final long patience;
    /** Those that had large lines are not kept. */
    private StringBuilder batch = new StringBuilder();

    private volatile CompletableFuture<Boolean> taken = CompletableFuture.completedFuture(true);
    private volatile boolean gone;
    /** In nanoseconds: what is left of the patience. */
    private long left;

    /** @param patience how long it waits, all in all, for one who reads less than the least */
    LineStream(RoutingContext request, Duration patience) {
        this.patience = patience.toNanos();
        this.left = this.patience;
        this.context = request.vertx().getOrCreateContext();
        this.response = request.response();
        // no drain comes where the connection is closed
        request.addEndHandler(ended -> {
            gone = true;
            taken.complete(false);
        });
        response.setChunked(true).putHeader("Content-Type", TYPE);
    }

    /** @return false where nobody reads it any more */
    public boolean write(String line) {
        batch.append(line).append('\n');
        return batch.length() < BATCH ? !gone : flush();
    }

    /** Sends what was written. */
    public boolean flush() {
        if (gone || batch.length() == 0) {
            return !gone;
        }
        String lines = batch.toString();
        batch = new StringBuilder();
        CompletableFuture<Boolean> now = new CompletableFuture<>();
        taken = now;
        context.runOnContext(ready -> {
            if (response.closed() || response.ended()) {
                now.complete(false);
                return;
            }
            response.write(lines);
            if (response.writeQueueFull()) {
                response.drainHandler(drained -> now.complete(true));
            } else {
                now.complete(true);
            }
        });
        long begin = System.nanoTime();
        left += lines.length() * TimeUnit.SECONDS.toNanos(1) / LEAST_BYTES_S;
        try {
            gone |= !now.get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            gone = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            gone = true;
        }
        left = Math.min(patience, left - (System.nanoTime() - begin));
        return !gone;
    }

    /** After the last {@link #flush}; in the connection's thread, which must not wait. */
    void end() {
        if (!response.closed() && !response.ended()) {
            response.end();
        }
    }
}
