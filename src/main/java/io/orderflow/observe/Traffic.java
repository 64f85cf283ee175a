package io.orderflow.observe;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;

/**
 * What comes and goes on a connection: Vert.x says neither that a body goes on nor that an answer is being read. To be used
 * in the connection's thread.
 */
final class Traffic extends ChannelDuplexHandler {

    private final ChannelHandlerContext connection;
    private final Runnable goesOn;
    private long moved = System.nanoTime();
    private int unsent;

    /** @param goesOn called with each part of a request's body */
    Traffic(HttpConnection connection, Runnable goesOn) {
        this.connection = ((HttpServerConnection) connection).channelHandlerContext();
        this.goesOn = goesOn;
        this.connection.pipeline().addBefore(this.connection.name(), "traffic", this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpContent content && content.content().isReadable()) {
            goesOn.run();
        }
        context.fireChannelRead(message);
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
