package io.orderflow.broker;

import io.orderflow.kafka.BrokerException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import org.apache.kafka.common.utils.Utils;

/** Where one broker listens. */
record BrokerAddress(String host, int port) {

    private static final int CONNECT_TIMEOUT_MS = 2_000;

    /** @param address {@code host:port}, as in Kafka's bootstrap.servers */
    static BrokerAddress parse(String address) {
        String host = Utils.getHost(address);
        Integer port = Utils.getPort(address);
        if (host == null || port == null) {
            throw new BrokerException(
                    "camel.component.kafka.brokers=%s is no address; host:port is wanted".formatted(address));
        }
        return new BrokerAddress(host, port);
    }

    boolean isThisMachine() {
        try {
            InetAddress address = InetAddress.getByName(host);
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (UnknownHostException | SocketException e) {
            return false;
        }
    }

    /** True where someone listens, whoever that is. */
    boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), CONNECT_TIMEOUT_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return Utils.formatAddress(host, port);
    }
}
