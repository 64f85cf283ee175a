package io.orderflow;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A real broker that asks each client for a password over TLS and for a right to what it does, on a listener for each
 * certificate that it shows. A listener without either is for the test alone, which may do everything.
 */
final class SecureBroker implements AutoCloseable {

    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final KafkaRaftServer server;
    private final Set<String> given = new HashSet<>();
    final Admin admin;

    /** @param keyStores what each listener shows, by the listener's name */
    SecureBroker(Path directory, Map<String, Path> keyStores, String plainUser, String plainPassword) throws Exception {
        ports.put("PLAINTEXT", OrderflowProcess.freePort());
        ports.put("CONTROLLER", OrderflowProcess.freePort());
        for (String listener : keyStores.keySet()) {
            ports.put(listener, OrderflowProcess.freePort());
        }
        Files.createDirectories(directory);
        new Formatter()
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(1)
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(directory.toString())
                .addDirectory(directory.toString())
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .run();
        Map<String, String> config = new HashMap<>();
        config.put("process.roles", "broker,controller");
        config.put("node.id", "1");
        config.put("listeners", listeners(ports));
        Map<String, Integer> advertised = new LinkedHashMap<>(ports);
        advertised.remove("CONTROLLER");
        config.put("advertised.listeners", listeners(advertised));
        config.put(
                "listener.security.protocol.map",
                ports.keySet().stream()
                        .map(name -> name + ":" + (keyStores.containsKey(name) ? "SASL_SSL" : "PLAINTEXT"))
                        .collect(Collectors.joining(",")));
        config.put("controller.listener.names", "CONTROLLER");
        config.put("controller.quorum.voters", "1@localhost:" + ports.get("CONTROLLER"));
        config.put("log.dirs", directory.toString());
        config.put("offsets.topic.replication.factor", "1");
        config.put("offsets.topic.num.partitions", "4");
        config.put("transaction.state.log.replication.factor", "1");
        config.put("transaction.state.log.min.isr", "1");
        config.put("group.initial.rebalance.delay.ms", "0");
        config.put("authorizer.class.name", AskingAuthorizer.class.getName());
        config.put("super.users", "User:ANONYMOUS;User:shop;User:" + plainUser);
        keyStores.forEach((listener, store) -> {
            String prefix = "listener.name." + listener.toLowerCase() + ".";
            config.put(prefix + "ssl.keystore.location", store.toString());
            config.put(prefix + "ssl.keystore.password", Certificates.PASSWORD);
            config.put(prefix + "ssl.keystore.type", "PKCS12");
            // so that a password that is changed is asked for soon
            config.put(prefix + "connections.max.reauth.ms", "1500");
            config.put(prefix + "sasl.enabled.mechanisms", "SCRAM-SHA-512,PLAIN");
            config.put(
                    prefix + "scram-sha-512.sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required;");
            config.put(
                    prefix + "plain.sasl.jaas.config",
                    "org.apache.kafka.common.security.plain.PlainLoginModule required user_%s=\"%s\";"
                            .formatted(plainUser, plainPassword));
        });
        server = new KafkaRaftServer(new KafkaConfig(config), Time.SYSTEM);
        server.startup();
        admin = Admin.create(Map.of("bootstrap.servers", address("PLAINTEXT")));
    }

    String address(String listener) {
        return "localhost:" + ports.get(listener);
    }

    void setPassword(String user, String password) throws Exception {
        ScramCredentialInfo scram = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
        admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(user, scram, password)))
                .all()
                .get();
    }

    /** A right of a user, as a line: {@code tracker: READ TOPIC orders}. */
    private static String right(String user, AclOperation operation, ResourcePattern pattern) {
        return "%s: %s %s %s".formatted(user, operation, pattern.resourceType(), pattern.name());
    }

    /** The rights that were given to single users. */
    Set<String> given() {
        return given;
    }

    /** The rights that the broker has asked for, when someone did something that needs them. */
    Set<String> askedFor() {
        return AskingAuthorizer.ASKED_FOR;
    }

    /** Kafka's own, which remembers what it was asked. */
    public static final class AskingAuthorizer extends StandardAuthorizer {

        private static final Set<String> ASKED_FOR = ConcurrentHashMap.newKeySet();

        @Override
        public List<AuthorizationResult> authorize(AuthorizableRequestContext request, List<Action> actions) {
            for (Action action : actions) {
                // those that aren't logged are asked to tell which rights there are, not to do something
                if (action.logIfAllowed()) {
                    ASKED_FOR.add(right(request.principal().getName(), action.operation(), action.resourcePattern()));
                }
            }
            return super.authorize(request, actions);
        }
    }

    void allow(String user, ResourceType type, String name, AclOperation... operations) throws Exception {
        ResourcePattern resource = new ResourcePattern(type, name, PatternType.LITERAL);
        for (AclOperation operation : operations) {
            given.add(right(user, operation, resource));
            admin.createAcls(List.of(new AclBinding(
                            resource, new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW))))
                    .all()
                    .get();
        }
    }

    @Override
    public void close() {
        admin.close();
        server.shutdown();
        server.awaitShutdown();
    }

    private static String listeners(Map<String, Integer> ports) {
        return ports.entrySet().stream()
                .map(port -> port.getKey() + "://localhost:" + port.getValue())
                .collect(Collectors.joining(","));
    }
}
