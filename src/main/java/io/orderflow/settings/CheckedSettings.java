package io.orderflow.settings;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;

/** Makes the settings out of what is written, and refuses what can't be, alone or beside another one. */
public final class CheckedSettings {

    private CheckedSettings() {}

    /** @throws InvalidSettingException where a key is unknown or a value can't be what it must be */
    public static Settings of(CamelContext context) {
        WrittenSettings.check(context);
        return of(key -> context.resolvePropertyPlaceholders("{{" + key + "}}"));
    }

    public static Settings of(UnaryOperator<String> values) {
        SettingCheck check = new SettingCheck(values);
        check.whole("orders.generator.period", 1, Integer.MAX_VALUE);
        int count = check.whole("orders.generator.count", 0, Integer.MAX_VALUE);
        check.whole("orders.tracker.consumers", 1, 1_000);
        check.whole("orders.tracker.parallel", 1, 10_000);
        check.bool("orders.replay.enabled");
        check.whole("orders.retry.attempts", 0, Integer.MAX_VALUE);
        check.whole("orders.retry.delay", 1, Integer.MAX_VALUE);
        check.whole("orders.retry.max-delay", 1, Integer.MAX_VALUE);
        boolean inbox = check.bool("orders.inbox.enabled");
        boolean generates = check.bool("orders.generator.enabled");
        boolean tracker = check.bool("orders.tracker.enabled");
        if (values.apply("orders.topic").equals(values.apply("orders.dead-letter-topic"))) {
            throw check.wrong("orders.dead-letter-topic", "another topic than orders.topic");
        }
        return new Settings(
                check.brokers("camel.component.kafka.brokers"),
                check.topic("orders.topic"),
                check.topic("orders.dead-letter-topic"),
                check.whole("orders.topic.partitions", 1, 100_000),
                (short) check.whole("orders.topic.replication-factor", 1, Short.MAX_VALUE),
                check.group("orders.tracker.group"),
                check.whole("orders.tracker.remembered-orders", 1, 100_000_000),
                tracker,
                check.oneOf("orders.dsl", "yaml", "java").equals("yaml"),
                check.bool("orders.reload.enabled"),
                check.bool("orders.routing.on-stack"),
                check.bool("orders.broker.embedded"),
                check.directory("orders.broker.directory"),
                new Settings.Generator(
                        check.wholeOrNothing("orders.generator.seed"),
                        check.texts("orders.generator.users"),
                        check.texts("orders.generator.items")),
                new Settings.Inbox(
                        inboxDirectory(check),
                        check.endings("orders.inbox.extensions"),
                        check.millis("orders.inbox.settle-time"),
                        check.millis("orders.inbox.patience")),
                http(check),
                analytics(check),
                schemas(check),
                new Settings.Tracing(
                        check.url("orders.tracing.endpoint", "http://localhost:4318"),
                        check.fraction("orders.tracing.ratio")),
                generates && !inbox && !tracker ? count : 0);
    }

    private static Path inboxDirectory(SettingCheck check) {
        String key = "orders.inbox.directory";
        Path inbox = check.directoryOfUri(key);
        Path real = RealPath.of(inbox);
        if (RealPath.of(Settings.ROUTES).startsWith(real)) {
            throw check.wrong(key, "a folder of its own, and the routes are in this one");
        }
        Path broker = check.directory("orders.broker.directory");
        if (check.bool("orders.broker.embedded") && RealPath.of(broker).startsWith(real)) {
            throw check.wrong(
                    key,
                    "a folder of its own, and the embedded broker's data (orders.broker.directory=%s) is in this one"
                            .formatted(broker));
        }
        return inbox;
    }

    private static Settings.Http http(SettingCheck check) {
        Settings.Http http = new Settings.Http(
                check.bool("orders.http.enabled"),
                new ServerOptions(
                        check.text("orders.http.host"),
                        check.whole("orders.http.port", 0, 65_535),
                        check.text("orders.http.user"),
                        check.values().apply("orders.http.password"),
                        check.bool("orders.http.read-only"),
                        check.values().apply("orders.http.certificate"),
                        check.values().apply("orders.http.key"),
                        check.whole("orders.http.upload-limit", 0, 10_000)));
        ServerOptions server = http.server();
        if (server.certificate().isEmpty() != server.key().isEmpty()) {
            throw check.wrong(
                    server.key().isEmpty() ? "orders.http.key" : "orders.http.certificate",
                    "a file, since orders.http.%s is set".formatted(server.key().isEmpty() ? "certificate" : "key"));
        }
        if (server.user().contains(":")) {
            throw check.wrong("orders.http.user", "a name without a colon");
        }
        if (http.enabled() && server.password().isEmpty() && !check.isLoopback("orders.http.host")) {
            throw new InvalidSettingException(
                    "orders.http.host=%s lets other machines see the orders, so it needs a password: set orders.http.password, or leave it at 127.0.0.1"
                            .formatted(server.host()));
        }
        return http;
    }

    private static Settings.Analytics analytics(SettingCheck check) {
        boolean onDisk =
                check.oneOf("orders.analytics.store", "memory", "rocksdb").equals("rocksdb");
        if (onDisk && Settings.class.getResource("/org/rocksdb/RocksDB.class") == null) {
            throw check.wrong(
                    "orders.analytics.store",
                    "memory, or org.rocksdb:rocksdbjni:10.1.3 in pom.xml or on the class path (docs/analytics.md says how)");
        }
        return new Settings.Analytics(
                check.bool("orders.analytics.enabled"),
                check.text("orders.analytics.group"),
                check.topic("orders.analytics.totals-topic"),
                check.topic("orders.analytics.alerts-topic"),
                check.millis("orders.analytics.grace"),
                check.whole("orders.analytics.remembered-orders", 1, 10_000_000),
                check.whole("orders.analytics.user-orders-a-minute", 1, Integer.MAX_VALUE),
                check.whole("orders.analytics.item-factor", 2, 1_000_000),
                onDisk,
                check.directory("orders.analytics.directory"));
    }

    private static Settings.Schemas schemas(SettingCheck check) {
        Settings.Schemas schemas = new Settings.Schemas(
                check.oneOf("orders.format", "json", "avro", "protobuf"),
                check.url("orders.registry.url", "http://localhost:8085"),
                check.values().apply("orders.registry.user"),
                check.values().apply("orders.registry.password"));
        if (!schemas.format().equals("json") && schemas.url().isEmpty()) {
            throw new InvalidSettingException(
                    "orders.format=%s needs a schema registry: set orders.registry.url".formatted(schemas.format()));
        }
        return schemas;
    }
}
