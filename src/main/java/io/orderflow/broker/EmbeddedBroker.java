package io.orderflow.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
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
    private static final String NODE_ID = "1";

    private final BrokerAddress address;
    private final Path directory;
    private FileChannel lockFile;
    private KafkaRaftServer server;

    EmbeddedBroker(BrokerAddress address, Path directory) {
        this.address = address;
        this.directory = directory;
    }

    /**
     * Makes the folder this process's own.
     *
     * @return false where another process owns it
     * @throws BrokerException where the folder can't be written
     */
    boolean lock() {
        try {
            Files.createDirectories(directory);
            lockFile = FileChannel.open(
                    directory.resolve("in-use.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lockFile.tryLock() != null) {
                return true;
            }
            lockFile.close();
            return false;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            throw new BrokerException(
                    "The embedded broker can't write its data folder %s (%s); make it writable, or name another one in orders.broker.directory"
                            .formatted(directory, e),
                    e);
        }
    }

    /** @throws BrokerException where the data is damaged, or the port taken */
    @Override
    protected void doStart() {
        dieWithASentence();
        try {
            format();
            server = new KafkaRaftServer(new KafkaConfig(config()), Time.SYSTEM);
            server.startup();
        } catch (Exception e) {
            throw new BrokerException(
                    "The embedded broker can't start on %s with its data in %s: %s. If the data is damaged, move the folder away and start with an empty one"
                            .formatted(address, directory, rootCause(e)),
                    e);
        }
        LOG.info("Kafka is running at {}, with its data in {}", address, directory);
    }

    @Override
    protected void doStop() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            LOG.info("Kafka at {} is stopped", address);
        }
        unlock();
    }

    /** Lets another process have the folder. */
    void unlock() {
        IOHelper.close(lockFile);
    }

    private void format() throws Exception {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        new Formatter()
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(Integer.parseInt(NODE_ID))
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(directory.toString())
                .addDirectory(directory.toString())
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .run();
    }

    private Map<String, String> config() throws IOException {
        int controllerPort = freePort();
        Map<String, String> config = new HashMap<>();
        config.put("process.roles", "broker,controller");
        config.put("node.id", NODE_ID);
        config.put("listeners", "PLAINTEXT://%s,CONTROLLER://localhost:%d".formatted(address, controllerPort));
        config.put("advertised.listeners", "PLAINTEXT://" + address);
        config.put("controller.listener.names", "CONTROLLER");
        config.put("controller.quorum.voters", NODE_ID + "@localhost:" + controllerPort);
        config.put("log.dirs", directory.toString());
        // there is but one broker to hold the internal topics, and few clients to spread over their partitions
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            config.put(topic + ".replication.factor", "1");
            config.put(topic + ".num.partitions", "4");
        }
        config.put("transaction.state.log.min.isr", "1");
        config.put("share.coordinator.state.topic.min.isr", "1");
        // after a kill, the restarted broker waits until its own earlier registration has expired
        config.put("broker.session.timeout.ms", "3000");
        config.put("broker.heartbeat.interval.ms", "500");
        // nobody else is expected in the group, so its first member need not wait for a second
        config.put("group.initial.rebalance.delay.ms", "0");
        return config;
    }

    /** Kafka ends the process where its data fails under it; then the last line says so. */
    private void dieWithASentence() {
        Exit.Procedure die = (status, message) -> {
            LOG.error(
                    "The embedded broker had to stop: its data in {} can't be used{}",
                    directory,
                    message == null ? "" : ": " + message);
            Runtime.getRuntime().halt(1);
        };
        Exit.setExitProcedure(die);
        Exit.setHaltProcedure(die);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
