package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever opens connections takes no file from the broker's log. */
class OpenFilesIT {

    @TempDir
    Path folder;

    @Test
    void more_connections_to_the_embedded_broker_than_files_may_be_open_do_not_end_it() throws Exception {
        int port = OrderflowProcess.freePort();
        List<Socket> sockets = new ArrayList<>();
        try (OrderflowProcess program = OrderflowProcess.startBy(
                List.of("bash", "-c", "ulimit -n 1024; exec \"$@\"", "limited"),
                folder,
                "camel.component.kafka.brokers=localhost:" + port,
                "orders.generator.enabled=false")) {
            program.awaitLines(1, "🟢");
            for (int i = 0; i < 1_200; i++) {
                connect(port, sockets);
            }
            // it opens a file
            Files.writeString(
                    folder.resolve("routes/last.camel.yaml"),
                    "- route: {id: last, from: {uri: direct:last, steps: [{log: {message: last}}]}}\n");
            program.awaitLines(1, "added last");
            assertThat(new BoardClient(program.awaitBoard()).status("/observe/health/live"))
                    .isEqualTo(200);
            for (Socket socket : sockets) {
                socket.close();
            }
            Files.writeString(
                    Files.createDirectories(folder.resolve("inbox")).resolve("a.json"),
                    "{\"user\":\"lucy\",\"item\":\"tea\",\"quantity\":1}");
            program.awaitLines(1, "Received order: 1 x tea from lucy");
            assertThat(program.isAlive()).isTrue();
            assertThat(program.linesWith(" ERROR ")).isEmpty();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static void connect(int port, List<Socket> sockets) {
        try {
            Socket socket = new Socket();
            sockets.add(socket);
            socket.connect(new InetSocketAddress("localhost", port), 20);
        } catch (IOException e) {
            // the broker takes no more, and the system keeps no more for it
        }
    }
}
