package io.orderflow;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/** Three real brokers, each with a controller and in a process of its own; what one has, two others have too. */
final class Cluster implements AutoCloseable {

    private static final int NODES = 3;
    private static final Path TEST_CLASSES = Path.of("target", "test-classes").toAbsolutePath();

    private final Path folder;
    private final int sessionMs;
    private final int offsetsOn;
    private final String id = Uuid.randomUuid().toString();
    private final List<Integer> ports = new ArrayList<>();
    private final List<Integer> controllerPorts = new ArrayList<>();
    private final Process[] nodes = new Process[NODES];

    private Cluster(Path folder, int sessionMs, int offsetsOn) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.sessionMs = sessionMs;
        this.offsetsOn = offsetsOn;
        for (int i = 0; i < NODES; i++) {
            ports.add(OrderflowProcess.freePort());
            controllerPorts.add(OrderflowProcess.freePort());
        }
    }

    /** Starts it, and waits until all of it is there. */
    static Cluster start(Path folder) throws Exception {
        return start(folder, 3_000, NODES);
    }

    /**
     * As above.
     *
     * @param sessionMs after which a broker that was killed is known to be gone, and may come back; Kafka's own is 9000
     * @param offsetsOn how many nodes have what a group has committed
     */
    static Cluster start(Path folder, int sessionMs, int offsetsOn) throws Exception {
        Cluster cluster = new Cluster(folder, sessionMs, offsetsOn);
        for (int node = 1; node <= NODES; node++) {
            cluster.startNode(node);
        }
        cluster.awaitNodes(NODES);
        return cluster;
    }

    String brokers() {
        return ports.stream().map(port -> "localhost:" + port).collect(Collectors.joining(","));
    }

    /** @param node from 1 on */
    void startNode(int node) throws IOException {
        Path config = folder.resolve("server-" + node + ".properties");
        try (Writer out = Files.newBufferedWriter(config)) {
            properties(node).store(out, null);
        }
        List<String> command = new ArrayList<>(OrderflowProcess.STARTS_SOON);
        command.add(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx256m",
                "-cp",
                OrderflowProcess.JAR + File.pathSeparator + TEST_CLASSES,
                ClusterNode.class.getName(),
                id,
                config.toString()));
        nodes[node - 1] = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("server-" + node + ".log").toFile()))
                .start();
    }

    /** Ends a node as a power failure does (SIGKILL). */
    void killNode(int node) {
        nodes[node - 1].destroyForcibly().onExit().join();
    }

    /** Waits until this number of brokers is there. */
    void awaitNodes(int count) throws IOException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers()))) {
            await("%d brokers".formatted(count))
                    .atMost(OrderflowProcess.PATIENCE)
                    .ignoreExceptions()
                    .until(() -> admin.describeCluster().nodes().get().size() == count);
        }
    }

    /** Waits until each copy of each of a topic's partitions holds what the others hold. */
    void awaitInSync(String topic) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers()))) {
            await("copies in sync")
                    .atMost(OrderflowProcess.PATIENCE)
                    .ignoreExceptions()
                    .until(() ->
                            admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().stream()
                                    .allMatch(partition -> partition.isr().size() == NODES));
        }
    }

    @Override
    public void close() {
        for (Process node : nodes) {
            if (node != null) {
                node.destroyForcibly().onExit().join();
            }
        }
    }

    private Properties properties(int node) {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                "" + node,
                "listeners",
                "PLAINTEXT://localhost:%d,CONTROLLER://localhost:%d"
                        .formatted(ports.get(node - 1), controllerPorts.get(node - 1)),
                "controller.listener.names",
                "CONTROLLER",
                "controller.quorum.voters",
                IntStream.rangeClosed(1, NODES)
                        .mapToObj(voter -> voter + "@localhost:" + controllerPorts.get(voter - 1))
                        .collect(Collectors.joining(",")),
                "log.dirs",
                folder.resolve("data-" + node).toString(),
                "min.insync.replicas",
                "2"));
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            properties.put(topic + ".replication.factor", String.valueOf(offsetsOn));
            properties.put(topic + ".num.partitions", "3");
        }
        properties.put("transaction.state.log.min.isr", String.valueOf(Math.min(2, offsetsOn)));
        properties.put("share.coordinator.state.topic.min.isr", String.valueOf(Math.min(2, offsetsOn)));
        properties.put("broker.session.timeout.ms", String.valueOf(sessionMs));
        properties.put("broker.heartbeat.interval.ms", "500");
        properties.put("group.initial.rebalance.delay.ms", "0");
        return properties;
    }
}
