package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orderflow.order.Order;
import io.orderflow.reload.GatedDirect;
import io.orderflow.reload.Lines;
import io.orderflow.reload.RouteControl;
import io.orderflow.reload.RouteReload;
import io.orderflow.route.Dsl;
import io.orderflow.route.ShippedRoutes;
import io.orderflow.step.OrderSimple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.RedeliveryPolicyDefinition;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Saves of all kinds, good and bad, one upon the other, while orders flow on a real broker.
 *
 * <p>{@code -Dreload.saves=2000} makes it longer.
 */
class ReloadSoakIT {

    private static final int SAVES = Integer.getInteger("reload.saves", 80);
    private static final int ORDERS_A_FILE = 50;
    private static final int ORDERS_A_SAVE = 100;
    private static final int ORDERS = SAVES * ORDERS_A_SAVE;
    private static final long SEED = 20_261_125;

    @TempDir
    Path folder;

    private final Lines lines = new Lines();
    private final Processed processed = new Processed();
    private final Random random = new Random(SEED);
    /** What the files are to say, by their path within the folder. */
    private final Map<String, String> files = new TreeMap<>();

    private int sent;
    private int policy;

    /** What process-order does here: it remembers the orders, and takes its time. */
    public static final class Processed {
        private final Queue<String> ids = new ConcurrentLinkedQueue<>();
        private final AtomicInteger count = new AtomicInteger();

        public void order(Order order) {
            LockSupport.parkNanos(300_000);
            ids.add(order.orderId());
            count.incrementAndGet();
        }
    }

