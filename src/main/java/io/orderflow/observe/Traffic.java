package io.orderflow.observe;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;
import java.util.Set;

/**
 * What comes and goes on a connection: Vert.x says neither that a body goes on or is broken, nor that an answer is being
 * read. To be used in the connection's thread.
 */
final class Traffic extends ChannelDuplexHandler {

    private static final Set<HttpVersion> VERSIONS = Set.of(HttpVersion.HTTP_1_0, HttpVersion.HTTP_1_1);

    private final ChannelHandlerContext connection;
    private final Runnable goesOn;
    private long moved = System.nanoTime();
    private int unsent;
    private HttpServerRequest request;

    /** @param goesOn called with each part of a request's body */
    Traffic(HttpConnection connection, Runnable goesOn) {
        this.connection = ((HttpServerConnection) connection).channelHandlerContext();
        this.goesOn = goesOn;
        this.connection.pipeline().addBefore(this.connection.name(), "traffic", this);
    }

    /** What it asks for now. */
    void ask(HttpServerRequest asked) {
        request = asked;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest head && !VERSIONS.contains(head.protocolVersion())) {
            // else Vert.x answers it, with no word of why
            head.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("No such version of HTTP")));
        } else if (message instanceof HttpContent content
                && content.decoderResult().isFailure()
                && isOpen()) {
            // else Vert.x closes the connection without an answer
            content.release();
            Failures.malformed(request);
            return;
        } else if (message instanceof HttpContent content && content.content().isReadable()) {
            goesOn.run();
        }
        context.fireChannelRead(message);
    }

    /** True where its request's body is to come, and its answer too. */
    private boolean isOpen() {
        return request != null
                && !request.isEnded()
                && !request.response().headWritten()
                && !request.response().closed();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        unsent++;
        context.write(message, promise.unvoid().addListener(sent -> {
            unsent--;
            move();
        }));
    }

    void move() {
        moved = System.nanoTime();
    }

    /** True where a part of an answer is still to be sent. */
    boolean isSending() {
        return unsent > 0;
    }

    boolean isStillFor(Duration time) {
        return System.nanoTime() - moved > time.toNanos();
    }

    /** Closes it at once; Vert.x would wait until all is sent, and one that reads nothing would keep it. */
    void cut() {
        connection.close();
    }
}
