package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trackers come and go and the partitions grow while orders flow: each order is processed once, in its order, and the
 * load is spread.
 *
 * <p>{@code -Dtrackers.settings=key=value,key=value} tries other settings of the trackers.
 */
class TrackersIT {

    private static final String TOPIC = "orders";
    private static final String GROUP = "order-tracker";
    private static final int ORDERS_A_SECOND = Integer.getInteger("trackers.orders", 1_000);

    @TempDir
    Path folder;

    private final String brokers = "localhost:" + freePort();
    private final List<OrderflowProcess> programs = new ArrayList<>();
    private final AtomicBoolean sending = new AtomicBoolean();
    private final List<String> moments = new ArrayList<>();

    @BeforeEach
    void startBroker() throws Exception {
        start("broker", "orders.broker.embedded=true", "orders.tracker.enabled=false")
                .awaitLines(1, "Routes startup");
    }

    @AfterEach
    void stop() {
        sending.set(false);
        programs.forEach(OrderflowProcess::close);
    }

    @Test
    void each_order_is_processed_once_and_in_its_order_while_trackers_come_and_go() throws Exception {
        CompletableFuture<Integer> sent = send();
        OrderflowProcess first = start("first");
        first.awaitLines(1_000, "📦");
        join("second", 1);
        OrderflowProcess third = join("third", 1);
        awaitMembers(3, 1);

        grow(12);
        awaitMembers(3, 4);
        OrderflowProcess fourth = join("fourth", 3);
        awaitMembers(6, 2);

        leave("third", third);
        awaitMembers(5, 2);
        leave("fourth", fourth);
        awaitMembers(2, 6);
        int known = first.linesWith("📦").size();
        first.awaitLines(known + 500, "📦");

        int count = stopSending(sent);
        KafkaTopic orders = new KafkaTopic(brokers, TOPIC);
        await().atMost(Duration.ofSeconds(60)).until(() -> orders.lag(GROUP) == 0);
        balance(orders, count);
    }

    private void balance(KafkaTopic orders, int count) {
        Ledger ledger = new Ledger();
        orders.records().forEach(ledger::sent);
        List<String> lines = programs.stream()
                .flatMap(program -> program.linesWith("📦 ").stream())
                .sorted(OrderflowProcess.BY_TIME)
                .toList();
        lines.forEach(ledger::processed);
        programs.forEach(program -> program.linesWith("🔁 ").forEach(ledger::repeated));
        moments.forEach(System.out::println);
        System.out.println(ledger);
        System.out.printf("longest pause of each partition, in ms: %s%n", pauses(lines));

        assertThat(new HashSet<>(ledger.sentIds()).size()).isEqualTo(count);
        assertThat(ledger.withoutOutcome()).isEmpty();
        assertThat(ledger.unknown()).isEmpty();
        assertThat(ledger.processedTwice()).isEmpty();
        assertThat(ledger.overtaken()).isEmpty();
        assertThat(ledger.comeAgain()).isZero();
    }

    /** How long the orders of each partition waited at the longest between two that were processed. */
    private static List<Long> pauses(List<String> lines) {
        Map<String, LocalTime> last = new HashMap<>();
        Map<String, Long> longest = new TreeMap<>();
        for (String line : lines) {
            LocalTime time = LocalTime.parse(line.substring(0, 12));
            String partition = line.substring(line.indexOf("📦")).split(" ")[1];
            LocalTime before = last.put(partition, time);
            if (before != null) {
                longest.merge(partition, Duration.between(before, time).toMillis(), Math::max);
            }
        }
        return longest.values().stream().sorted().toList();
    }

