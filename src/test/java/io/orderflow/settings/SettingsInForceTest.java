package io.orderflow.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsInForceTest {

    @TempDir
    Path folder;

    @Test
    void each_setting_has_its_value_and_where_that_comes_from_and_no_secret_is_shown() throws Exception {
        Files.writeString(
                folder.resolve("application.properties"),
                "orders.topic=file\norders.http.user=file\norders.dsl=java\norders.http.password={{secret:BOARD}}\n");
        Properties options = new Properties();
        options.setProperty("orders.topic", "option");
        options.setProperty("orders.http.user", "option");
        options.setProperty("java.home", "no setting");
        Map<String, String> environment = Map.of(
                "ORDERS_TOPIC", "variable",
                "CAMEL_COMPONENT_KAFKA_SASL_PASSWORD", "hunter2",
                "CAMEL_COMPONENT_KAFKA_BROKERS", "kafka:9092");

        List<String> lines = new SettingsInForce(environment, options, folder).lines();

        assertThat(lines)
                .contains(
                        "orders.topic=variable (environment, ORDERS_TOPIC)",
                        "orders.http.user=option (-D)",
                        "orders.dsl=java (application.properties)",
                        "orders.http.password={{secret:BOARD}} (application.properties)",
                        "camel.component.kafka.brokers=kafka:9092 (environment, CAMEL_COMPONENT_KAFKA_BROKERS)",
                        "camel.component.kafka.saslPassword=(hidden) (environment)")
                .anyMatch(line -> line.startsWith("orders.tracker.group=") && line.endsWith(" (default)"))
                .noneMatch(line -> line.contains("hunter2") || line.startsWith("java."));
    }

    @ParameterizedTest
    @CsvSource({
        "camel.component.kafka.saslJaasConfig, (hidden)",
        "camel.component.kafka.sasl-jaas-config, (hidden)",
        "camel.component.kafka.additionalProperties[sasl.jaas.config], (hidden)",
        "camel.component.kafka.additionalProperties[ssl.keystore.key], (hidden)",
        "camel.component.kafka.additionalProperties[basic.auth.user.info], (hidden)",
        "camel.component.kafka.sslKeystoreLocation, https://(hidden)@example.org/x",
        "orders.registry.url, https://(hidden)@example.org/x"
    })
    void what_holds_a_secret_is_known_by_its_name_in_any_spelling(String key, String shown) throws Exception {
        Properties options = new Properties();
        options.setProperty(key, "https://lucy:hunter2@example.org/x");

        assertThat(new SettingsInForce(Map.of(), options, folder).lines()).contains("%s=%s (-D)".formatted(key, shown));
    }

    @ParameterizedTest
    @CsvSource({
        "orders.generater.enabled, orders.generator.enabled",
        "orders.retry.max_delay, orders.retry.max-delay",
        "orders.tpoic, orders.topic",
        "orders.something.else.entirely, ''"
    })
    void the_nearest_name_is_what_was_meant(String written, String meant) {
        List<String> known = List.of(
                "orders.generator.enabled",
                "orders.retry.max-delay",
                "orders.retry.delay",
                "orders.topic",
                "orders.dsl");

        assertThat(String.join(",", Nearest.to(written, known))).isEqualTo(meant);
    }
}
