package io.orderflow.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @TempDir
    Path folder;

    @Test
    void the_settings_are_what_application_properties_says() throws Exception {
        Settings settings = settings(
                "orders.dsl", "java",
                "orders.topic.partitions", "7",
                "orders.generator.seed", "",
                "orders.generator.users", "anna, zoe,",
                "orders.inbox.directory", "post",
                "orders.inbox.settle-time", "250",
                "orders.reload.enabled", "false",
                "orders.broker.directory", "elsewhere",
                "orders.http.port", "8090",
                "orders.http.password", "secret");

        Properties file = new Properties();
        file.load(Files.newBufferedReader(folder.resolve("application.properties")));
        assertThat(settings.brokers()).isEqualTo(file.getProperty("camel.component.kafka.brokers"));
        assertThat(settings.topic()).isEqualTo(file.getProperty("orders.topic"));
        assertThat(settings.deadLetterTopic()).isEqualTo(file.getProperty("orders.dead-letter-topic"));
        assertThat(settings.rememberedOrders())
                .isEqualTo(Integer.parseInt(file.getProperty("orders.tracker.remembered-orders")));
        assertThat(settings.inbox().directory()).isEqualTo(Path.of(file.getProperty("orders.inbox.directory")));
        assertThat(settings.inbox().settleTime())
                .hasMillis(Long.parseLong(file.getProperty("orders.inbox.settle-time")));
        assertThat(settings.partitions()).isEqualTo(7);
        assertThat(settings.generator().users()).containsExactly("anna", "zoe");
        assertThat(settings.generator().seed()).isEmpty();
        assertThat(settings.inbox().directory()).isEqualTo(Path.of("post"));
        assertThat(settings.inbox().settleTime()).hasMillis(250);
        assertThat(settings.yaml()).isFalse();
        assertThat(settings.reload()).isFalse();
        assertThat(settings.brokerDirectory()).isEqualTo(Path.of("elsewhere"));
        assertThat(settings.http().server().port()).isEqualTo(8090);
        assertThat(settings.http().server().password()).isEqualTo("secret");
        assertThat(settings.oneShotCount()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            orders.topic.partitions         | 0          | a whole number from 1 to 100000
            orders.topic.partitions         | three      | a whole number from 1 to 100000
            orders.topic.replication-factor | 0          | a whole number from 1 to 32767
            orders.topic                    | or/ders    | a topic's name
            orders.dead-letter-topic        | ''         | a topic's name
            orders.dead-letter-topic        | orders     | another topic than orders.topic
            orders.tracker.enabled          | maybe      | true or false
            orders.dsl                      | xml        | yaml or java
            orders.reload.enabled           | on         | true or false
            orders.generator.enabled        | yes        | true or false
            orders.generator.period         | 1s         | a whole number from 1 to 2147483647
            orders.generator.period         | 0          | a whole number from 1 to 2147483647
            orders.generator.count          | -1         | a whole number from 0 to 2147483647
            orders.generator.seed           | dice       | a whole number, or nothing
            orders.inbox.enabled            | 1          | true or false
            orders.inbox.directory          | pom.xml    | a folder, but there is a file of that name
            orders.inbox.directory          | in%20box   | the path of a folder without any of % ? # + & { }
            orders.inbox.directory          | in?box     | the path of a folder without any of % ? # + & { }
            orders.inbox.directory          | . | the path of a folder whose own name begins with no dot
            orders.inbox.directory          | ./ | the path of a folder whose own name begins with no dot
            orders.inbox.directory          | .in | the path of a folder whose own name begins with no dot
            orders.inbox.directory          | a/.. | the path of a folder whose own name begins with no dot
            orders.inbox.directory          | / | a folder of its own, and the routes are in this one
            orders.inbox.directory          | ./routes | a folder of its own, and the routes are in this one
            orders.inbox.directory          | data/broker | a folder of its own, and the embedded broker's data (orders.broker.directory=data/broker) is in this one
            orders.inbox.directory          | data | a folder of its own, and the embedded broker's data (orders.broker.directory=data/broker) is in this one
            orders.inbox.extensions         | .json | the endings of files without the dot before them, with commas between, like json,ndjson,csv
            orders.inbox.extensions         | '.json,.csv' | the endings of files
            orders.inbox.extensions         | * | the endings of files
            orders.inbox.extensions         | '*.json' | the endings of files
            orders.inbox.extensions         | ',' | the endings of files
            orders.inbox.extensions         | 'json,,csv' | the endings of files
            orders.inbox.extensions         | json csv | the endings of files
            orders.tracker.consumers        | 0          | a whole number from 1 to 1000
            orders.generator.users          | ','        | at least one text
            orders.generator.items          | ' ,, '      | at least one text
            orders.tracker.group            | ' '        | some text
            orders.format                   | xml        | json or avro or protobuf
            orders.registry.url             | registry   | an address like http://localhost:8085, or nothing
            orders.tracing.endpoint         | jaeger     | an address like http://localhost:4318, or nothing
            orders.tracing.ratio            | 1.5        | a number from 0 to 1
            orders.tracing.ratio            | NaN        | a number from 0 to 1
            orders.analytics.enabled        | maybe      | true or false
            orders.analytics.totals-topic   | to/tals    | a topic's name
            orders.analytics.grace          | -1         | a whole number from 0 to 2147483647
            orders.analytics.item-factor    | 1          | a whole number from 2 to 1000000
            orders.analytics.store          | disk       | memory or rocksdb
            orders.analytics.store          | rocksdb    | memory, or org.rocksdb:rocksdbjni:10.1.3 in pom.xml or on the class path
            orders.retry.attempts           | -1         | a whole number from 0 to 2147483647
            orders.retry.delay              | 0          | a whole number from 1 to 2147483647
            orders.retry.max-delay          | long       | a whole number from 1 to 2147483647
            orders.broker.embedded          | maybe      | true or false
            orders.broker.directory         | pom.xml    | a folder, but there is a file of that name
            orders.http.enabled             | on         | true or false
            orders.http.host                | no.invalid | an address or a name of this machine
            orders.http.port                | 65536      | a whole number from 0 to 65535
            orders.http.user                | a:b        | a name without a colon
            orders.http.user                | ''         | some text
            orders.tracker.group            | a\u001bb  | some text, without control characters
            orders.tracker.group            | '#bean:a'  | a group's name that begins with no # and has no &
            orders.tracker.group            | a&&        | a group's name that begins with no # and has no &
            camel.component.kafka.brokers   | localhost  | the address of a broker, like localhost:9092
            camel.component.kafka.brokers   | localhost:0 | the address of a broker, like localhost:9092
            camel.component.kafka.brokers   | a:1,b:70000 | the address of a broker, like localhost:9092
            camel.component.kafka.brokers   | a:9092b:9092 | the address of a broker, like localhost:9092
            camel.component.kafka.heartbeatIntervalMs | 1.5 | a number of milliseconds
            camel.component.kafka.max-poll-interval-ms | 10a b | a number of milliseconds
            camel.component.kafka.shutdownTimeout | soon | a number of milliseconds
            """)
    void a_wrong_value_is_refused_with_its_key_and_what_is_wanted(String key, String value, String wanted) {
        assertThatThrownBy(() -> settings(key, value))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(key + "=" + value.trim() + ": wanted is " + wanted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders.topic", "camel.component.kafka.clientId", "camel.main.name"})
    void blanks_around_a_value_are_no_part_of_it_whoever_reads_it(String key) throws Exception {
        Path file = Files.writeString(folder.resolve("application.properties"), key + "=\\t mine\\u001e\t \n");
        for (String option : new String[] {null, "\tmine\u001e "}) {
            try (DefaultCamelContext context = new DefaultCamelContext()) {
                if (option != null) {
                    System.setProperty(key, option);
                }
                context.getPropertiesComponent().setLocation("file:" + file);
                Blanks.strip(context);
                assertThat(context.resolvePropertyPlaceholders("kafka:{{" + key + "}}?groupId={{" + key + "}}-replay"))
                        .isEqualTo("kafka:mine?groupId=mine-replay");
                assertThat(context.getPropertiesComponent().loadProperties().getProperty(key))
                        .isEqualTo("mine");
                assertThat(System.getProperty(key, "mine")).isEqualTo("mine");
            } finally {
                System.clearProperty(key);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{a}}", "{{", "}}", "a{{}}"})
    void a_placeholder_that_names_no_setting_is_refused_with_its_key_alone(String value) {
        assertThatThrownBy(() -> settings("orders.http.password", value))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "orders.http.password: {{ and }} in a value stand around the name of another setting, and there is none of that name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:9092", "a:1,b:2", "a:1, b:2", "[::1]:9092", "SASL_SSL://kafka-1.example:9093"})
    void brokers_are_addresses_with_a_port(String brokers) throws Exception {
        assertThat(settings("camel.component.kafka.brokers", brokers).brokers()).isEqualTo(brokers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"./in", "a/.b/c", "in/", "a.b", "data/brokers", "routes/in", "a/../in"})
    void the_inbox_is_any_other_folder(String folder) throws Exception {
        assertThat(settings("orders.inbox.directory", folder).inbox().directory())
                .isEqualTo(Path.of(folder));
    }

    @Test
    void the_inbox_is_not_what_holds_the_brokers_data_by_another_name() throws Exception {
        Path inbox = Files.createDirectory(folder.resolve("inbox"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), inbox);

        assertThatThrownBy(() -> settings(
                        "orders.inbox.directory", inbox.toString(),
                        "orders.broker.directory", link.resolve("broker").toString()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("orders.inbox.directory=" + inbox + ": wanted is a folder of its own");
        assertThat(settings("orders.inbox.directory", "data", "orders.broker.embedded", "false")
                        .inbox()
                        .directory())
                .isEqualTo(Path.of("data"));
    }

    @Test
    void endings_may_have_dots_and_blanks_between_them() throws Exception {
        assertThat(settings("orders.inbox.extensions", "json, ndjson.gz ,csv")
                        .inbox()
                        .extensions())
                .isEqualTo("json, ndjson.gz ,csv");
    }

    @Test
    void a_file_that_java_can_not_read_is_refused_with_its_line() throws Exception {
        Path file = Files.writeString(folder.resolve("mine.properties"), "orders.topic=a\norders.group=C:\\users\n");
        assertThatThrownBy(() -> Profile.require(file))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(file + ", line 2: \\u stands before");
        Profile.require(folder.resolve("nothing.properties"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uFEFForders.topic=a",
                "# mine\norders.topic=a\u0000",
                "\u0000o\u0000r\u0000d",
                "a\u001B[31m=b",
                "\u007F"
            })
    void a_file_that_is_no_plain_text_is_refused_with_its_line(String content) throws Exception {
        Path file = Files.writeString(folder.resolve("mine.properties"), content);
        assertThatThrownBy(() -> Profile.require(file))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "%s, line %d: save the file as plain text, in UTF-8 without a byte-order mark",
                        file, content.startsWith("#") ? 2 : 1);
        Files.writeString(file, "# caf\u00E9\torders\f\r\nshop.name=caf\u00E9\t\r\n");
        Profile.require(file);
    }

    @Test
    void a_folder_in_place_of_a_file_of_settings_is_refused_with_what_to_do() throws Exception {
        Path file = Files.createDirectory(folder.resolve("folder.properties"));

        assertThatThrownBy(() -> Profile.require(file))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("The settings in %s can't be read: it is a folder; put a file in its place", file);
    }

    @ParameterizedTest
    @MethodSource
    void why_a_file_of_settings_cannot_be_read_is_said_without_a_class(IOException failure, String why) {
        assertThat(WrittenSettings.unreadable(Path.of("a.properties"), failure))
                .isEqualTo("The settings in a.properties can't be read: " + why);
    }

    static Stream<Arguments> why_a_file_of_settings_cannot_be_read_is_said_without_a_class() {
        return Stream.of(
                Arguments.of(
                        new AccessDeniedException("a.properties"),
                        "this program has not the right to; make the file readable for its user"),
                Arguments.of(
                        new FileSystemException("a.properties", null, "Too many levels"),
                        "Too many levels; see to the file, and start again"),
                Arguments.of(
                        new FileSystemException("a.properties"),
                        "the file system says no more of it; see to the file, and start again"),
                Arguments.of(
                        new IOException("Input/output error"), "Input/output error; see to the file, and start again"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Orders.topic", "ORDERS.TOPIC", "order.topic", "orders.Topic"})
    void a_key_that_only_looks_like_a_setting_is_refused_and_not_passed_over(String key) {
        assertThatThrownBy(() -> settings(key, "mine"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(key + " is no setting; did you mean orders.topic?");
    }

    @Test
    void a_key_of_ones_own_is_no_business_of_the_settings() throws Exception {
        assertThat(settings("order.mail", "a@b", "shop.topic", "x").topic()).isEqualTo("orders");
    }

    @Test
    void a_profile_that_has_no_file_is_refused_with_its_name() {
        System.setProperty("camel.main.profile", "prd");
        try {
            assertThatThrownBy(Profile::locations)
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessage("camel.main.profile=prd: there is no application-prd.properties");
        } finally {
            System.clearProperty("camel.main.profile");
        }
    }

    @Test
    void a_value_is_shown_in_short() {
        assertThatThrownBy(() -> settings("orders.dsl", "x".repeat(100_000)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("orders.dsl=" + "x".repeat(200) + "…: wanted is yaml or java");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.0.2.1", "::"})
    void a_host_that_others_reach_needs_a_password(String host) throws Exception {
        assertThatThrownBy(() -> settings("orders.http.host", host))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "orders.http.host=%s lets other machines see the orders, so it needs a password: set orders.http.password, or leave it at 127.0.0.1",
                        host);
        assertThat(settings("orders.http.host", host, "orders.http.password", "secret")
                        .http()
                        .server()
                        .host())
                .isEqualTo(host);
        assertThat(settings("orders.http.host", host, "orders.http.enabled", "false")
                        .http()
                        .enabled())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "::1", "127.9.9.9"})
    void this_machines_own_address_needs_no_password(String host) throws Exception {
        assertThat(settings("orders.http.host", host).http().server().password())
                .isEmpty();
    }

    @Test
    void a_key_that_is_no_setting_is_refused_and_those_there_are_are_named() {
        assertThatThrownBy(() -> settings("orders.generater.enabled", "false"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(
                        "orders.generater.enabled is no setting; did you mean orders.generator.enabled? Those there are: ")
                .hasMessageContaining("orders.generator.enabled, ");
    }

    @Test
    void only_a_generator_alone_with_a_count_ends_after_it() throws Exception {
        assertThat(settings("orders.generator.count", "3").oneShotCount()).isZero();
        assertThat(settings(
                                "orders.generator.count", "3",
                                "orders.inbox.enabled", "false",
                                "orders.tracker.enabled", "false")
                        .oneShotCount())
                .isEqualTo(3);
        assertThat(settings(
                                "orders.generator.count", "3",
                                "orders.generator.enabled", "false",
                                "orders.inbox.enabled", "false",
                                "orders.tracker.enabled", "false")
                        .oneShotCount())
                .isZero();
    }

    /** The defaults in a file of their own, so that the file of a person who runs the tests plays no part. */
    private Settings settings(String... overrides) throws Exception {
        Properties properties = ShippedSettings.load();
        for (int i = 0; i < overrides.length; i += 2) {
            properties.setProperty(overrides[i], overrides[i + 1]);
        }
        Path file = folder.resolve("application.properties");
        try (var out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getPropertiesComponent().setLocation("file:" + file);
            Blanks.strip(context);
            return CheckedSettings.of(context);
        }
    }
}
