package io.orderflow.broker;

import io.orderflow.failure.OpenFiles;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The settings of a broker that is alone, for a few clients, in the memory of the program around it. */
final class BrokerConfig {

    static final String NODE_ID = "1";
    static final String CONTROLLER = "CONTROLLER";

    private BrokerConfig() {}

    static Map<String, String> of(BrokerAddress address, int controllerPort, Path directory) {
        Map<String, String> config = new HashMap<>();
        config.put("process.roles", "broker,controller");
        config.put("node.id", NODE_ID);
        config.put("listeners", "PLAINTEXT://%s,%s://localhost:%d".formatted(address, CONTROLLER, controllerPort));
        config.put("advertised.listeners", "PLAINTEXT://" + address);
        config.put("controller.listener.names", CONTROLLER);
        config.put("controller.quorum.voters", NODE_ID + "@localhost:" + controllerPort);
        config.put("log.dirs", directory.toString());
        config.putAll(alone());
        config.putAll(small());
        return config;
    }

    private static Map<String, String> alone() {
        Map<String, String> config = new HashMap<>();
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

    /** Kafka's own values are those of a machine that does nothing else, such as 128 MB of heap for compaction alone. */
    private static Map<String, String> small() {
        return Map.ofEntries(
                // 80,000 keys a pass; where a topic has more, compaction takes several
                Map.entry("log.cleaner.dedupe.buffer.size", "2097152"),
                Map.entry("log.cleaner.io.buffer.size", "131072"),
                // the whole of a request is in memory; a client's own bound is 1 MB by default
                Map.entry("socket.request.max.bytes", "16777216"),
                Map.entry("queued.max.requests", "64"),
                // who opens more waits, and takes no file from the log
                Map.entry("max.connections", String.valueOf(OpenFiles.quarter())),
                // enough for a segment of 1 GB with an entry for each 4 KB
                Map.entry("log.index.size.max.bytes", "3145728"),
                Map.entry("num.network.threads", "1"),
                Map.entry("num.io.threads", "2"),
                Map.entry("background.threads", "2"),
                Map.entry("num.recovery.threads.per.data.dir", "1"),
                Map.entry("group.coordinator.threads", "1"));
    }
}
