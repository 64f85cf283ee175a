package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that know nothing of this program, and are no Java, write into the running system and read from it. */
class OtherClientsIT {

    private static final String RECEIVED = "📦 Received order: ";

    @TempDir
    private static Path folder;

    /** Debian's own, for which its packages are. */
    private static final String PYTHON = "/usr/bin/python3";

    private static String brokers;
    private static OrderflowProcess program;

    private final String user = "user " + UUID.randomUUID();

    @BeforeAll
    static void start() throws Exception {
        brokers = "localhost:" + OrderflowProcess.freePort();
        program = OrderflowProcess.start(
                        folder, "camel.component.kafka.brokers=" + brokers, "orders.generator.enabled=false")
                .awaitLines(1, "🟢");
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @Test
    void what_kcat_sends_is_processed_and_what_is_no_order_dead_lettered_with_its_reason() throws Exception {
        requireKcat();
        String order = "{\"order_id\":\"%s\",\"user\":\"%s\",\"item\":\"crêpe 🥞\",\"quantity\":2}"
                .formatted(UUID.randomUUID(), user);
        send("-P", user + "|" + order + "\n" + user + "|{\"user\":\"" + user + "\"}\n");

        program.awaitLines(1, RECEIVED + "2 x crêpe 🥞 from " + user);
        program.awaitLines(1, "❌");
        List<String> letters =
                run(null, "kcat", "-b", brokers, "-C", "-e", "-q", "-t", "orders-dead-letter", "-f", "%k|%s|%h\n");
        assertThat(letters)
                .filteredOn(letter -> letter.startsWith(user))
                .singleElement()
                .asString()
                .contains("|{\"user\":\"" + user + "\"}|", "dead-letter.reason=", "dead-letter.topic=orders");
    }

    @Test
    void kcat_reads_a_dropped_file_as_plain_json_keyed_by_user() throws Exception {
        requireKcat();
        drop(2);

        assertThat(run(null, "kcat", "-b", brokers, "-C", "-e", "-q", "-t", "orders", "-f", "%k|%s\n"))
                .filteredOn(record -> record.startsWith(user + "|"))
                .hasSize(2)
                .allMatch(record -> record.endsWith("\"user\":\"" + user + "\",\"item\":\"tea\",\"quantity\":1}"));
    }

    @Test
    void a_python_producers_order_is_processed_and_lies_with_the_users_others() throws Exception {
        requirePython();
        drop(1);
        List<String> said = run(
                null,
                PYTHON,
                script("producer.py"),
                brokers,
                "orders",
                UUID.randomUUID().toString(),
                user);

        program.awaitLines(1, RECEIVED + "10 x frozen yogurt 🍨 from " + user);
        assertThat(said)
                .hasSize(2)
                .last()
                .asString()
                .startsWith("✅ Delivered to orders : partition " + new KafkaTopic(brokers, "orders").partitionOf(user)
                        + " : at offset ");
    }

    @Test
    void a_python_consumer_reads_what_was_dropped() throws Exception {
        requirePython();
        drop(3);
        long all = new KafkaTopic(brokers, "orders").count();

        assertThat(run(null, PYTHON, script("consumer.py"), brokers, "orders", "group of " + user, "" + all))
                .filteredOn(line -> line.equals(RECEIVED + "1 x tea from " + user))
                .hasSize(3);
    }

    /** Drops a file, and waits until it is delivered. */
    private void drop(int count) throws IOException {
        String name = UUID.randomUUID() + ".ndjson";
        Inbox.of(folder).drop(name, Orders.line(user, "tea", 1).repeat(count));
        program.awaitLines(1, " from " + name);
    }

    private void send(String mode, String lines) throws Exception {
        run(lines, "kcat", "-b", brokers, mode, "-t", "orders", "-K", "|", "-X", "topic.partitioner=murmur2_random");
    }

    private static String script(String name) {
        return Path.of("src/test/resources/clients", name).toString();
    }

    private static void requireKcat() {
        assumeTrue(runs("kcat", "-V"), "kcat is not installed");
    }

    private static void requirePython() {
        assumeTrue(runs(PYTHON, "-c", "import confluent_kafka"), "python3-confluent-kafka is not installed");
    }

    static boolean runs(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    /** Gives the client its input, and what it printed back; it must end well. */
    private static List<String> run(String input, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        Process client = builder.start();
        try (var in = client.outputWriter(UTF_8)) {
            if (input != null) {
                in.write(input);
            }
        }
        List<String> lines = new ArrayList<>();
        try (var out = client.inputReader(UTF_8)) {
            out.lines().forEach(lines::add);
        }
        assertThat(client.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(client.exitValue()).as("%s", lines).isZero();
        return lines;
    }
}
