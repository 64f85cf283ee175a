package io.orderflow.observe;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.vertx.core.impl.transports.JDKTransport;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Accepts no connection beyond a number until others are closed; meanwhile they wait in the operating system. Vert.x
 * accepts in a thread of its own, faster than another one can count and close, and each costs an open file.
 */
final class PacedAccepting extends JDKTransport {

    private final int most;

    PacedAccepting(int most) {
        this.most = most;
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return Paced::new;
    }

    private final class Paced extends NioServerSocketChannel {

        private final AtomicInteger open = new AtomicInteger();

        @Override
        protected int doReadMessages(List<Object> accepted) throws Exception {
            int count = super.doReadMessages(accepted);
            if (count > 0) {
                Channel connection = (Channel) accepted.get(accepted.size() - 1);
                connection.closeFuture().addListener(closed -> release());
                if (open.incrementAndGet() >= most) {
                    config().setAutoRead(false);
                    goOn();
                }
            }
            return count;
        }

        private void release() {
            open.decrementAndGet();
            goOn();
        }

        /** Also right after the bound is reached, since others may have been closed in the meantime. */
        private void goOn() {
            if (open.get() < most) {
                config().setAutoRead(true);
            }
        }
    }
}
