package io.orderflow.broker;

import io.orderflow.kafka.BrokerException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.camel.util.IOHelper;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker (KRaft, one node) inside this process, for a machine that has none. Its topics, orders and offsets
 * live in one folder and are there again at the next start, also after a kill.
 */
final class EmbeddedBroker extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger("embedded-broker");

    private final BrokerAddress address;
    private final Path directory;
    private final BrokerFailure failure;
    private final FolderLock lock;
    private KafkaRaftServer server;
    private volatile boolean running;

    EmbeddedBroker(BrokerAddress address, Path directory) {
        this.address = address;
        this.directory = directory;
        this.failure = new BrokerFailure(address, directory);
        this.lock = new FolderLock(directory);
    }

    /**
     * Makes the folder this process's own.
     *
     * @return false where another process has it, whose broker must be waited for
     * @throws BrokerException where the folder can't be written, or belongs to a broker at another address
     */
    boolean lock() throws InterruptedException {
        try {
            if (lock.take(address)) {
                return true;
            }
            requireSameAddress(lock.owner(address));
            return false;
        } catch (IOException e) {
            throw new BrokerException(failure.sentence(e), e);
        }
    }

    private void requireSameAddress(String owner) {
        if (!owner.isEmpty() && !owner.endsWith(":" + address.port())) {
            throw new BrokerException(
                    "The folder %s belongs to another process, whose broker is at %s; name that address in camel.component.kafka.brokers, or another folder in orders.broker.directory"
                            .formatted(directory, owner));
        }
    }

    /** @throws BrokerException with the cause: memory, disk, port or damaged data */
    @Override
    protected void doStart() {
        failure.requireHeap();
        Exit.setExitProcedure((status, message) -> halt(message));
        Exit.setHaltProcedure((status, message) -> halt(message));
        AppendFaults.listen(() -> halt(null));
        try {
            format();
            RepeatedBatches.remove(directory);
            KafkaConfig config = new KafkaConfig(BrokerConfig.of(address, freePort(), directory));
            server = new KafkaRaftServer(config, Time.SYSTEM);
            server.startup();
        } catch (Exception | OutOfMemoryError e) {
            throw new BrokerException(failure.sentence(e), e);
        }
        running = true;
        LOG.info("Kafka is running at {}, with its data in {}", address, directory);
        reportStrays();
    }

    /** Where Kafka's metadata is lost Kafka begins with none, and sets the partitions aside that it does not know. */
    private void reportStrays() {
        try (Stream<Path> content = Files.list(directory)) {
            long strays = content.filter(folder -> folder.toString().endsWith("-stray"))
                    .count();
            if (strays > 0) {
                LOG.warn(
                        "{} partitions in {} are not in use: the broker's metadata was lost or damaged and does not know them any more. Their records are in the folders *-stray",
                        strays,
                        directory);
            }
        } catch (IOException e) {
            LOG.debug("{} can't be listed", directory, e);
        }
    }

    @Override
    protected void doStop() {
        if (running) {
            server.shutdown();
            server.awaitShutdown();
            LOG.info("Kafka at {} is stopped", address);
        }
        unlock();
    }

    /** Lets another process have the folder. */
    void unlock() {
        IOHelper.close(lock);
    }

    private void format() throws Exception {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        new Formatter()
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(Integer.parseInt(BrokerConfig.NODE_ID))
                .setControllerListenerName(BrokerConfig.CONTROLLER)
                .setMetadataLogDirectory(directory.toString())
                .addDirectory(directory.toString())
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .run();
    }

    /** Without its broker the program is of no use, and Kafka can't go on after a fault; one of the last lines says why. */
    private void halt(String message) {
        LOG.error("{}{}", running ? "The embedded broker had to stop: " : "Can't start: ", failure.sentence(message));
        Runtime.getRuntime().halt(1);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
