package io.orderflow.observe;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.orderflow.failure.Causes;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.nio.charset.StandardCharsets;

/**
 * Answers the first requests where more are sent at once than Netty keeps (128), and then that those are too many: else
 * Vert.x closes the connection without any answer. To be used in the connection's thread.
 */
final class Pipelined extends ChannelDuplexHandler {

    private static final String TOO_MANY = "maxPipelineDepth exceeded";

    private int open;
    private boolean full;

    private Pipelined() {}

    static void guard(HttpConnection connection) {
        ChannelHandlerContext context = ((HttpServerConnection) connection).channelHandlerContext();
        context.pipeline().addBefore(context.name(), "pipelined", new Pipelined());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (full) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest) {
            open++;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        boolean tooMany = Causes.reason(Causes.root(failure)).startsWith(TOO_MANY);
        if (!tooMany) {
            context.fireExceptionCaught(failure);
        } else if (!full) {
            full = true;
            endWhereAnswered(context);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        context.write(message, promise);
        if (message instanceof LastHttpContent) {
            open--;
            endWhereAnswered(context);
        }
    }

    /** Behind the answers, and past what counts them. */
    private void endWhereAnswered(ChannelHandlerContext context) {
        if (!full || open > 0) {
            return;
        }
        Answer answer =
                Answer.problem(429, "No more than 128 requests can wait on a connection; those before were answered");
        String body = answer.body();
        String text =
                "HTTP/1.1 429 Too Many Requests\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                        .formatted(answer.type(), body.getBytes(StandardCharsets.UTF_8).length, body);
        context.pipeline()
                .context(HttpResponseEncoder.class)
                .writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8))
                .addListener(ChannelFutureListener.CLOSE);
    }
}
