package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever comes, and however much of it, a person can read the log. */
class QuietIT {

    private static final int POISON = Integer.getInteger("quiet.poison", 10_000);
    private static final int REPEATS = Integer.getInteger("quiet.repeats", 100_000);
    private static final int MOST_LINES = 200;
    /** Of 100,000 that are poison, and of 600,000 that repeat one; a new program needs some time more. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private static final Duration WARM_UP = Duration.ofSeconds(2);

    @TempDir
    private Path folder;

    private final OwnTopics topics = OwnTopics.onSharedBroker();

    @Test
    void a_flood_of_poison_and_of_repeats_is_a_line_a_second_and_a_file_has_them_all() throws Exception {
        try (OrderflowProcess program = topics.start(
                        folder,
                        // as it is run for long
                        "-XX:TieredStopAtLevel=4",
                        "orderflow.log.fold-above=20",
                        "orderflow.log.file=all.log");
                Pace pace = new Pace()) {
            program.awaitLines(1, "🟢");
            Stream<byte[]> poison = IntStream.range(0, POISON).mapToObj(i -> ("{" + i).getBytes(UTF_8));
            awaitDone(pace, program, "lucy", poison, POISON / 100_000.0);
            byte[] order = Orders.order("again", "anna");
            awaitDone(pace, program, "anna", Stream.generate(() -> order).limit(1 + REPEATS), REPEATS / 600_000.0);
            assertThat(program.stop()).isZero();

            assertThat(topics.letters().count()).isEqualTo(POISON);
            assertThat(program.lines()).hasSizeLessThan(MOST_LINES);
            assertThat(program.lines())
                    .anyMatch(line -> line.matches(".* WARN  dead-letter +❌ [\\d,]+ lines in .* orders wait\\), .*"))
                    .anyMatch(line -> line.matches(".* INFO  track-orders +🔁 [\\d,]+ lines in .*Repeated order.*"));
        }
        try (Stream<String> all = Files.lines(folder.resolve("all.log"))) {
            assertThat(all.filter(line -> line.contains("🔁 Repeated order"))).hasSize(REPEATS);
        }
    }

    @Test
    void a_setting_of_the_log_that_can_not_be_is_refused_in_a_line() throws Exception {
        try (OrderflowProcess program = OrderflowProcess.start(folder, "orderflow.log.format=xml")) {
            assertThat(program.awaitEnd()).isEqualTo(1);
            assertThat(program.lines())
                    .singleElement()
                    .asString()
                    .endsWith("Can't start: orderflow.log.format=xml: wanted is text or json");
        }
    }

    private void awaitDone(Pace pace, OrderflowProcess program, String user, Stream<byte[]> records, double share)
            throws Exception {
        Duration cpu = cpu(program);
        long start = System.nanoTime();
        topics.orders().sendAll(user, records);
        await().atMost(Duration.ofMinutes(4))
                .ignoreExceptions()
                .until(() -> topics.orders().lag(topics.group()) == 0);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        System.out.printf(
                "%s's records in %,d ms on a machine %.1f times as slow as at its best, of the processor %,d ms%n",
                user, took.toMillis(), pace.slowness(), cpu(program).minus(cpu).toMillis());
        assertThat(took.toMillis())
                .isLessThan((long) ((WARM_UP.toMillis() + LONGEST.toMillis() * share) * pace.slowness()));
    }

    /** How long it has had a processor. */
    private static Duration cpu(OrderflowProcess program) {
        return ProcessHandle.of(program.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }
}
