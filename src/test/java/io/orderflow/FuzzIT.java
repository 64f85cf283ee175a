package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.orderflow.observe.RawRequest;
import io.orderflow.settings.ShippedSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files, records, headers, routes and requests that are changed at random are sent to one running program, beside a
 * steady flow of good orders. These come through, each once and soon, and the program is afterwards what it was before.
 *
 * <p>{@code -Dfuzz.seconds=3600 -Dfuzz.seed=7} runs it so long, from that seed.
 */
class FuzzIT {

    private static final int SECONDS = Integer.getInteger("fuzz.seconds", 10);
    private static final long SEED = Long.getLong("fuzz.seed", 42);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int GROWTH_MB = 40;
    private static final int LONGEST_SENTENCE = 3_000;

    /** They live as long as the program does. */
    private static final List<String> LONG_LIVED =
            List.of("routes", "kafka-watch", "board", "board-kafka", "track-orders-1", "track-orders-watch");

    private static final String LINE = "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} (INFO|WARN|ERROR) .*";

    /** What a JVM from Java 24 on says by itself, of a method that Kafka's broker calls. */
    private static final String OF_THE_JVM = "WARNING: (A terminally deprecated method in sun\\.misc\\.Unsafe "
            + "|sun\\.misc\\.Unsafe::|Please consider reporting this to the maintainers of class ).*";

    @FunctionalInterface
    private interface Sending {
        void send() throws Exception;
    }

    @TempDir
    Path folder;

    private final ExecutorService senders = Executors.newCachedThreadPool();
    private final List<Future<?>> work = new ArrayList<>();
    private volatile boolean over;

    @AfterEach
    void stop() {
        senders.shutdownNow();
    }

    @Test
    void whatever_strangers_send_good_orders_come_through_and_the_program_stays_as_it_was() throws Exception {
        System.out.printf("fuzz.seed=%d fuzz.seconds=%d%n", SEED, SECONDS);
        String brokers = "localhost:" + OrderflowProcess.freePort();
        OrderflowProcess.copyRoutes(folder.resolve("routes"), Ledger.STEP);
        Path inbox = Files.createDirectory(folder.resolve("inbox"));
        ShippedSettings.copyTo(folder);
        TextEdit.edit(
                folder.resolve("application.properties"),
                "orders.generator.enabled=true",
                "orders.generator.enabled=false");
        try (OrderflowProcess program = OrderflowProcess.start(
                folder, "-Xmx256m", "camel.component.kafka.brokers=" + brokers, "orders.inbox.patience=1000")) {
            program.awaitLines(1, "🟢");
            URI board = program.awaitBoard();
            JavaProcess java = new JavaProcess(program.pid());
            try (Pace pace = new Pace();
                    GoodOrders good = new GoodOrders(inbox, brokers);
                    HostileInput hostile = new HostileInput(folder, brokers, board, SEED)) {
                send(good, hostile, new BoardClient(board));
                Thread.sleep(Duration.ofSeconds(Math.min(10, SECONDS / 2)).toMillis());
                long heap = java.liveMegabytes();
                goOn(Duration.ofSeconds(SECONDS), program);
                over = true;
                for (Future<?> sender : work) {
                    sender.get();
                }
                check(program, good, pace.slowness());
                assertThat(hostile.wrongAnswers())
                        .as(() -> String.join("\n", program.linesWith(" can't be answered: ")))
                        .isEmpty();
                // a search that goes on has records of some megabytes
                await().atMost(OrderflowProcess.PATIENCE).until(java::liveMegabytes, live -> live < heap + GROWTH_MB);
                hostile.removeRoute();
            }
            checkThatAllGoesOn(program, java, new BoardClient(board));
        }
    }

