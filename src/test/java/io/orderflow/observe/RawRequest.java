package io.orderflow.observe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;

/** A connection on which any bytes can be sent, whether they are HTTP or not. */
public final class RawRequest implements AutoCloseable {

    private static final int PATIENCE_MS = 30_000;

    private final Socket socket = new Socket();
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private boolean ended;

    public RawRequest(URI server, String bytes) throws IOException {
        // as few bytes as possible wait on this side for one who does not read them
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(InetAddress.getByName(server.getHost()), server.getPort()));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MS);
        send(bytes);
    }

    /** A whole request for a path, after which the server closes the connection. */
    static RawRequest get(URI server, String path, String... headers) throws IOException {
        return new RawRequest(
                server,
                "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n"
                        .formatted(path, headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n"));
    }

    /** @return false where the server has gone away meanwhile */
    boolean send(String bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
            return true;
        } catch (SocketException gone) {
            // the answer, if there was one, is still to be read
            return false;
        }
    }

    /** All that comes until the server closes the connection. */
    public String answer() throws IOException {
        while (!ended) {
            read();
        }
        return read.toString(UTF_8);
    }

    /** What has come, or else the first bytes that come, such as those of an answer that does not end. */
    public String begin() throws IOException {
        if (read.size() == 0) {
            read();
        }
        return read.toString(UTF_8);
    }

    /** True where the server has closed the connection, or has said anything. */
    public boolean isAnswered() throws IOException {
        if (ended || read.size() > 0) {
            return true;
        }
        socket.setSoTimeout(1);
        try {
            read();
            return true;
        } catch (SocketTimeoutException silent) {
            return false;
        } finally {
            socket.setSoTimeout(PATIENCE_MS);
        }
    }

    /** Reads a few bytes; @return false where the server has closed the connection */
    boolean sip(int most) throws IOException {
        read(most);
        return !ended;
    }

    private void read() throws IOException {
        read(8_192);
    }

    private void read(int most) throws IOException {
        byte[] bytes = new byte[most];
        try {
            int length = socket.getInputStream().read(bytes);
            ended = length < 0;
            read.write(bytes, 0, Math.max(0, length));
        } catch (SocketException reset) {
            ended = true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
