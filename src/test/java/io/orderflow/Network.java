package io.orderflow;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What is between a browser and a program of this machine, and can be gone. */
final class Network implements AutoCloseable {

    private final ServerSocket near;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean gone;

    Network(int port) throws IOException {
        this.port = port;
        near = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** The program's address, for who is behind this. */
    URI address() {
        return URI.create("http://127.0.0.1:" + near.getLocalPort() + "/");
    }

    /** All connections end, and no other comes to be. */
    void cut() {
        gone = true;
        open.forEach(Network::end);
        open.clear();
    }

    void mend() {
        gone = false;
    }

    private void accept() {
        while (!near.isClosed()) {
            try {
                Socket browser = near.accept();
                if (gone) {
                    end(browser);
                } else {
                    connect(browser, new Socket(InetAddress.getLoopbackAddress(), port));
                }
            } catch (IOException e) {
                // it was closed, or the program is away
            }
        }
    }

    private void connect(Socket browser, Socket program) {
        open.addAll(List.of(browser, program));
        start(() -> relay(browser, program));
        start(() -> relay(program, browser));
    }

    private static void relay(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // one of them is gone, so the other goes
        }
        end(from);
        end(to);
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone all the same
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "network");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        near.close();
        cut();
    }
}
