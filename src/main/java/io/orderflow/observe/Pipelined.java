package io.orderflow.observe;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.orderflow.failure.Causes;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Gives Vert.x the next request of a connection when the one before is answered: a connection that is closed while a
 * further request waits in Vert.x is never closed for it, and keeps its places for ever. Where more are sent at once than
 * Netty keeps (128), the first are answered, and then that those are too many. To be used in the connection's thread.
 */
final class Pipelined extends ChannelDuplexHandler {

    private static final String TOO_MANY = "maxPipelineDepth exceeded";
    /** In bytes: so much of their bodies is kept before nothing more is read. */
    private static final int ROOM = 64 * 1024;

    private final Deque<Object> held = new ArrayDeque<>();
    private boolean answering;
    private boolean stopped;
    private int bytes;
    private int open;
    private boolean full;

    private Pipelined() {}

    static void guard(HttpConnection connection) {
        ChannelHandlerContext context = ((HttpServerConnection) connection).channelHandlerContext();
        context.pipeline().addBefore(context.name(), "pipelined", new Pipelined());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        // what comes behind a request after which the connection was closed is not done: nobody would get the answer
        if (full || !context.channel().isActive()) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest) {
            open++;
        }
        held.add(message);
        bytes += bytes(message);
        handOn(context);
        if (bytes > ROOM && !stopped) {
            stopped = true;
            context.channel().config().setAutoRead(false);
        }
    }

    private static int bytes(Object message) {
        return message instanceof HttpContent content ? content.content().readableBytes() : 0;
    }

    private void handOn(ChannelHandlerContext context) {
        while (!held.isEmpty() && !(answering && held.peek() instanceof HttpRequest)) {
            Object message = held.poll();
            answering |= message instanceof HttpRequest;
            bytes -= bytes(message);
            context.fireChannelRead(message);
        }
    }

    private void goOn(ChannelHandlerContext context) {
        if (stopped) {
            stopped = false;
            // before Vert.x gets more, which may stop it for reasons of its own
            context.channel().config().setAutoRead(true);
        }
        handOn(context);
        context.fireChannelReadComplete();
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
    public void channelInactive(ChannelHandlerContext context) {
        held.forEach(ReferenceCountUtil::release);
        held.clear();
        context.fireChannelInactive();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        context.write(message, promise);
        if (message instanceof LastHttpContent && !isContinue(message)) {
            answering = false;
            open--;
            if (!held.isEmpty()) {
                // when Vert.x knows as well that it is answered
                context.executor().execute(() -> goOn(context));
            }
            endWhereAnswered(context);
        }
    }

    private static boolean isContinue(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
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