    /** Waits until there is this number of members, none of them with fewer partitions than this and one more at the most. */
    private void awaitMembers(int members, int atLeast) {
        long start = System.nanoTime();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            await("%d members of the group with %d partitions".formatted(members, atLeast))
                    .atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> {
                        Map<String, Integer> partitions =
                                admin.describeConsumerGroups(List.of(GROUP)).all().get().get(GROUP).members().stream()
                                        .collect(toMap(member -> member.consumerId(), member -> member.assignment()
                                                .topicPartitions()
                                                .size()));
                        return partitions.size() == members
                                && partitions.values().stream().allMatch(n -> n == atLeast || n == atLeast + 1);
                    });
        }
        moment("%d members with %d to %d partitions, after %,d ms"
                .formatted(members, atLeast, atLeast + 1, (System.nanoTime() - start) / 1_000_000));
    }

    private void moment(String what) {
        moments.add(LocalTime.now() + " " + what);
    }

    private OrderflowProcess join(String name, int consumers) throws Exception {
        OrderflowProcess tracker = start(name, "orders.tracker.consumers=" + consumers);
        moment(name + " joins");
        return tracker.awaitLines(1, "📦");
    }

    private void leave(String name, OrderflowProcess tracker) throws Exception {
        moment(name + " leaves");
        assertThat(tracker.stop()).isZero();
    }

    private void grow(int partitions) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            admin.createPartitions(Map.of(TOPIC, NewPartitions.increaseTo(partitions)))
                    .all()
                    .get();
        }
        KafkaTopic orders = new KafkaTopic(brokers, TOPIC);
        await().ignoreExceptions().until(() -> orders.partitions() == partitions && orders.count() > 0);
        moment(partitions + " partitions");
    }

    /** Sends orders at a steady rate until it is stopped, and says how many were sent in all. */
    private CompletableFuture<Integer> send() {
        sending.set(true);
        return CompletableFuture.supplyAsync(this::sendUntilStopped);
    }

    private int stopSending(CompletableFuture<Integer> sent) throws Exception {
        sending.set(false);
        return sent.get();
    }

    private int sendUntilStopped() {
        int count = 0;
        Queue<Exception> failures = new ConcurrentLinkedQueue<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        brokers,
                        // it sees partitions that are added soon; while they are made, a second request under way
                        // could be taken before the first, which would then be refused for good
                        "metadata.max.age.ms",
                        "1000",
                        "max.in.flight.requests.per.connection",
                        "1"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            while (sending.get()) {
                for (int i = 0; i < ORDERS_A_SECOND / 100; i++) {
                    String user = "user " + count % 100;
                    String order = "{\"order_id\":\"o-%d\",\"user\":\"%s\",\"item\":\"tea\",\"quantity\":1}"
                            .formatted(count++, user);
                    producer.send(
                            new ProducerRecord<>(TOPIC, user.getBytes(UTF_8), order.getBytes(UTF_8)),
                            (metadata, failure) -> Optional.ofNullable(failure).ifPresent(failures::add));
                }
                LockSupport.parkNanos(10_000_000);
            }
        }
        assertThat(failures).isEmpty();
        return count;
    }

    private OrderflowProcess start(String name, String... more) throws Exception {
        Path home = Files.createDirectories(folder.resolve(name));
        OrderflowProcess.copyRoutes(home.resolve("routes"), Ledger.STEP);
        List<String> settings = new ArrayList<>(List.of(
                "camel.component.kafka.brokers=" + brokers,
                "camel.component.kafka.metadataMaxAgeMs=500",
                "orders.broker.embedded=false",
                "orders.generator.enabled=false",
                "orders.inbox.enabled=false",
                // some work on an order after the other, some on those of many users at a time
                "orders.tracker.parallel=" + (programs.size() % 2 == 0 ? 1 : 64)));
        String tried = System.getProperty("trackers.settings", "");
        settings.addAll(tried.isEmpty() ? List.of() : List.of(tried.split(",")));
        settings.addAll(List.of(more));
        OrderflowProcess program = OrderflowProcess.start(home, settings.toArray(String[]::new));
        programs.add(program);
        return program;
    }

    private static int freePort() {
        try {
            return OrderflowProcess.freePort();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
