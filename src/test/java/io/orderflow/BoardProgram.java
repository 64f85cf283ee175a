package io.orderflow;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.util.FileUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A program with a broker of its own, and its order board, which the tests of a class share. */
abstract class BoardProgram {

    static final Duration PATIENCE = OrderflowProcess.PATIENCE;
    static final String READY = "/observe/health/ready";
    static final String LIVE = "/observe/health/live";
    static final String BAD = "{\"order_id\":\"%s\",\"user\":\"lucy\",\"item\":\"tea\",\"quantity\":\"2\"}\n";

    private static Path folder;
    static Path programFolder;
    static LocalBroker broker;
    static OrderflowProcess program;
    static BoardClient board;
    static Inbox inbox;

    @BeforeAll
    static void start() throws Exception {
        folder = Files.createTempDirectory("orderflow-board");
        programFolder = Files.createDirectories(folder.resolve("program"));
        inbox = Inbox.of(programFolder);
        broker = LocalBroker.in(Files.createDirectories(folder.resolve("broker")));
        program = OrderflowProcess.start(
                programFolder,
                "camel.component.kafka.brokers=" + broker.address(),
                "orders.broker.embedded=false",
                "orders.http.upload-limit=1",
                "orders.generator.enabled=false");
        board = new BoardClient(program.awaitBoard());
        awaitStatus(200, READY);
    }

    @AfterAll
    static void end() {
        program.close();
        broker.close();
        FileUtil.removeDir(folder.toFile());
    }

    static void awaitStatus(int status, String path) {
        await(path).atMost(PATIENCE).until(() -> board.status(path) == status);
    }

    static String order(String id, String item) {
        return "{\"order_id\":\"%s\",\"user\":\"lucy\",\"item\":\"%s\",\"quantity\":7}\n".formatted(id, item);
    }

    static void awaitState(String id, String state) {
        await(id)
                .atMost(PATIENCE)
                .until(() ->
                        board.json("/api/orders/" + id).path("state").asText().equals(state));
    }
}