    @Test
    void a_setting_that_can_not_be_is_refused_with_a_sentence_that_names_it() throws Exception {
        HostileSettings hostile = new HostileSettings(SEED, Path.of("application.properties"));
        Path file = folder.resolve("application.properties");
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos() / 3;
        int taken = 0;
        List<String> refused = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        while (System.nanoTime() < end || taken == 0 || refused.size() < 2) {
            String row = hostile.row();
            String sentence = HostileSettings.sentence(file, row);
            if (sentence == null) {
                taken++;
                continue;
            }
            refused.add(row);
            if (!HostileSettings.namesIt(sentence, row) || sentence.length() > LONGEST_SENTENCE) {
                wrong.add(row + "\n" + sentence);
            }
        }
        System.out.printf("%,d settings refused, %,d taken%n", refused.size(), taken);
        assertThat(wrong).isEmpty();
        for (String row : refused.subList(0, 2)) {
            Files.writeString(file, row, StandardCharsets.ISO_8859_1);
            try (OrderflowProcess program = OrderflowProcess.start(folder)) {
                assertThat(program.awaitEnd()).isNotZero();
                assertThat(program.lines())
                        .isNotEmpty()
                        .allMatch(line -> line.matches(LINE) || line.matches(OF_THE_JVM));
                // a value may be wrong in several routes
                assertThat(program.linesWith("Can't start: ")).hasSizeBetween(1, 10);
            }
        }
    }

    private void send(GoodOrders good, HostileInput hostile, BoardClient board) {
        every(500, () -> good.dropFile(5));
        every(100, good::produce);
        every(100, hostile::file);
        every(20, hostile::record);
        every(400, hostile::route);
        every(30, hostile::request);
        every(500, () -> assertThat(board.status("/observe/health/live")).isEqualTo(200));
        every(0, () -> look(board.address()));
    }

    /** Where one can't send any more, it is over at once. */
    private void goOn(Duration time, OrderflowProcess program) throws Exception {
        for (long end = System.nanoTime() + time.toNanos(); System.nanoTime() < end; Thread.sleep(100)) {
            for (Future<?> sender : work) {
                if (sender.isDone()) {
                    assertThatCode(sender::get).as(program::said).doesNotThrowAnyException();
                }
            }
        }
    }

    /** Somebody has the board open. */
    private static void look(URI board) throws Exception {
        try (RawRequest page = new RawRequest(board, "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
            assertThat(page.begin()).startsWith("HTTP/1.1 200");
            Thread.sleep(2_000);
        }
    }

    private void every(long millis, Sending sending) {
        work.add(senders.submit(() -> {
            while (!over) {
                sending.send();
                Thread.sleep(millis);
            }
            return null;
        }));
    }

    private static void check(OrderflowProcess program, GoodOrders good, double slowness) {
        await().atMost(Duration.ofSeconds((long) (60 * slowness)))
                .until(() -> good.processed(program.lines()).size() == good.count());
        Map<String, List<Duration>> processed = good.processed(program.lines());
        List<Duration> times =
                processed.values().stream().flatMap(List::stream).sorted().toList();
        System.out.printf(
                "%,d good orders, the slowest in %,d ms on a machine %.1f times as slow as at its best; %,d lines, %,d dead letters, %,d changes of routes refused, %,d taken%n",
                good.count(),
                Collections.max(times).toMillis(),
                slowness,
                program.lines().size(),
                program.linesWith("❌ Dead letter").size(),
                program.linesWith("❌ Nothing changes").size(),
                program.linesWith("🔧").size());

        assertThat(processed).allSatisfy((id, all) -> assertThat(all).hasSize(1));
        assertThat(Collections.max(times).toMillis())
                .as(() -> good.slowest(program.lines()))
                .isLessThan((long) (LONGEST.toMillis() * slowness));
    }

    private void checkThatAllGoesOn(OrderflowProcess program, JavaProcess java, BoardClient board) throws Exception {
        Files.writeString(
                folder.resolve("routes/last.camel.yaml"),
                "- route: {id: last, from: {uri: direct:last, steps: [{log: {message: last}}]}}\n");
        program.awaitLines(1, "added last");
        assertThat(java.threads()).containsAll(LONG_LIVED).anyMatch(thread -> thread.contains("file://inbox"));
        await().atMost(OrderflowProcess.PATIENCE).until(() -> board.status("/observe/health/ready") == 200);
        await().atMost(OrderflowProcess.PATIENCE)
                .untilAsserted(
                        () -> assertThat(board.json("/api/verdict").toString()).doesNotContain("\"bad\""));
        assertThat(program.stop()).isZero();

        assertThat(program.lines().stream().filter(line -> !line.matches(LINE) && !line.matches(OF_THE_JVM)))
                .isEmpty();
        assertThat(program.linesWith("should not have happened")).isEmpty();
        assertThat(program.linesWith(" ERROR ").stream().filter(line -> !line.contains(" ❌ ")))
                .isEmpty();
    }
}
