package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that is told to stop while Kafka is away: it ends soon, in order, and what it could not deliver is still there. */
class StopIT {

    private static final int ORDERS = 50_000;

    @TempDir
    Path folder;

    @TempDir
    Path brokerFolder;

    private LocalBroker broker;
    private OwnTopics topics;
    private Inbox inbox;

    @BeforeEach
    void start() throws Exception {
        broker = LocalBroker.in(brokerFolder);
        topics = OwnTopics.on(broker.address());
        inbox = Inbox.of(folder);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_stop_while_kafka_is_away_is_short_and_loses_nothing_of_a_file(boolean known) throws Exception {
        try (OrderflowProcess program = program("orders.generator.enabled=true", "orders.generator.period=50")) {
            program.awaitLines(1, "📦 ");
            broker.stop();
            inbox.dropOrders("many.ndjson", ORDERS);
            if (known) {
                program.awaitLines(1, "Kafka does not answer at");
            } else {
                // it is opened, and waits for Kafka
                await().atMost(OrderflowProcess.PATIENCE).until(() -> new BoardClient(program.awaitBoard())
                        .json("/api/board")
                        .path("inbox")
                        .findValuesAsText("stage")
                        .contains("reading"));
            }
            program.signal("TERM");
            long told = System.nanoTime();

            assertThat(program.awaitEnd()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(Duration.ofSeconds(5));
            assertThat(inbox.file("many.ndjson")).exists();
            assertThat(program.linesWith("many.ndjson stays in the inbox")).isNotEmpty();
            assertThat(program.linesWith("\tat ")).isEmpty();
            // the generator's, which are nowhere else
            assertThat(program.linesWith(" ERROR "))
                    .allMatch(line -> line.contains("❌ Not delivered: ")
                            && line.endsWith("Kafka does not answer, and the program ends"));
            assertThat(program.linesWith(" WARN "))
                    .allMatch(line -> line.contains("Kafka does not answer") || line.contains("can't be committed"));
            assertThat(program.linesWith("comes again")).hasSizeLessThanOrEqualTo(1);
        }
        broker.start();
        try (OrderflowProcess program = program("orders.generator.enabled=false")) {
            program.awaitLines(1, "from many.ndjson");
            topics.awaitAllCommitted();
        }
        assertThat(topics.orders().values().stream()
                        .filter(order -> order.contains("\"user 7\""))
                        .distinct())
                .hasSize(ORDERS / 100);
    }

    private OrderflowProcess program(String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of(more));
        settings.add("orders.inbox.enabled=true");
        return topics.start(folder, settings.toArray(String[]::new)).awaitLines(1, "🟢");
    }
}
