package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orderflow.kafka.DeadLetterHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trackers and the broker are killed at random moments while the generator and the inbox send orders, repeated ones,
 * ones that fail and what is no order. In the end each record on the topic is done, and no order was
 * processed twice but where a crash hit it in flight.
 *
 * <p>{@code -Dchaos.rounds=100 -Dchaos.seed=7} makes it longer, or another one.
 */
class ChaosIT {

    private static final int ROUNDS = Integer.getInteger("chaos.rounds", 3);
    private static final long SEED = Long.getLong("chaos.seed", 42);
    private static final int ORDERS_A_FILE = 2_000;
    private static final int TRACKERS = 2;
    private static final String TOPIC = "orders";
    private static final String GROUP = "order-tracker";

    private static final String STEP = Steps.processOrder(
            Steps.FAIL,
            """
            - delay:
                expression:
                  simple:
                    expression: ${random(0,3)}
            """,
            Ledger.LOG);

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    private final List<OrderflowProcess> everStarted = new ArrayList<>();
    private final OrderflowProcess[] trackers = new OrderflowProcess[TRACKERS];
    private String brokers;
    private OrderflowProcess broker;
    private int trackersKilled;

    @Test
    void each_order_is_processed_or_dead_and_none_twice_whatever_is_killed() throws Exception {
        brokers = "localhost:" + OrderflowProcess.freePort();
        try {
            startBroker();
            OrderflowProcess feeder = start(
                    "feeder",
                    "orders.tracker.enabled=false",
                    "orders.generator.enabled=true",
                    "orders.generator.period=5",
                    "orders.inbox.enabled=true");
            for (int i = 0; i < TRACKERS; i++) {
                startTracker(i);
            }
            for (int round = 0; round < ROUNDS; round++) {
                feed(round);
                int moment = outcomes() + random.nextInt(ORDERS_A_FILE);
                await().atMost(Duration.ofSeconds(60)).until(() -> outcomes() >= moment);
                if (round % 3 == 2) {
                    broker.kill();
                    startBroker();
                } else {
                    int victim = random.nextInt(TRACKERS);
                    trackers[victim].kill();
                    trackersKilled++;
                    startTracker(victim);
                }
            }
            feeder.awaitLines(ROUNDS, " from chaos-");
            assertThat(feeder.stop()).isZero();
            KafkaTopic orders = new KafkaTopic(brokers, TOPIC);
            await().atMost(Duration.ofSeconds(90)).until(() -> orders.lag(GROUP) == 0);
            balance(orders);
        } finally {
            everStarted.forEach(OrderflowProcess::close);
        }
    }

    private void balance(KafkaTopic orders) throws Exception {
        Ledger ledger = new Ledger();
        for (ConsumerRecord<byte[], byte[]> record : orders.records()) {
            ledger.sent(record);
        }
        for (ConsumerRecord<byte[], byte[]> letter : new KafkaTopic(brokers, TOPIC + "-dead-letter").records()) {
            if (letter.headers().lastHeader(DeadLetterHeaders.FILE) == null) {
                ledger.dead(
                        DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.PARTITION),
                        DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.OFFSET));
            }
        }
        for (OrderflowProcess program : everStarted) {
            program.linesWith("📦 ").forEach(ledger::processed);
            program.linesWith("🔁 ").forEach(ledger::repeated);
        }
        System.out.println(ledger);

        assertThat(ledger.sentIds()).containsAll(fedIds());
        assertThat(ledger.withoutOutcome()).isEmpty();
        assertThat(ledger.unknown()).isEmpty();
        assertThat(ledger.processedTwice()).isEmpty();
        // what was processed and not committed, 1,500, and what was in flight, a poll of 500
        assertThat(ledger.comeAgain()).isLessThanOrEqualTo(trackersKilled * 2_000);
    }

    /** A file with orders, some of them repeated or failing or broken; and the same and noise past the inbox. */
    private void feed(int round) throws Exception {
        StringBuilder file = new StringBuilder();
        for (int i = 0; i < ORDERS_A_FILE; i++) {
            file.append(order(round, i)).append('\n');
            if (random.nextInt(100) == 0) {
                file.append(order(round, random.nextInt(i + 1))).append("\n{\"broken\n");
            }
        }
        Inbox.of(folder.resolve("feeder")).drop("chaos-" + round + ".ndjson", file.toString());
        KafkaTopic orders = new KafkaTopic(brokers, TOPIC);
        for (int i = 0; i < 5; i++) {
            int again = random.nextInt(ORDERS_A_FILE);
            orders.send(user(again), order(round, again).getBytes(UTF_8));
            orders.send(user(again), ("noise " + random.nextInt()).getBytes(UTF_8));
        }
    }

    private static List<String> fedIds() {
        List<String> ids = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < ORDERS_A_FILE; i++) {
                ids.add(round + "-" + i);
            }
        }
        return ids;
    }

    private static String order(int round, int i) {
        return Orders.json(round + "-" + i, user(i), i % 400 == 399 ? "trouble" : "tea", i + 1);
    }

    private static String user(int i) {
        return "user " + i % 50;
    }

    private int outcomes() {
        return everStarted.stream()
                .mapToInt(program -> program.linesWith("📦 ").size()
                        + program.linesWith("🔁 ").size())
                .sum();
    }

    private void startBroker() throws Exception {
        broker = start("broker", "orders.tracker.enabled=false", "orders.broker.embedded=true");
        broker.awaitLines(1, "Kafka is running");
    }

    private void startTracker(int i) throws Exception {
        Path routes = folder.resolve("tracker-" + i + "/routes");
        if (!Files.exists(routes)) {
            OrderflowProcess.copyRoutes(routes, STEP);
        }
        // one of them works on an order after the other, the others on those of many users at a time
        trackers[i] = start("tracker-" + i, "orders.tracker.parallel=" + (i == 0 ? 1 : 64));
    }

    private OrderflowProcess start(String name, String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of(
                "camel.component.kafka.brokers=" + brokers,
                "orders.broker.embedded=false",
                "orders.generator.enabled=false",
                "orders.inbox.enabled=false",
                // what a killed tracker had goes to the other one as soon as Kafka allows
                "camel.component.kafka.sessionTimeoutMs=6000",
                "orders.retry.delay=50",
                "orders.retry.max-delay=200",
                "orders.retry.attempts=1"));
        settings.addAll(List.of(more));
        OrderflowProcess program =
                OrderflowProcess.start(Files.createDirectories(folder.resolve(name)), settings.toArray(String[]::new));
        everStarted.add(program);
        return program;
    }
}
