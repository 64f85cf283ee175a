package io.orderflow.analytics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orderflow.failure.LongLived;
import java.time.Instant;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Test;

class LatestTotalsTest {

    private static final Instant NOW = Instant.parse("2026-03-01T13:05:30Z");

    private final LatestTotals latest = new LatestTotals(() -> null, "totals", "alerts");

    @Test
    void the_newest_total_of_each_minute_of_the_last_hour_is_added_up() {
        total("minute", "2026-03-01T12:05:00Z", "all", "", 100, 1_000);
        total("minute", "2026-03-01T12:06:00Z", "all", "", 2, 20);
        total("minute", "2026-03-01T12:06:00Z", "item", "tea", 2, 20);
        total("minute", "2026-03-01T13:05:00Z", "all", "", 1, 5);
        total("minute", "2026-03-01T13:05:00Z", "all", "", 3, 7);
        total("minute", "2026-03-01T13:05:00Z", "item", "tea", 1, 1);
        total("minute", "2026-03-01T13:05:00Z", "item", "soup", 2, 6);
        total("minute", "2026-03-01T13:05:00Z", "user", "all", 9, 9);
        total("hour", "2026-03-01T13:00:00Z", "all", "", 9, 9);

        TotalsView view = latest.view("RUNNING", 0, NOW);

        assertThat(view.minute()).isEqualTo(new TotalsView.Sum(3, 7));
        assertThat(view.lastHour()).isEqualTo(new TotalsView.Sum(5, 27));
        assertThat(view.topItems()).containsExactly(new TotalsView.Item("tea", 21), new TotalsView.Item("soup", 6));
    }

    @Test
    void a_minute_without_orders_is_zero() {
        total("minute", "2026-03-01T13:04:00Z", "all", "", 2, 3);

        assertThat(latest.view("RUNNING", 0, NOW).minute()).isEqualTo(new TotalsView.Sum(0, 0));
        assertThat(latest.view("RUNNING", 0, NOW).lastHour()).isEqualTo(new TotalsView.Sum(2, 3));
    }

    @Test
    void the_latest_alerts_come_first_and_are_bounded() {
        for (int i = 0; i < 30; i++) {
            latest.take(
                    "alerts",
                    null,
                    ("{\"rule\":\"user-orders\",\"user\":\"u%d\",\"minute\":\"2026-03-01T13:05:00Z\",\"orders\":9,\"quantity\":9,\"limit\":8}")
                            .formatted(i)
                            .getBytes(UTF_8));
        }

        assertThat(latest.view("RUNNING", 0, NOW).alerts())
                .hasSize(20)
                .first()
                .hasFieldOrPropertyWithValue("user", "u29");
    }

    @Test
    void what_others_write_there_is_no_harm() {
        latest.take("totals", "minute 2026-03-01T13:05:00Z all".getBytes(UTF_8), "{".getBytes(UTF_8));
        latest.take("totals", "minute".getBytes(UTF_8), "{}".getBytes(UTF_8));
        latest.take("totals", null, null);
        latest.take("totals", "minute 2026-03-01T13:05:00Z all".getBytes(UTF_8), "{}".getBytes(UTF_8));
        latest.take("alerts", null, "null".getBytes(UTF_8));

        assertThat(latest.view("RUNNING", 0, NOW).lastHour()).isEqualTo(new TotalsView.Sum(0, 0));
    }

    @Test
    void whatever_ends_its_reading_begins_it_anew() {
        Deque<Throwable> ends = new ConcurrentLinkedDeque<>(List.of(
                new StackOverflowError("too deep"),
                // as Kafka's consumer has it where both topics are gone
                new IllegalStateException("Consumer is not subscribed to any topics or assigned any partitions")));
        AtomicBoolean readsOn = new AtomicBoolean();
        LatestTotals reading = new LatestTotals(
                () -> {
                    Throwable end = ends.poll();
                    if (end instanceof Error error) {
                        throw error;
                    }
                    if (end instanceof RuntimeException exception) {
                        throw exception;
                    }
                    readsOn.set(true);
                    throw new WakeupException();
                },
                "totals",
                "alerts");

        reading.start();

        await().untilTrue(readsOn);
        assertThat(LongLived.trouble()).contains("The work of \"totals\" has ended, and begins anew: ");
    }

    private void total(String window, String start, String kind, String name, int orders, int quantity) {
        String value =
                "{\"kind\":\"%s\",\"name\":\"%s\",\"window\":\"%s\",\"start\":\"%s\",\"orders\":%d,\"quantity\":%d}"
                        .formatted(kind, name, window, start, orders, quantity);
        latest.take(
                "totals",
                (window + " " + start + " " + kind + " " + name).trim().getBytes(UTF_8),
                value.getBytes(UTF_8));
    }
}
