package io.orderflow;

import io.orderflow.broker.Brokers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.Service;
import org.apache.camel.util.FileUtil;

/** A real broker in the tests' own process; a test that has one to itself may stop it and start it again. */
public final class LocalBroker implements AutoCloseable {

    private final Path folder;
    private final String address;
    private Service broker;

    private LocalBroker(Path folder, String address) {
        this.folder = folder;
        this.address = address;
    }

    /** One that keeps its data in this folder. */
    public static LocalBroker in(Path folder) throws Exception {
        LocalBroker broker = new LocalBroker(folder, "localhost:" + OrderflowProcess.freePort());
        broker.start();
        return broker;
    }

    /** The address of the one that all tests of this process share, each with topics and groups of its own. */
    public static String shared() {
        return Shared.BROKER.address;
    }

    public String address() {
        return address;
    }

    /** Starts it where it was, with the data that it had. */
    void start() throws Exception {
        broker = Brokers.startWhereNobodyAnswers(address, folder).orElseThrow();
    }

    void stop() {
        broker.stop();
    }

    @Override
    public void close() {
        broker.stop();
    }

    /** Started where the first test asks for it; it ends with the process. */
    private static final class Shared {

        private static final LocalBroker BROKER = start();

        private static LocalBroker start() {
            try {
                Path folder = Files.createTempDirectory("orderflow-shared-broker");
                LocalBroker broker = in(folder);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> FileUtil.removeDir(folder.toFile())));
                return broker;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