    @Test
    void each_order_is_processed_once_and_the_routes_are_what_the_files_say_in_the_end() throws Exception {
        String brokers = LocalBroker.shared();
        try (lines;
                DefaultCamelContext context = new DefaultCamelContext()) {
            prepare(context, brokers);
            RouteReload reload = new RouteReload(context, folder.resolve("routes"), new RouteControl(context));
            reload.load();
            context.start();
            reload.start();

            for (int save = 0; save < SAVES; save++) {
                int linesBefore = lines.all().size();
                drop();
                save(save);
                awaitSomething(linesBefore);
            }
            files.replaceAll((file, text) -> describe(text, "at the end"));
            writeAll();

            await().atMost(Duration.ofSeconds(60)).until(() -> processed.count.get() >= ORDERS);
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(context.getRouteDefinitions())
                    .hasSameSizeAs(context.getRoutes())
                    .extracting(RouteDefinition::getDescriptionText)
                    .hasSize((int) files.values().stream()
                            .filter(text -> text.contains("- route:"))
                            .count())
                    .containsOnly("at the end"));
            assertThat(context.getRouteDefinition("publish-order").getOutputs())
                    .filteredOn(OnExceptionDefinition.class::isInstance)
                    .extracting(step -> ((OnExceptionDefinition) step).getRedeliveryPolicyType())
                    .filteredOn(policy -> policy != null)
                    .extracting(RedeliveryPolicyDefinition::getMaximumRedeliveries)
                    .contains(String.valueOf(policy));
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> new KafkaTopic(brokers, "soak").lag("soak-tracker") == 0);
            assertThat(lines.all()).filteredOn(line -> line.startsWith("🔧")).hasSizeGreaterThan(3);
            assertThat(lines.all()).filteredOn(line -> line.startsWith("❌")).isNotEmpty();
            assertThat(lines.all()).hasSizeGreaterThan(10);
            assertThat(processed.ids).hasSize(ORDERS).doesNotHaveDuplicates();
            assertThat(new KafkaTopic(brokers, "soak").records()).hasSize(ORDERS);
            assertThat(folder.resolve("inbox/done")).isDirectoryContaining(file -> true);
            reload.stop();
        }
    }

    private void prepare(DefaultCamelContext context, String brokers) throws Exception {
        OrderSimple.install(context);
        for (Path route : ShippedRoutes.files()) {
            files.put(route.getFileName().toString(), Files.readString(route));
        }
        files.computeIfPresent(
                "process-order.camel.yaml",
                (file, text) -> text.replaceFirst(
                        "(?s)steps:.*",
                        "steps:\n        - bean:\n            ref: processed\n            method: order\n"));
        Files.createDirectories(folder.resolve("routes"));
        Files.createDirectories(folder.resolve("inbox"));
        writeAll();
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "orders.topic", "soak",
                "orders.dead-letter-topic", "soak-dead-letter",
                "orders.tracker.group", "soak-tracker",
                "orders.tracker.consumers", "3",
                "orders.generator.enabled", "false",
                "orders.inbox.directory", folder.resolve("inbox").toString(),
                "orders.inbox.settle-time", "0"));
        context.getPropertiesComponent().setOverrideProperties(settings);
        context.addComponent("direct", new GatedDirect());
        Dsl.prepare(context);
        Dsl.configure(context, brokers);
        context.getComponent("kafka", KafkaComponent.class).getConfiguration().setPollTimeoutMs(50L);
        context.getRegistry().bind("processed", processed);
        new KafkaTopic(brokers, "soak").create(Map.of());
    }

    private void drop() throws IOException {
        for (int end = sent + ORDERS_A_SAVE; sent < end; ) {
            StringBuilder orders = new StringBuilder();
            for (int i = 0; i < ORDERS_A_FILE; i++) {
                orders.append("{\"order_id\":\"%d\",\"user\":\"%d\",\"item\":\"tea\",\"quantity\":1}\n"
                        .formatted(sent, sent % 20));
                sent++;
            }
            replace(folder.resolve("inbox/%05d.ndjson".formatted(sent)), orders.toString());
        }
    }

    /** Something that a person might do to one of the files. */
    private void save(int number) throws IOException {
        String file = List.copyOf(files.keySet()).get(random.nextInt(files.size()));
        String text = files.get(file);
        switch (random.nextInt(8)) {
            case 0 -> write(file, text + "  nonsense: [");
            case 1 -> write(file, text.replace("uri: direct:", "uri: dyrect:"));
            case 2 -> write("copy-of-" + file, text);
            case 3 -> Files.deleteIfExists(folder.resolve("routes").resolve(file));
            case 4 -> {
                files.put("order-errors.camel.yaml", policy(number));
                writeAll();
            }
            default -> {
                // which says nothing of the policy: then it is a save without a change
                files.put(file, describe(text, "save " + number));
                writeAll();
            }
        }
    }

    private String policy(int number) {
        policy = number;
        return files.get("order-errors.camel.yaml")
                .replaceAll("      - onException: \\{.*\n", "")
                .replace(
                        "    onException:\n",
                        "    onException:\n      - onException: {exception: [java.lang.UnsupportedOperationException], redeliveryPolicy: {maximumRedeliveries: %d}}\n"
                                .formatted(number));
    }

    private static String describe(String text, String description) {
        return text.replaceAll("(?m)^    description: .*$", "    description: " + description);
    }

    /** Mends whatever is not as it is to be, in one of the ways in which editors write. */
    private void writeAll() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("routes"))) {
            for (Path file : all.toList()) {
                if (!files.containsKey(file.getFileName().toString())) {
                    Files.delete(file);
                }
            }
        }
        for (String file : files.keySet()) {
            Path path = folder.resolve("routes").resolve(file);
            if (!Files.exists(path) || !Files.readString(path).equals(files.get(file))) {
                write(file, files.get(file));
            }
        }
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve("routes").resolve(file);
        if (random.nextBoolean()) {
            replace(path, text);
        } else {
            Files.writeString(path, "");
            Files.writeString(path, text);
        }
    }

    private static void replace(Path path, String text) throws IOException {
        Path draft = Files.write(path.resolveSibling("." + path.getFileName() + "~"), text.getBytes(UTF_8));
        Files.move(draft, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** About every fourth save is seen before the next one comes, the others come as soon as some orders are done. */
    private void awaitSomething(int linesBefore) {
        int done = processed.count.get();
        boolean seen = random.nextInt(4) == 0;
        long end = System.nanoTime() + Duration.ofMillis(seen ? 800 : 50).toNanos();
        await().pollInterval(Duration.ofMillis(5))
                .until(() -> System.nanoTime() > end
                        || (seen ? lines.all().size() > linesBefore : processed.count.get() > done + 50));
    }
}
